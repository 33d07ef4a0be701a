import { describe, expect, it } from 'vitest';
import { AwaitIndex } from '../../src/core/links.ts';
import { arrowsOf } from '../../webview/arrows.ts';
import type { Arrow } from '../../webview/paintOverlay.ts';
import { buildRows } from '../../webview/rows.ts';
import type { RowKey } from '../../webview/rowTypes.ts';
import type { Selection } from '../../webview/selection.ts';
import { fullTrace } from '../core/fullTrace.ts';
import { build } from '../core/smallTrace.ts';
import { sceneOf } from './scene.ts';

const trace = build(fullTrace().bytes());
const awaits = new AwaitIndex();
while (!awaits.update(trace, 100));

const VIEW = { begin: 0, end: 12_000 };

/** The arrows of a selection in a picture where a pixel is a microsecond's hundredth: rows are process, loop, main, child. */
function arrows(selection: Selection, { view = VIEW, collapsed = [] as RowKey[], scroll = 0 } = {}): Arrow[] {
  const scene = sceneOf(trace, view, 1200, 400);
  return arrowsOf({ ...scene, rows: buildRows(trace, new Set(collapsed)), scroll }, selection, awaits);
}

/** `woke 160,36>210,60`. */
function said(all: readonly Arrow[]): string[] {
  return all.map(
    ({ kind, fromX, fromY, toX, toY, isCut }) =>
      `${kind} ${Math.round(fromX)},${fromY}>${Math.round(toX)},${toY}${isCut ? ' cut' : ''}`,
  );
}

describe('the arrows of the selected', () => {
  it('of a task: who created, awaits and cancelled it, and whom it created and cancelled', () => {
    expect(said(arrows({ kind: 'task', task: 2 }))).toEqual([
      'created 150,60>150,84',
      'awaits 200,60>990,84',
      'cancelled 250,84>250,60',
    ]);
  });

  it('of a step: its waker and whom it woke, callbacks on the loop’s row', () => {
    expect(said(arrows({ kind: 'run', run: 1 }))).toEqual([
      'woke 160,60>210,84',
      'woke 300,84>900,36',
      'cancelled 250,84>250,60',
    ]);
  });

  it('of a suspension: who ended it, and whom it awaits', () => {
    expect(said(arrows({ kind: 'suspension', task: 1, position: 1 }))).toEqual([
      'woke 985,84>1000,60',
      'cancelled 250,84>250,60',
      'awaits 200,60>200,84',
    ]);
  });

  it('are cut where an end is out of sight, and lead to the row that an end is folded into', () => {
    const near = { begin: 9_900, end: 10_100 };
    expect(arrows({ kind: 'suspension', task: 1, position: 1 }, { view: near })[0]!.isCut).toBe(true);
    expect(arrows({ kind: 'run', run: 1 }, { scroll: 100 }).every(({ isCut }) => isCut)).toBe(true);
    // Main's own row: an arrow from a row to itself would be none.
    expect(said(arrows({ kind: 'run', run: 1 }, { collapsed: ['task 1'] }))).toEqual(['woke 300,60>900,36']);
  });

  it('are none for a loop, and for what is not there', () => {
    expect(arrows({ kind: 'loop', loop: 1 })).toEqual([]);
    expect(arrows({ kind: 'run', run: 99 })).toEqual([]);
  });
});
