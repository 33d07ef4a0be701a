import { FIRST_ARRANGEMENT, FIRST_NAVIGATION, type Arrangement, type Navigation } from './navigation.ts';
import type { RowKey } from './rowTypes.ts';
import type { Selection } from './selection.ts';

/** What survives hiding and reloading the page; the trace does not, the host sends it again. */
export interface SavedState {
  readonly version: 1;
  readonly navigation: Navigation;
  readonly arrangement: Arrangement;
}

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
      ...FIRST_ARRANGEMENT,
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
    ...FIRST_NAVIGATION,
    session: typeof saved['session'] === 'string' ? saved['session'] : null,
    view: end > begin ? { begin, end } : null,
    scroll: asNumber(saved['scroll'], 0),
    selection: readSelection(saved['selection']),
    collapsed: collapsed.filter(
      (key): key is RowKey => typeof key === 'string' && /^(loop|task) \d+$/.test(key),
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
