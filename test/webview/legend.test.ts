import { expect, it } from 'vitest';
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
