/** What keys do, wherever in the page the focus is. */
export interface KeyActions {
  readonly zoom: (factor: number) => void;
  readonly pan: (share: number) => void;
  readonly along: (by: 1 | -1) => void;
  readonly across: (by: number) => void;
  readonly toBegin: () => void;
  readonly toEnd: () => void;
  readonly fitSelection: () => void;
  readonly fitAll: () => void;
  readonly block: (by: 1 | -1) => void;
  readonly open: () => void;
  readonly fold: () => void;
  readonly clear: () => void;
  readonly help: () => void;
  readonly exportMenu: () => void;
}

const ZOOM = 1.45;
const PAN = 0.18;
const PAGE = 10;

/** Listens for keys on the whole page, except where they belong to a control. */
export function bindKeys(actions: KeyActions): void {
  const byKey: Readonly<Record<string, (isShifted: boolean) => void>> = {
    w: () => actions.zoom(1 / ZOOM),
    '+': () => actions.zoom(1 / ZOOM),
    '=': () => actions.zoom(1 / ZOOM),
    s: () => actions.zoom(ZOOM),
    '-': () => actions.zoom(ZOOM),
    a: () => actions.pan(-PAN),
    d: () => actions.pan(PAN),
    ArrowLeft: () => actions.along(-1),
    ArrowRight: () => actions.along(1),
    ArrowUp: () => actions.across(-1),
    ArrowDown: () => actions.across(1),
    PageUp: () => actions.across(-PAGE),
    PageDown: () => actions.across(PAGE),
    Home: actions.toBegin,
    End: actions.toEnd,
    f: actions.fitSelection,
    '0': actions.fitAll,
    b: (isShifted) => actions.block(isShifted ? -1 : 1),
    Enter: actions.open,
    ' ': actions.fold,
    Escape: actions.clear,
    '?': actions.help,
    e: actions.exportMenu,
  };
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTaken(event)) return;
    const action = byKey[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (action === undefined) return;
    event.preventDefault();
    action(event.shiftKey);
  });
}

/** Controls keep the keys that work them. */
function isTaken({ target, key }: KeyboardEvent): boolean {
  if (!(target instanceof Element)) return false;
  if (target.closest('select, input, textarea, dialog') !== null) return true;
  return target.closest('button, summary') !== null && (key === 'Enter' || key === ' ');
}
