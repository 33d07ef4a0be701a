import type { RunIndex } from '../src/core/units.ts';
import { FIRST_ARRANGEMENT, FIRST_NAVIGATION, type Arrangement, type Navigation } from './navigation.ts';
import type { Grouping, RowKey, Sorting, SortKey } from './rowTypes.ts';
import type { Lasting } from './navigate/lasting.ts';
import type { View } from './viewport.ts';

/** What survives hiding and reloading the page; the trace does not, the host sends it again. */
export interface SavedState {
  readonly version: 2;
  readonly navigation: Navigation;
  readonly arrangement: Arrangement;
  /** The run by which the selection is found again: see {@link Lasting}; −1 for none. */
  readonly behind: RunIndex;
}

type Fields = Readonly<Record<string, unknown>>;

const GROUPINGS: readonly Grouping[] = ['parent', 'scope', 'coroutine', 'flat'];
const SORT_KEYS: readonly SortKey[] = ['created', 'ran', 'waited', 'ready'];
const PANES: readonly Arrangement['pane'][] = ['details', 'range', 'aggregate'];

/** As many of a list are kept, and as much of a text. */
const MOST_ROWS = 10_000;
const MOST_PINNED = 50;
const MOST_CHARTS = 50;
const MOST_TEXT = 2000;

/** Reads a saved state, one of version 1 too; whatever is not as it should be is as at first. */
export function readSavedState(saved: unknown): SavedState {
  const state = asFields(saved);
  const isKnown = state['version'] === 1 || state['version'] === 2;
  const behind = isKnown && isCount(state['behind']) ? state['behind'] : -1;
  return {
    version: 2,
    navigation: isKnown ? readNavigation(asFields(state['navigation']), behind) : FIRST_NAVIGATION,
    arrangement: readArrangement(asFields(state['arrangement'])),
    behind,
  };
}

function readNavigation(saved: Fields, behind: RunIndex): Navigation {
  const sorting = asFields(saved['sorting']);
  return {
    session: typeof saved['session'] === 'string' ? saved['session'] : null,
    view: readView(saved['view']),
    scroll: asNumber(saved['scroll'], 0),
    selection: readSelection(saved['selection'], behind),
    collapsed: readKeys(saved['collapsed'], MOST_ROWS),
    grouping: oneOf(GROUPINGS, saved['grouping'], FIRST_NAVIGATION.grouping),
    sorting: readSorting(sorting),
    pinned: readKeys(saved['pinned'], MOST_PINNED),
    query: typeof saved['query'] === 'string' ? saved['query'].slice(0, MOST_TEXT) : '',
    isNarrowed: saved['isNarrowed'] === true,
    range: readView(saved['range']),
  };
}

function readArrangement(saved: Fields): Arrangement {
  const charts = Array.isArray(saved['charts']) ? saved['charts'] : FIRST_ARRANGEMENT.charts;
  return {
    labelWidth: asNumber(saved['labelWidth'], FIRST_ARRANGEMENT.labelWidth),
    detailsSize: asNumber(saved['detailsSize'], FIRST_ARRANGEMENT.detailsSize),
    isLegendShown: saved['isLegendShown'] !== false,
    isMinimapShown: saved['isMinimapShown'] !== false,
    areTestsShown: saved['areTestsShown'] !== false,
    charts: charts.filter((key): key is string => typeof key === 'string').slice(0, MOST_CHARTS),
    pane: oneOf(PANES, saved['pane'], FIRST_ARRANGEMENT.pane),
  };
}

function readSorting({ key, isDescending }: Fields): Sorting {
  return { key: oneOf(SORT_KEYS, key, 'created'), isDescending: isDescending === true };
}

function readView(saved: unknown): View | null {
  const fields = asFields(saved);
  const [begin, end] = [asNumber(fields['begin'], 0), asNumber(fields['end'], 0)];
  return end > begin ? { begin, end } : null;
}

function readKeys(saved: unknown, most: number): RowKey[] {
  return Array.isArray(saved) ? [...new Set(saved.filter(isRowKey))].slice(0, most) : [];
}

function isRowKey(key: unknown): key is RowKey {
  const known = /^(?:(?:process|thread|loop|task|scope) \d{1,15}|coroutine \d{1,15} .{1,1000})$/s;
  return typeof key === 'string' && known.test(key);
}

function readSelection(saved: unknown, behind: RunIndex): Lasting | null {
  const { kind, task, loop, run, position, key, process, at } = asFields(saved);
  const last = behind < 0 ? {} : { behind };
  if (kind === 'task' && isCount(task)) return { kind, task, ...last };
  if ((kind === 'loop' || kind === 'running') && isCount(loop)) return { kind, loop };
  if (kind === 'group' && isRowKey(key)) return { kind, key };
  if (kind === 'run' && isCount(run)) return { kind, run };
  if (kind === 'test' && isCount(process) && isCount(at)) return { kind, process, at };
  if ((kind === 'suspension' || kind === 'ready') && isCount(task) && isCount(position))
    return { kind, task, position, ...last };
  return null;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function asFields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function asNumber(value: unknown, otherwise: number): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : otherwise;
}

function oneOf<T extends string>(known: readonly T[], value: unknown, otherwise: T): T {
  return known.find((each) => each === value) ?? otherwise;
}
