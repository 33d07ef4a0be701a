import { FAMILIES } from '../src/core/awaitFamilies.ts';
import type { Px } from './viewport.ts';

/** The height of every row; `--row` in the style sheet says the same. */
export const ROW_HEIGHT: Px = 24;

/** What a box shows. Below {@link STYLE.notStarted}: suspended, by the position in {@link FAMILIES}. */
export const STYLE = {
  notStarted: FAMILIES.length,
  ready: FAMILIES.length + 1,
  running: FAMILIES.length + 2,
  blocking: FAMILIES.length + 3,
  /** A block that goes on. */
  blockingNow: FAMILIES.length + 4,
  callback: FAMILIES.length + 5,
  loopStep: FAMILIES.length + 6,
  /** Blocks too short for a box of their own; over all others, so that no texture hides them. */
  blockMark: FAMILIES.length + 7,
} as const;

/** How many styles there are. */
export const STYLES = FAMILIES.length + 8;
