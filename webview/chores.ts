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

/** What chores need of the world; a test has its own. */
export interface ChoreClock {
  /** Milliseconds. */
  readonly now: () => number;
  /** Calls back soon, behind what the browser has to do first; or after so many milliseconds. */
  readonly call: (slice: () => void, after: number) => void;
}

/** Milliseconds that one slice takes at most, so that a frame that is asked for meanwhile still comes in time. */
const SLICE = 4;
/** Milliseconds after which a gesture that was on may be over. */
const PAUSE = 60;
/** Milliseconds between two times that what was found is shown while there is more to find. */
const SHOW = 150;
const LEAST = 256;
const FIRST = 4096;

/**
 * Makes the doer. `isBusy`: a gesture is on, so that nothing else may take time now; `show`: something was found, the
 * picture may be another one.
 */
export function createChores(
  isBusy: () => boolean,
  show: () => void,
  clock: ChoreClock = browserClock(),
): Chores {
  let waiting: Chore[] = [];
  let most = FIRST;
  let isAwaited = false;
  let shown = 0;

  const slice = (): void => {
    isAwaited = false;
    if (waiting.length === 0) return;
    if (isBusy()) return schedule(PAUSE);
    const begin = clock.now();
    while (waiting.length > 0 && clock.now() - begin < SLICE) {
      const before = clock.now();
      if (!waiting[0]!.work(most)) waiting.shift();
      const took = Math.max(0.05, clock.now() - before);
      most = Math.max(LEAST, Math.round(most * Math.min(2, SLICE / 2 / took)));
    }
    if (waiting.length === 0 || clock.now() - shown > SHOW) {
      shown = clock.now();
      show();
    }
    schedule(0);
  };
  const schedule = (after: number): void => {
    if (isAwaited || waiting.length === 0) return;
    isAwaited = true;
    clock.call(slice, after);
  };
  return {
    set: (chores) => {
      waiting = [...chores];
      schedule(0);
    },
    first: (chore) => {
      if (!waiting.includes(chore)) waiting.unshift(chore);
      schedule(0);
    },
  };
}

function browserClock(): ChoreClock {
  const channel = new MessageChannel();
  let next: (() => void) | null = null;
  channel.port1.onmessage = () => next?.();
  return {
    now: () => performance.now(),
    call: (slice, after) => {
      next = slice;
      if (after > 0) setTimeout(slice, after);
      else channel.port2.postMessage(null);
    },
  };
}
