import { describe, expect, it } from 'vitest';
import { FIRST_ARRANGEMENT, FIRST_NAVIGATION } from '../../webview/navigation.ts';
import { TraceBuilder } from '../../src/core/traceBuilder.ts';
import { runBehind, settled } from '../../webview/navigate/lasting.ts';
import type { Selection } from '../../webview/selection.ts';
import { build, smallTrace } from '../core/smallTrace.ts';
import { readSavedState, type SavedState } from '../../webview/savedState.ts';

const SAVED: SavedState = {
  version: 2,
  navigation: {
    session: 's',
    view: { begin: 1, end: 9 },
    scroll: 40,
    selection: { kind: 'suspension', task: 2, position: 3 },
    collapsed: ['task 2', 'loop 1', 'coroutine 1 Shop.<locals>.serve\nall'],
    grouping: 'coroutine',
    sorting: { key: 'ready', isDescending: true },
    pinned: ['task 7', 'scope 3', 'process 0', 'thread 1'],
    query: 'state:ready >10ms',
    isNarrowed: true,
    range: { begin: 3, end: 4 },
  },
  arrangement: {
    labelWidth: 100,
    detailsSize: 200,
    isLegendShown: false,
    isMinimapShown: false,
    areTestsShown: false,
    charts: ['lag 1', 'queue 4'],
    pane: 'aggregate',
  },
  behind: -1,
};

const readAgain = (saved: unknown): SavedState => readSavedState(JSON.parse(JSON.stringify(saved)));

describe('the saved state', () => {
  it('is read as it was written', () => {
    expect(readAgain(SAVED)).toEqual(SAVED);
    for (const selection of [
      null,
      { kind: 'group', key: 'scope 4' },
      { kind: 'task', task: 1 },
      { kind: 'loop', loop: 1 },
      { kind: 'running', loop: 2 },
      { kind: 'run', run: 9 },
      { kind: 'ready', task: 1, position: 0 },
    ]) {
      const navigation = { ...SAVED.navigation, selection };
      expect(readAgain({ ...SAVED, navigation }).navigation.selection).toEqual(selection);
    }
  });

  it('of the first version keeps what that knew', () => {
    const { session, view, scroll, selection } = SAVED.navigation;
    const navigation = { session, view, scroll, selection, collapsed: ['task 2'] };
    const arrangement = { labelWidth: 100, detailsSize: 200, isLegendShown: false };
    expect(readAgain({ version: 1, navigation, arrangement })).toEqual({
      version: 2,
      navigation: { ...FIRST_NAVIGATION, ...navigation },
      arrangement: { ...FIRST_ARRANGEMENT, ...arrangement },
      behind: -1,
    });
  });

  it('is as at first where it makes no sense', () => {
    for (const nonsense of [null, undefined, 7, 'x', [], { version: 3, navigation: { session: 's' } }])
      expect(readSavedState(nonsense)).toEqual({
        version: 2,
        navigation: FIRST_NAVIGATION,
        arrangement: FIRST_ARRANGEMENT,
        behind: -1,
      });
    const odd = {
      version: 2,
      navigation: {
        session: 4,
        view: { begin: 9, end: 1 },
        selection: { kind: 'run', run: -1 },
        collapsed: ['task x', 4, 'task 3', 'task 3', 'coroutine 1', 'row 2'],
        scroll: 'far',
        grouping: 'colour',
        sorting: { key: 'name', isDescending: 'yes' },
        pinned: 'task 3',
        query: ['x'],
        isNarrowed: 1,
        range: { begin: 1 },
      },
      arrangement: { labelWidth: null, charts: [1, 'lag'], pane: 'none' },
    };
    expect(readSavedState(odd)).toEqual({
      version: 2,
      navigation: { ...FIRST_NAVIGATION, collapsed: ['task 3'] },
      arrangement: { ...FIRST_ARRANGEMENT, charts: ['lag'] },
      behind: -1,
    });
  });

  it('knows the selected by a run, whatever lanes and tasks are numbered when it is read', () => {
    const trace = build(smallTrace().bytes());
    const { lane } = trace.task(2)!;
    const pieces: Selection[] = [
      { kind: 'suspension', task: 2, position: 1 },
      { kind: 'ready', task: 2, position: 1 },
      { kind: 'task', task: 2 },
    ];
    for (const selection of pieces) {
      const behind = runBehind(trace, selection);
      expect(behind).toBe(selection.kind === 'task' ? lane.run(1) : lane.run(0));
      const wrong = { ...selection, task: 1, ...('position' in selection ? { position: 9 } : {}) };
      const read = readAgain({ ...SAVED, navigation: { ...SAVED.navigation, selection: wrong }, behind });
      expect(settled(new TraceBuilder(), read.navigation.selection)).toBe(read.navigation.selection);
      expect(settled(trace, read.navigation.selection)).toEqual(selection);
      const cut = Object.create(trace, {
        runs: { value: Object.create(trace.runs, { first: { value: behind + 1 } }) as typeof trace.runs },
      }) as typeof trace;
      expect(settled(cut, read.navigation.selection)).toBeNull();
    }
    for (const selection of [
      null,
      { kind: 'run', run: 3 },
      { kind: 'suspension', task: 1, position: 0 },
    ] as const) {
      expect(runBehind(trace, selection)).toBe(-1);
      expect(settled(trace, selection)).toBe(selection);
    }
  });

  it('keeps no more than there is room for', () => {
    const pinned = Array.from({ length: 80 }, (_, at) => `task ${at}`);
    const { navigation } = readSavedState({
      version: 2,
      navigation: { pinned, query: 'x'.repeat(9000), collapsed: [`coroutine 1 ${'x'.repeat(2000)}`] },
    });
    expect(navigation.pinned).toEqual(pinned.slice(0, 50));
    expect(navigation.query).toHaveLength(2000);
    expect(navigation.collapsed).toEqual([]);
  });
});
