import type { FoldKey } from './rows.ts';
import type { Selection } from './selection.ts';
import type { Px, View } from './viewport.ts';

/** Where the user is in one session's trace. */
export interface Navigation {
  /** The session that all of this is about. */
  readonly session: string | null;
  /** Null: follow the present, or, when there is no present any more, show all. */
  readonly view: View | null;
  readonly scroll: Px;
  readonly selection: Selection | null;
  readonly collapsed: readonly FoldKey[];
}

/** How the user has arranged the page. */
export interface Arrangement {
  readonly labelWidth: Px;
  readonly detailsSize: Px;
  readonly isLegendShown: boolean;
}

/** What survives hiding and reloading the page; the trace does not, the host sends it again. */
export interface SavedState {
  readonly version: 1;
  readonly navigation: Navigation;
  readonly arrangement: Arrangement;
}

export const FIRST_NAVIGATION: Navigation = {
  session: null,
  view: null,
  scroll: 0,
  selection: null,
  collapsed: [],
};
export const FIRST_ARRANGEMENT: Arrangement = { labelWidth: 230, detailsSize: 320, isLegendShown: true };

/** Reads a saved state; whatever is not as it should be is as at first. */
export function readSavedState(saved: unknown): SavedState {
  const state = asRecord(saved);
  const navigation = asRecord(state['navigation']);
  const arrangement = asRecord(state['arrangement']);
  const isKnown = state['version'] === 1;
  return {
    version: 1,
    navigation: isKnown ? readNavigation(navigation) : FIRST_NAVIGATION,
    arrangement: {
      labelWidth: asNumber(arrangement['labelWidth'], FIRST_ARRANGEMENT.labelWidth),
      detailsSize: asNumber(arrangement['detailsSize'], FIRST_ARRANGEMENT.detailsSize),
      isLegendShown: arrangement['isLegendShown'] !== false,
    },
  };
}

function readNavigation(saved: Readonly<Record<string, unknown>>): Navigation {
  const view = asRecord(saved['view']);
  const [begin, end] = [asNumber(view['begin'], 0), asNumber(view['end'], 0)];
  const collapsed = Array.isArray(saved['collapsed']) ? saved['collapsed'] : [];
  return {
    session: typeof saved['session'] === 'string' ? saved['session'] : null,
    view: end > begin ? { begin, end } : null,
    scroll: asNumber(saved['scroll'], 0),
    selection: readSelection(saved['selection']),
    collapsed: collapsed.filter(
      (key): key is FoldKey => typeof key === 'string' && /^(loop|task) \d+$/.test(key),
    ),
  };
}

function readSelection(saved: unknown): Selection | null {
  const { kind, task, loop, run, position } = asRecord(saved);
  const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
  if (kind === 'task' && isCount(task)) return { kind, task };
  if ((kind === 'loop' || kind === 'running') && isCount(loop)) return { kind, loop };
  if (kind === 'run' && isCount(run)) return { kind, run };
  if ((kind === 'suspension' || kind === 'ready') && isCount(task) && isCount(position))
    return { kind, task, position };
  return null;
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function asNumber(value: unknown, otherwise: number): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : otherwise;
}
