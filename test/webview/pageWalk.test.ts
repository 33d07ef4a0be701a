import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { Navigation } from '../../webview/navigation.ts';
import { spanOf } from '../../webview/viewport.ts';
import { wokenBy } from '../../src/core/links.ts';
import { build, smallTrace } from '../core/smallTrace.ts';
import { fullTrace } from '../core/fullTrace.ts';
import { useSharedPage } from './browserPage.ts';
import { AXIS_Y, rowY } from './harness.ts';
import { shopTrace } from './sampleTraces.ts';

const harness = useSharedPage();
const small = smallTrace().bytes();
const full = fullTrace().bytes();
const shop = shopTrace().writer.bytes();

async function open(bytes: Uint8Array): Promise<void> {
  await harness().show(bytes);
  for (const key of ['Escape', 'Escape', '0']) await harness().page.keyboard.press(key);
  await harness().page.locator('.labels').focus();
}

async function navigation(): Promise<Navigation> {
  return (await harness().saved()).navigation;
}

async function press(...keys: string[]): Promise<Navigation> {
  for (const key of keys) await harness().page.keyboard.press(key);
  return navigation();
}

/** Lets so much time pass that what follows is a move of its own. */
async function pause(): Promise<void> {
  await harness().page.waitForTimeout(450);
}

async function notice(): Promise<string | null> {
  await harness().settled();
  return harness().page.locator('.notice').textContent();
}

