import { describe, expect, it } from 'vitest';
import { FIRST_ARRANGEMENT, FIRST_NAVIGATION } from '../../webview/navigation.ts';
import { readSavedState, type SavedState } from '../../webview/savedState.ts';

describe('the saved state', () => {
  it('is read as it was written', () => {
    const saved: SavedState = {
      version: 1,
      navigation: {
        ...FIRST_NAVIGATION,
        session: 's',
        view: { begin: 1, end: 9 },
        scroll: 40,
        selection: { kind: 'suspension', task: 2, position: 3 },
        collapsed: ['task 2', 'loop 1'],
      },
      arrangement: { ...FIRST_ARRANGEMENT, labelWidth: 100, detailsSize: 200, isLegendShown: false },
    };
    expect(readSavedState(JSON.parse(JSON.stringify(saved)))).toEqual(saved);
  });

  it('is as at first where it makes no sense', () => {
    for (const nonsense of [null, undefined, 7, 'x', [], { version: 2, navigation: { session: 's' } }])
      expect(readSavedState(nonsense)).toEqual({
        version: 1,
        navigation: FIRST_NAVIGATION,
        arrangement: FIRST_ARRANGEMENT,
      });
    const odd = {
      version: 1,
      navigation: {
        view: { begin: 9, end: 1 },
        selection: { kind: 'run', run: -1 },
        collapsed: ['task x', 4, 'task 3'],
        scroll: 'far',
      },
    };
    expect(readSavedState(odd).navigation).toEqual({ ...FIRST_NAVIGATION, collapsed: ['task 3'] });
  });
});
