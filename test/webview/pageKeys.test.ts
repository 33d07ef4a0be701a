import { beforeEach, describe, expect, it } from 'vitest';
import type { Selection } from '../../webview/selection.ts';
import { spanOf, type View } from '../../webview/viewport.ts';
import { TraceWriter } from '../core/traceWriter.ts';
import { useSharedPage } from './browserPage.ts';
import { shopTrace } from './sampleTraces.ts';

const bytes = shopTrace().writer.bytes();
const harness = useSharedPage();
beforeEach(async () => {
  await harness().show(bytes);
  for (const key of ['Escape', '0']) await harness().page.keyboard.press(key);
});

async function press(...keys: string[]): Promise<{ selection: Selection | null; view: View | null }> {
  for (const key of keys) await harness().page.keyboard.press(key);
  return (await harness().saved()).navigation;
}

async function viewAfter(...keys: string[]): Promise<View> {
  return (await press(...keys)).view!;
}

describe('keys', () => {
  it('zoom and pan', async () => {
    const near = await viewAfter('w', 'w');
    expect(spanOf(await viewAfter('w'))).toBeLessThan(spanOf(near));
    expect(spanOf(await viewAfter('s'))).toBeCloseTo(spanOf(near), -2);
    const right = await viewAfter('d');
    expect(right.begin).toBeGreaterThan(near.begin);
    expect(spanOf(right)).toBeCloseTo(spanOf(near), -2);
    expect((await viewAfter('a')).begin).toBeCloseTo(near.begin, -2);
    expect((await press('0')).view).toBeNull();
  });

  it('show all of a recording that was mostly held by the debugger, and opens where it ran', async () => {
    const writer = new TraceWriter().header().loop().task(1, { created: 0 });
    const runs = [{ task: 1, begin: 1e6, end: 150e6 }];
    await harness().show(writer.runs(runs).pause(200e6, true).pause(20_200e6, false).beat(20_210e6).bytes());
    const near = await viewAfter('w');
    expect(spanOf(near)).toBeLessThan(400e6);
    expect(near.begin).toBeLessThan(150e6);
    expect(spanOf(await viewAfter('0'))).toBeGreaterThan(20_210e6);
  });

  it('go to the begin and the end without zooming', async () => {
    const near = await viewAfter('w', 'w', 'w', 'w');
    const begin = await viewAfter('Home');
    expect(begin.begin).toBeLessThan(4e6);
    const end = await viewAfter('End');
    expect(end.end).toBeGreaterThan(1_990e6);
    for (const view of [begin, end]) expect(spanOf(view)).toBeCloseTo(spanOf(near), -2);
  });

  it('walk the lanes like a tree, and the pieces of a lane', async () => {
    expect((await press('ArrowDown')).selection).toEqual({ kind: 'loop', loop: 1 });
    expect((await press('ArrowDown')).selection).toEqual({ kind: 'task', task: 1 });
    expect((await press('ArrowUp', 'PageDown')).selection).toMatchObject({ kind: 'task' });
    await press('Escape', 'ArrowDown', 'ArrowDown', 'ArrowLeft');
    expect((await harness().saved()).navigation.collapsed).toEqual(['task 1']);
    await press('ArrowRight');
    expect((await harness().saved()).navigation.collapsed).toEqual([]);
    await press(' ');
    expect((await harness().saved()).navigation.collapsed).toEqual(['task 1']);
    await press(' ');
    const piece = (await press('ArrowRight')).selection!;
    expect(['run', 'suspension', 'ready']).toContain(piece.kind);
    const next = (await press('ArrowRight')).selection!;
    expect(next).not.toEqual(piece);
    expect((await press('ArrowLeft')).selection).toEqual(piece);
  });

  it('fit the selected, open its source, and clear', async () => {
    const { selection } = await press('ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowRight');
    expect(selection).toMatchObject({ task: 2 });
    expect(spanOf(await viewAfter('f'))).toBeLessThan(400e6);
    const before = (await harness().posted()).length;
    await press('Enter');
    expect((await harness().posted()).slice(before)).toEqual([
      { type: 'openPlace', place: expect.any(Number) as number },
    ]);
    expect((await press('Escape')).selection).toBeNull();
  });

  it('show and hide their list, which keeps the keys from the page', async () => {
    const { page } = harness();
    await page.keyboard.press('?');
    expect(await page.locator('dialog.keys').isVisible()).toBe(true);
    expect((await press('w')).view).toBeNull();
    await page.keyboard.press('Escape');
    expect(await page.locator('dialog.keys').isVisible()).toBe(false);
  });

  it('of a button stay the button’s', async () => {
    const { page } = harness();
    await press('ArrowDown');
    await page.locator('[aria-label="Zoom in (W)"]').focus();
    expect((await press('Enter')).view).not.toBeNull();
    expect((await harness().posted()).filter(({ type }) => type === 'openPlace')).toHaveLength(1);
  });

  it('tell a screen reader what is selected', async () => {
    await press('ArrowDown', 'ArrowDown');
    const active = await harness().page.locator('.labels').getAttribute('aria-activedescendant');
    const row = harness().page.locator(`#${active ?? 'none'}`);
    expect(await row.getAttribute('aria-selected')).toBe('true');
    expect(await row.textContent()).toContain('Task-1');
    expect(await harness().page.locator('.spoken[aria-live]').textContent()).toContain('Task, Task-1');
  });
});