describe('keys that follow links', () => {
  // The first rows are a process, its loop, main and its child.
  beforeEach(() => open(full));

  it('go to the waker and its waker, and to what was woken', async () => {
    // The child's last step was woken by a timer's callback, that by the child's first step, that by main.
    await press('ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'End', '.');
    const last = await press('.', '.', '.');
    expect(last.selection).toEqual({ kind: 'run', run: 3 });
    expect((await press('[')).selection).toEqual({ kind: 'run', run: 2 });
    expect((await press('[')).selection).toEqual({ kind: 'run', run: 1 });
    expect((await press('[')).selection).toEqual({ kind: 'run', run: 0 });
    expect((await press(']')).selection).toEqual({ kind: 'run', run: 1 });
    expect((await press(']')).selection).toEqual({ kind: 'run', run: 2 });
    expect(await harness().page.locator('.spoken[aria-live]').textContent()).toContain('It woke, Callback');
  });

  it('go to the parent and to who cancelled, and say so where there is none', async () => {
    expect((await press('ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'p')).selection).toEqual({
      kind: 'run',
      run: 0,
    });
    expect((await press('c')).selection).toEqual({ kind: 'run', run: 1 });
    expect((await press('c')).selection).toEqual({ kind: 'run', run: 1 });
    expect(await notice()).toContain('Nobody asked to cancel it');
    await press('Escape', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'p');
    expect(await notice()).toContain('No task created it');
    await press('Escape', '[');
    expect(await notice()).toContain('Select a step or a suspension first');
  });

  it('go from step to step', async () => {
    const { selection } = await press('ArrowDown', 'ArrowDown', 'ArrowDown', 'Home', '.');
    expect(selection).toMatchObject({ kind: 'run' });
    await press(',', ',');
    expect((await press('.')).selection).not.toEqual((await press(',')).selection);
    await press(',', ',', ',');
    expect(await notice()).toContain('No earlier step');
  });
});

describe('what is woken together', () => {
  it('is gone through by braces', async () => {
    await open(shop);
    const { page } = harness();
    const trace = build(shop);
    const waker = Array.from({ length: trace.runs.length }, (_, run) => run).find(
      (run) => wokenBy(trace, run).length === 3,
    )!;
    const selected = async (): Promise<unknown> => (await navigation()).selection;
    await harness().send({ type: 'showRun', run: waker });
    await expect.poll(selected).toEqual({ kind: 'run', run: waker });
    const woken = wokenBy(trace, waker).map((run) => ({ kind: 'run', run }));
    for (const [key, which] of [
      [']', 0],
      ['}', 1],
      ['}', 2],
      ['}', 0],
      ['{', 2],
    ] as const) {
      await page.keyboard.press(key);
      await expect.poll(selected).toEqual(woken[which]);
    }
    expect(await page.locator('.spoken[aria-live]').textContent()).toContain('3 of 3 woken together');
  });
});

describe('the history', () => {
  beforeEach(() => open(shop));

  it('goes back with Alt+Left and forward with Alt+Right, to selections, views and ranges', async () => {
    await pause();
    const first = await press('ArrowDown', 'ArrowDown');
    await pause();
    const near = await press('w', 'w', 'w');
    await pause();
    const marked = await press('m');
    expect(marked.range).not.toBeNull();
    await pause();
    expect(await press('Alt+ArrowLeft')).toEqual({ ...near, scroll: expect.any(Number) as number });
    expect((await press('Alt+ArrowLeft')).view).toEqual(first.view);
    expect((await press('Alt+ArrowRight')).view).toEqual(near.view);
    expect((await press('Alt+ArrowRight')).range).toEqual(marked.range);
    await press('Alt+ArrowRight');
    expect(await notice()).toContain('Nothing to go forward to');
  });

  it('is also gone through by the editor’s commands', async () => {
    // Nobody has echoed the keys before: so long after them a command is one of its own.
    await harness().page.waitForTimeout(2_100);
    const before = await navigation();
    await press('ArrowDown');
    await harness().send({ type: 'navigate', action: 'back' });
    expect((await navigation()).selection).toEqual(before.selection);
    await harness().send({ type: 'navigate', action: 'forward' });
    expect((await navigation()).selection).toEqual({ kind: 'loop', loop: 1 });
  });

  it('takes a key once, though the editor’s keybinding echoes it as a command', async () => {
    await pause();
    await press('ArrowDown');
    await pause();
    await press('ArrowDown');
    await pause();
    await harness().page.keyboard.press('Alt+ArrowLeft');
    await harness().send({ type: 'navigate', action: 'back' });
    expect((await navigation()).selection).toEqual({ kind: 'loop', loop: 1 });
  });
});

describe('marking', () => {
  beforeEach(() => open(shop));

  it('with m takes the selected’s time, else the time in sight, and away again', async () => {
    const whole = await press('m');
    expect(spanOf(whole.range!)).toBeGreaterThan(1_990e6);
    expect((await harness().saved()).arrangement.pane).toBe('range');
    expect((await press('m')).range).toBeNull();
    expect((await harness().saved()).arrangement.pane).toBe('details');
    await press('ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowRight');
    const { range } = await press('m');
    expect(spanOf(range!)).toBeLessThan(spanOf(whole.range!));
    await press('Escape');
    expect((await navigation()).range).toEqual(range);
    expect((await press('Escape')).range).toBeNull();
  });

  it('is what f shows when nothing is selected', async () => {
    await press('ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowRight', 'm');
    const { range, view } = await press('Escape', 'f');
    expect(view!.begin).toBeLessThan(range!.begin);
    expect(spanOf(view!)).toBeLessThan(spanOf(range!) * 1.3);
  });
});

describe('rows', () => {
  it('are grouped otherwise with g and pinned with t', async () => {
    await open(shop);
    expect((await press('g')).grouping).toBe('scope');
    expect((await press('g')).grouping).toBe('coroutine');
    expect(await notice()).toContain('Grouped by: coroutine');
    expect((await press('g')).grouping).toBe('flat');
    expect((await press('g')).grouping).toBe('parent');
    expect((await press('ArrowDown', 'ArrowDown', 't')).pinned).toEqual(['task 1']);
    expect((await press('t')).pinned).toEqual([]);
    await press('Escape', 't');
    expect(await notice()).toContain('Select a row first');
  });
});

describe('the source of a frame', () => {
  it('is asked from the host once, and shown below it when it comes', async () => {
    await open(small);
    const { page } = harness();
    await press('ArrowDown', 'ArrowDown', 'ArrowDown', 'End', '.');
    await harness().settled();
    const asked = (await harness().posted()).filter((message) => message.type === 'readPlaces').at(-1)!;
    const { generation, places } = asked as { generation: number; places: readonly number[] };
    const focus = Number(await page.locator('.frame.focus').getAttribute('data-place'));
    expect(places).toContain(focus);
    const lines = ['async def child():', '\tawait sleep(1)\u202e', '', '    # <b>not bold</b>', '    raise'];
    await harness().send({
      type: 'excerpts',
      generation: generation - 1,
      excerpts: [{ place: focus, from: 4, lines }],
    });
    await harness().settled();
    expect(await page.locator('.excerpt').count()).toBe(0);
    await harness().send({ type: 'excerpts', generation, excerpts: [{ place: focus, from: 4, lines }] });
    await harness().settled();
    const excerpt = page.locator('.frame.focus + .excerpt');
    expect(await excerpt.locator('.excerpt-number').allTextContents()).toEqual(['4', '5', '6', '7']);
    expect(await excerpt.locator('.here code').textContent()).toBe('    await sleep(1)\\u202e');
    expect(await excerpt.locator('b').count()).toBe(0);
    await press('ArrowLeft', 'ArrowRight');
    const again = (await harness().posted()).filter((message) => message.type === 'readPlaces');
    expect(again.at(-1)).toEqual(asked);
  });
});

describe('the table of steps', () => {
  beforeEach(() => open(full));

  it('says what the picture shows, and each piece can be gone to by keys', async () => {
    const { page } = harness();
    await press('ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'Home', '.');
    await page.locator('.steps-table summary').click();
    await harness().settled();
    const rows = page.locator('.steps-table tbody tr');
    expect(await rows.count()).toBe(2);
    expect(await rows.nth(1).locator('th, td').allTextContents()).toEqual([
      '2',
      '3.00 µs',
      '6.05 µs',
      '150 ns',
      '700 ns',
      'ends',
    ]);
    const table = page.locator('.steps-table table');
    expect(await table.getAttribute('aria-label')).toBe('Steps of worker');
    expect(await table.getAttribute('aria-rowcount')).toBe('4');
    await rows.nth(0).locator('.piece').last().click();
    expect((await navigation()).selection).toEqual({ kind: 'run', run: 1 });
    expect((await press('ArrowDown')).selection).toEqual({ kind: 'run', run: 3 });
    expect((await press('ArrowLeft')).selection).toEqual({ kind: 'ready', task: 2, position: 1 });
    expect((await press('Home')).selection).toEqual({ kind: 'suspension', task: 2, position: 1 });
    expect((await press('End')).selection).toEqual({ kind: 'run', run: 3 });
    expect(await page.locator('.steps-table [aria-selected="true"]').allTextContents()).toEqual(['700 ns']);
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('700 ns');
    const posted = (await harness().posted()).length;
    await press('Enter');
    expect((await harness().posted()).slice(posted).map(({ type }) => type)).toContain('openPlace');
    // Keys that do not walk the table do what they do everywhere.
    expect((await press('[')).selection).toEqual({ kind: 'run', run: 2 });
  });

  it('has at most a hundred rows of a long lane, and more on demand', async () => {
    await open(shop);
    const { page } = harness();
    await press('ArrowDown', 'End', '.');
    const rows = page.locator('.steps-table tbody tr');
    if (!(await rows.first().isVisible())) await page.locator('.steps-table summary').click();
    await harness().settled();
    expect(await rows.count()).toBe(100);
    expect(await page.locator('.steps-table thead').textContent()).toBe('RunFromRanWhat');
    const first = await rows.first().getAttribute('aria-rowindex');
    await page.getByRole('button', { name: 'Earlier' }).click();
    expect(Number(await rows.first().getAttribute('aria-rowindex'))).toBeLessThan(Number(first));
    await rows.first().locator('.piece').click();
    expect((await navigation()).selection).toMatchObject({ kind: 'run' });
  });
});

describe('the summary of the recording', () => {
  it('is told to screen readers when it is over', async () => {
    await open(full);
    expect(await harness().page.locator('.spoken-summary').textContent()).toMatch(
      /^3 tasks, .*1 failed; busiest loop \d+ % busy.*; .* recorded$/,
    );
  });
});

describe('a double click', () => {
  it('on a bar shows the whole of it, and on the axis the whole trace', async () => {
    await open(shop);
    const { page } = harness();
    await page.mouse.dblclick(700, rowY(3));
    const { view, selection } = await navigation();
    expect(selection).not.toBeNull();
    expect(spanOf(view!)).toBeLessThan(2_000e6);
    await page.mouse.dblclick(700, AXIS_Y);
    expect((await navigation()).view).toBeNull();
  });
});

describe('motion', () => {
  afterAll(() => harness().page.emulateMedia({ reducedMotion: 'reduce' }));

  it.each(['reduce', 'no-preference'] as const)('is as asked for: %s', async (reducedMotion) => {
    const { page } = harness();
    await page.emulateMedia({ reducedMotion });
    await open(shop);
    await harness().settled();
    await page.waitForTimeout(300);
    // A frame after the key, and when all is over.
    const seen = await page.evaluate(async () => {
      const frame = (): Promise<unknown> => new Promise(requestAnimationFrame);
      const picture = (): string => document.querySelector<HTMLCanvasElement>('.lanes canvas')!.toDataURL();
      document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'w', bubbles: true }));
      await frame();
      await frame();
      const soon = picture();
      await new Promise((done) => setTimeout(done, 500));
      await frame();
      return { isThere: soon === picture() };
    });
    expect(seen.isThere).toBe(reducedMotion === 'reduce');
  });
});
