import { browserClock, type Clock } from './clock.ts';

/** Work over the whole trace that nobody waits for: an index, a count, a statistic. It keeps its own place. */
export interface Chore {
  /** Looks at no more than about `most` runs; answers whether there is more to look at. */
  readonly work: (most: number) => boolean;
}

/** Does chores in the pauses between frames. */
export interface Chores {
  /** The chores there are now, the most urgent first. Those that were not done and are not named any more are let go. */
  readonly set: (chores: readonly Chore[]) => void;
  /** One that is wanted before the others, once; named again while it waits, it is the same. */
  readonly first: (chore: Chore) => void;
}

/** Milliseconds that one slice takes at most, so that a frame that is asked for meanwhile still comes in time. */
const SLICE = 4;
/** Milliseconds after which a gesture that was on may be over. */
const PAUSE = 60;
/** Milliseconds between two times that what was found is shown. */
const SHOW = 150;
/** Runs that are looked at at once: at least, at first, and at most, however quick the last ones were. */
const LEAST = 256;
const FIRST = 2048;
const MOST = 32_768;

/**
 * Makes the doer. `isBusy`: a gesture is on, or the trace is being read, so that nothing else may take time now; `show`:
 * something was found, the picture may be another one.
 */
export function createChores(isBusy: () => boolean, show: () => void, clock: Clock = browserClock()): Chores {
  let waiting: Chore[] = [];
  let most = FIRST;
  let isAwaited = false;
  let isNew = false;
  let shown = Number.NEGATIVE_INFINITY;

  const slice = (): void => {
    isAwaited = false;
    if (waiting.length === 0 && !isNew) return;
    if (isBusy()) return schedule(PAUSE);
    const begin = clock.now();
    while (waiting.length > 0 && clock.now() - begin < SLICE) step(waiting[0]!);
    const rest = SHOW - (clock.now() - shown);
    if (isNew && rest <= 0) {
      isNew = false;
      shown = clock.now();
      show();
    }
    if (waiting.length > 0) schedule(0);
    else if (isNew) schedule(rest);
  };
  const step = (chore: Chore): void => {
    const before = clock.now();
    const hasMore = chore.work(most);
    const took = Math.max(0.05, clock.now() - before);
    isNew = true;
    if (hasMore) {
      most = Math.min(MOST, Math.max(LEAST, Math.round(most * Math.min(2, SLICE / 2 / took))));
      return;
    }
    waiting.shift();
    // How long the next one takes for so many is not known.
    most = FIRST;
  };
  const schedule = (after: number): void => {
    if (isAwaited) return;
    isAwaited = true;
    clock.call(slice, after);
  };
  return {
    set: (chores) => {
      waiting = [...chores];
      most = FIRST;
      if (waiting.length > 0) schedule(0);
    },
    first: (chore) => {
      if (waiting.includes(chore)) return;
      waiting.unshift(chore);
      most = FIRST;
      schedule(0);
    },
  };
}
