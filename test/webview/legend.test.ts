import { expect, it } from 'vitest';
import { TraceWriter } from '../core/traceWriter.ts';
import { useSharedPage } from './browserPage.ts';
import { shopTrace } from './sampleTraces.ts';

const harness = useSharedPage();

it('puts the term of an entry into the query, takes it out again, and says which are on', async () => {
  const { page } = harness();
  const world = shopTrace();
  await harness().show(world.writer.beat(world.now).bytes());
  const entry = (key: string) => page.locator(`.legend-entry[data-key="${key}"]`);
  const query = async (): Promise<string> => (await harness().saved()).navigation.query;

  await entry('ready').click();
  await harness().settled();
  expect(await query()).toBe('state:ready');
  expect(await entry('ready').getAttribute('aria-pressed')).toBe('true');
  expect(await entry('lock').getAttribute('aria-pressed')).toBe('false');

  // The keyboard does the same, and entries of one kind add up.
  await entry('lock').focus();
  await page.keyboard.press('Enter');
  await entry('io').focus();
  await page.keyboard.press('Space');
  await harness().settled();
  for (const key of ['ready', 'lock', 'io'])
    expect(await entry(key).getAttribute('aria-pressed'), key).toBe('true');

  for (const key of ['ready', 'lock', 'io']) await entry(key).click();
  await harness().settled();
  expect(await query()).toBe('');
  expect(await page.locator('.legend-entry[aria-pressed="true"]').count()).toBe(0);
});

it('has no buttons for what a query has no word for, and shows only what occurs', async () => {
  const { page } = harness();
  expect(await page.locator('span.legend-entry:visible', { hasText: 'Many steps' }).count()).toBe(1);
  expect(await page.locator('.legend-entry:visible', { hasText: 'Destroyed' }).count()).toBe(0);
});

it('keeps the heading of what is awaited on one line with the first that it is about, at any width', async () => {
  const { page } = harness();
  const size = page.viewportSize()!;
  for (let width = 400; width <= 900; width += 50) {
    await page.setViewportSize({ width, height: 700 });
    const heading = await page.locator('.legend-group:visible').boundingBox();
    const first = await page.locator('.legend-headed:visible .legend-entry').first().boundingBox();
    expect(await page.locator('.legend-group:visible').count()).toBe(1);
    expect(
      Math.abs(heading!.y + heading!.height / 2 - first!.y - first!.height / 2),
      `${width}`,
    ).toBeLessThan(4);
    expect(first!.x).toBeGreaterThan(heading!.x);
  }
  await page.setViewportSize(size);
});

it('lists what is not done, or failed, at a click on how many are', async () => {
  const { page } = harness();
  const writer = new TraceWriter().header().loop();
  for (let id = 1; id <= 9; id++) writer.task(id, { name: `task ${id}` });
  for (let id = 1; id <= 6; id++) writer.end(id, id * 1e6, id < 3 ? 'error' : 'result');
  await harness().show(writer.beat(20e6).bytes());
  const names = (): Promise<string[]> => page.locator('.lane-label.task:visible .lane-name').allInnerTexts();
  const count = (what: string) => page.locator('.counts').getByRole('button', { name: what });
  await expect.poll(() => page.locator('.counts').innerText()).toBe('9 tasks · 3 not done · 2 failed');
  await count('3 not done').click();
  await expect.poll(names).toEqual(['task 7', 'task 8', 'task 9']);
  expect((await harness().saved()).navigation).toMatchObject({ query: 'outcome:pending', isNarrowed: true });
  expect(await count('not done').getAttribute('aria-pressed')).toBe('true');
  await count('3 not done').click();
  await expect.poll(names).toHaveLength(9);
  await count('2 failed').click();
  await expect.poll(names).toEqual(['task 1', 'task 2']);
  await count('2 failed').click();
  await expect.poll(names).toHaveLength(9);
  // Where nothing more comes, each that was not done has a sign, which is heard, too.
  const rows = page.locator('.lane-label.task:visible');
  expect(await rows.nth(6).locator('.spoken').textContent()).toMatch(/^Not done at the end; Not started/);
  expect(await rows.nth(6).locator('.lane-end.pending').count()).toBe(1);
});
