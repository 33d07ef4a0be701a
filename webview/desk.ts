import { ROW_HEIGHT } from './boxes.ts';
import type { Sizes } from './frame.ts';
import type { HostPort } from './hostPort.ts';
import { clampScrollOf, pinnedHeight } from './lanes/rowPlaces.ts';
import type { NavigationHistory } from './navigate/history.ts';
import { runBehind } from './navigate/lasting.ts';
import type { Page } from './page.ts';
import type { Arrangement, Navigation } from './navigation.ts';
import type { Store } from './store.ts';
import type { Px } from './viewport.ts';

/** What the user's actions work on: the state, the page's measures, and the ways to have changes drawn and kept. */
export interface Desk {
  readonly store: Store;
  readonly page: Page;
  readonly port: HostPort;
  readonly sizes: Sizes;
  readonly history: NavigationHistory;
  readonly redraw: () => void;
  /** Says something in a few words over the picture. */
  readonly notify: (text: string) => void;
}

const SAVE_AFTER = 300;

let saving: ReturnType<typeof setTimeout> | undefined;

/** Changes where the user is, so that they can go back. */
export function navigate(desk: Desk, change: Partial<Navigation>): void {
  const before = desk.store.navigation;
  replace(desk, change);
  desk.history.note(before, desk.store.navigation, performance.now());
}

/** Changes where the user is, and no history knows of it. */
export function replace(desk: Desk, change: Partial<Navigation>): void {
  desk.store.navigation = { ...desk.store.navigation, ...change };
  save(desk);
  desk.redraw();
}

/** Changes how the page is arranged. */
export function arrange(desk: Desk, change: Partial<Arrangement>): void {
  desk.store.arrangement = { ...desk.store.arrangement, ...change };
  save(desk);
  desk.redraw();
}

/** Scrolls the rows. */
export function scrollTo(desk: Desk, scroll: Px): void {
  navigate(desk, { scroll: clampScrollOf(desk.store.rows, scroll, desk.sizes.height) });
}

/** Scrolls on by what is in sight, less two rows that one knows again. */
export function scrollByPage(desk: Desk, by: 1 | -1): void {
  const { store, sizes } = desk;
  const page = Math.max(ROW_HEIGHT, sizes.height - pinnedHeight(store.rows) - 2 * ROW_HEIGHT);
  scrollTo(desk, store.navigation.scroll + by * page);
}

/** Keeps what changed a moment ago: the page may be gone before its time comes. */
export function saveNow(desk: Desk): void {
  if (saving === undefined) return;
  clearTimeout(saving);
  saving = undefined;
  const { trace, navigation, arrangement } = desk.store;
  desk.port.save({ version: 2, navigation, arrangement, behind: runBehind(trace, navigation.selection) });
}

function save(desk: Desk): void {
  saving ??= setTimeout(() => saveNow(desk), SAVE_AFTER);
}
