import type { Px } from './viewport.ts';

/** Vertical measures inside a row: where the bars of steps and of suspensions begin and how high they are. */
export const RUN_TOP: Px = 4;
export const RUN_HEIGHT: Px = 16;
export const WAIT_TOP: Px = 6;
export const WAIT_HEIGHT: Px = 12;
/** What is below a collapsed task, in a line at the foot of its row: how high, and how far from the row's middle. */
export const BELOW_HEIGHT: Px = 3;
export const BELOW_SHIFT: Px = 9.5;
