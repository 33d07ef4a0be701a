import type { Px } from './viewport.ts';

/** Vertical measures inside a row: where the bars of steps and of suspensions begin and how high they are. */
export const RUN_TOP: Px = 4;
export const RUN_HEIGHT: Px = 16;
export const WAIT_TOP: Px = 6;
export const WAIT_HEIGHT: Px = 12;
