import { AxeBuilder } from '@axe-core/playwright';
import { describe, expect, it } from 'vitest';
import { writeTests } from '../core/testedTrace.ts';
import { TraceWriter } from '../core/traceWriter.ts';
import { useSharedPage } from './browserPage.ts';
import { shopTrace } from './sampleTraces.ts';

const harness = useSharedPage();
const MS = 1e6;

const writer = new TraceWriter().header().loop();
const end = writeTests(writer, [
  { name: 'tests/test_shop.py::test_order[3]', call: 60, setup: 12, teardown: 8, taskUntil: 40 },
  { name: 'tests/test_shop.py::test_fails', outcome: 'failed', call: 30 },
  { name: 'tests/test_shop.py::test_last', call: 30 },
  ...Array.from({ length: 40 }, (_, at) => ({
    name: `test_many.py::test_it[${at}]`,
    call: 0.2,
    setup: 0.1,
    teardown: 0.1,
  })),
]);
const bytes = writer.beat(end + 2_000 * MS).bytes();

async function open(): Promise<{ x: number; y: number; width: number }> {
  const { page } = harness();
  await harness().show(bytes);
  await page.getByRole('tab', { name: 'Details' }).click();
  await page.locator('.labels').focus();
  for (const key of ['Escape', 'Escape']) await page.keyboard.press(key);
  const strip = page.locator('.tests');
  await strip.waitFor();
  // The first 160 ms: the tests that are long.
  await page.keyboard.press('y');
  await page.keyboard.press('f');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await harness().settled();
  const box = (await strip.boundingBox())!;
  return { x: box.x, y: box.y + box.height / 2, width: box.width };
}

const saved = async () => (await harness().saved()).navigation;
const title = () => harness().page.locator('.details-title');
const facts = (): Promise<Record<string, string>> =>
  harness().page.evaluate(() => {
    const names = [...document.querySelectorAll('.details .facts dt')];
    return Object.fromEntries(names.map((name) => [name.textContent, name.nextElementSibling!.textContent]));
  });

