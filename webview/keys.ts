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
  readonly back: () => void;
  readonly forward: () => void;
  readonly block: (by: 1 | -1) => void;
  readonly finding: (by: 1 | -1) => void;
  readonly test: (by: 1 | -1) => void;
  readonly step: (by: 1 | -1) => void;
  readonly waker: () => void;
  readonly woken: () => void;
  readonly sibling: (by: 1 | -1) => void;
  readonly parent: () => void;
  readonly canceller: () => void;
  readonly match: (by: 1 | -1) => void;
  readonly search: () => void;
  readonly mark: () => void;
  readonly group: () => void;
  readonly pin: () => void;
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
    l: (isShifted) => actions.finding(isShifted ? -1 : 1),
    y: (isShifted) => actions.test(isShifted ? -1 : 1),
    n: (isShifted) => actions.match(isShifted ? -1 : 1),
    '.': () => actions.step(1),
    ',': () => actions.step(-1),
    '[': actions.waker,
    ']': actions.woken,
    '{': () => actions.sibling(-1),
    '}': () => actions.sibling(1),
    p: actions.parent,
    c: actions.canceller,
    '/': actions.search,
    m: actions.mark,
    g: actions.group,
    t: actions.pin,
    Enter: actions.open,
    ' ': actions.fold,
    Escape: actions.clear,
    '?': actions.help,
    e: actions.exportMenu,
  };
  const withAlt: Readonly<Record<string, () => void>> = {
    ArrowLeft: actions.back,
    ArrowRight: actions.forward,
  };
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || isTaken(event)) return;
    const { key } = event;
    const plain = byKey[key.length === 1 ? key.toLowerCase() : key];
    const action = isPlain(event) ? plain : isAltAlone(event) ? withAlt[key] : undefined;
    if (action === undefined) return;
    event.preventDefault();
    action(event.shiftKey);
  });
}

/** No other modifier than Shift, or one that only served to write a bracket or brace, as on many keyboards. */
function isPlain(event: KeyboardEvent): boolean {
  if (/^[[\]{}/]$/.test(event.key) && !event.metaKey && event.altKey) return true;
  return !event.ctrlKey && !event.metaKey && !event.altKey;
}

function isAltAlone({ ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): boolean {
  return altKey && !ctrlKey && !metaKey && !shiftKey;
}

/** Controls keep the keys that work them. */
function isTaken(event: KeyboardEvent): boolean {
  const { target, key } = event;
  if (!(target instanceof Element)) return false;
  // The browser closes an open menu, wherever the focus is.
  if (key === 'Escape' && document.querySelector(':popover-open') !== null) return true;
  if (target.closest('select, input, textarea, dialog, [contenteditable]') !== null) return true;
  if (target.closest('button, summary') !== null && (key === 'Enter' || key === ' ')) return true;
  return !isAltAlone(event) && isForTable(key) && target.closest('[role="grid"], [role="slider"]') !== null;
}

/** The keys by which tables and sliders are walked. */
function isForTable(key: string): boolean {
  return /^(?:Arrow\w+|Home|End|Page\w+|Enter| )$/.test(key);
}