describe('the tests of a run', () => {
  it('are counted beside their strip, which is there for no other program', async () => {
    await open();
    const { page } = harness();
    await expect.poll(() => page.locator('.tests-name').innerText()).toMatch(/^Tests\s+43\s+1 failed$/);
    expect(await page.locator('.tests').getAttribute('aria-label')).toContain('42 passed, 1 failed');
    await expect.poll(async () => (await facts())['Failed tests']).toBe('test_fails');
    await harness().show(shopTrace().writer.bytes());
    await expect.poll(() => page.locator('.tests').isVisible()).toBe(false);
  });

  it('are told of under the pointer, and selected by a click, which marks their time', async () => {
    const { x, y, width } = await open();
    const { page } = harness();
    await page.mouse.move(x + width / 2, y);
    await expect.poll(() => page.locator('.tooltip-title').innerText()).toBe('test_order[3]');
    await page.mouse.click(x + width / 2, y);
    await expect.poll(() => title().innerText()).toBe('test_order[3]');
    const { selection, range } = await saved();
    expect(selection).toEqual({ kind: 'test', process: 0, at: 10 * MS });
    expect(range).toEqual({ begin: 10 * MS, end: 90 * MS });
    await expect
      .poll(facts)
      .toMatchObject({ Began: '1 task: task of 0', 'Left running': '1 task: task of 0', Call: '60.0 ms' });
    await page.getByRole('tab', { name: 'Range' }).click();
    await expect.poll(() => page.locator('.range h2').innerText()).toBe('10 – 90 ms · 80.0 ms');
    await page.getByRole('tab', { name: 'Details' }).click();
  });

  it('are walked by keys, those that failed by their count, and zoomed to by a double click', async () => {
    const { x, y, width } = await open();
    const { page } = harness();
    await page.keyboard.press('y');
    await page.keyboard.press('y');
    await expect
      .poll(() => page.locator('.spoken[aria-live]').textContent())
      .toMatch(/^Test 2 of 43, Test, test_fails/);
    await page.keyboard.press('Shift+Y');
    expect((await saved()).selection).toMatchObject({ at: 10 * MS });
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => title().innerText()).toBe('test_fails');
    await page.keyboard.press('Escape');
    await page.locator('.tests-bad').click();
    await expect.poll(() => title().innerText()).toBe('test_fails');
    await open();
    await page.mouse.dblclick(x + width / 2, y);
    await harness().settled();
    const view = (await saved()).view!;
    expect(view.end - view.begin).toBeCloseTo(96 * MS, -5);
  });

  it('are a table, too, and searched by the names of the tests', async () => {
    await open();
    const { page } = harness();
    await page.locator('.tests-table summary').click();
    const rows = page.locator('.tests-table tbody tr');
    await expect.poll(() => rows.count()).toBe(43);
    expect(await rows.nth(1).innerText()).toMatch(/Failed\s+tests\/test_shop\.py::test_fails$/);
    await rows.nth(0).locator('.piece').focus();
    await page.keyboard.press('ArrowDown');
    await expect.poll(async () => (await saved()).selection).toMatchObject({ kind: 'test', at: 90.1 * MS });
    await page.keyboard.press('/');
    await page.keyboard.type('test:order');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('.search').innerText()).toContain('1');
    await page.keyboard.press('Escape');
    expect((await saved()).query).toBe('test:order');
  });

  it('are in the legend, and the menu of the view hides their strip and shows it again', async () => {
    await open();
    const { page } = harness();
    const legend = page.locator('.legend-entry:visible');
    expect(await legend.filter({ hasText: /^(Test|Setup)/ }).allInnerTexts()).toEqual([
      'Test passed',
      'Test failed',
      'Setup, call, teardown',
    ]);
    const menu = page.locator('.view-menu');
    const choices = async (act: () => Promise<unknown>): Promise<void> => {
      await page.getByRole('button', { name: 'View' }).click();
      await menu.waitFor();
      await act();
      await page.keyboard.press('Escape');
      await menu.waitFor({ state: 'hidden' });
    };
    const toggle = (): Promise<void> => choices(() => page.getByRole('checkbox', { name: 'Tests' }).click());
    await toggle();
    await expect.poll(() => page.locator('.tests').isVisible()).toBe(false);
    expect((await harness().saved()).arrangement.areTestsShown).toBe(false);
    await toggle();
    await expect.poll(() => page.locator('.tests').isVisible()).toBe(true);
    await harness().show(shopTrace().writer.bytes());
    await expect.poll(() => legend.filter({ hasText: 'Test passed' }).count()).toBe(0);
    await choices(async () => expect(await page.getByRole('checkbox', { name: 'Tests' }).count()).toBe(0));
  });

  it('keep what axe looks for', async () => {
    await open();
    for (const theme of ['dark', 'hc-light'] as const) {
      await harness().wear(theme);
      const { violations } = await new AxeBuilder({ page: harness().page })
        .include('.tests')
        .include('.tests-name')
        .include('.tests-table')
        .analyze();
      expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([]);
    }
    await harness().wear('dark');
  });
});

describe('a program that stands', () => {
  it('is said to, and where; what led to it stays in sight', async () => {
    const { page } = harness();
    const stop = { file: 'shop.py', line: 12, reason: 'breakpoint' };
    await harness().show(
      shopTrace()
        .writer.pause(2_000 * MS, true)
        .bytes(),
      'paused',
    );
    const session = { id: 's1', name: 'shop.py', state: 'paused' as const, message: null, stop };
    await harness().send({ type: 'sessions', sessions: [session], shown: 's1' });
    const follow = page.getByRole('button', { name: 'Follow' });
    if ((await follow.getAttribute('aria-pressed')) === 'false') await follow.click();
    await harness().settled();
    await expect.poll(() => page.locator('.spoken[aria-live]').textContent()).toBe('Stopped at shop.py:12');
    expect(await page.locator('.chip').first().getAttribute('title')).toBe('Stopped at shop.py:12');
    const shown = (): Promise<string | null> =>
      page.getByRole('slider', { name: 'Shown time', exact: true }).getAttribute('aria-valuetext');
    await harness().more(
      new TraceWriter()
        .beat(3_600_000 * MS)
        .bytes()
        .subarray(8),
    );
    await expect.poll(shown).toMatch(/^2\.\d+ s, from 0/);
  });
});
