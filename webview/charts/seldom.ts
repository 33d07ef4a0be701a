/** Milliseconds: no words can be read that change faster. */
const APART = 100;

/** Has something done at once when it is long ago that it was, and else a moment later, once for all times it was asked for. */
export function seldom(action: () => void): () => void {
  let done = Number.NEGATIVE_INFINITY;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  const act = (): void => {
    waiting = undefined;
    done = performance.now();
    action();
  };
  return () => {
    if (waiting !== undefined) return;
    const wait = done + APART - performance.now();
    if (wait <= 0) act();
    else waiting = setTimeout(act, wait);
  };
}

/** Milliseconds without being asked after which a series is over, and after which it was waited long enough for that. */
const REST = 120;
const PATIENCE = 500;

/** Has something done at once when it was not asked for lately, and of a series of times it is asked for, when that is over. */
export function atRest(action: () => void): () => void {
  let asked = Number.NEGATIVE_INFINITY;
  let done = Number.NEGATIVE_INFINITY;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  const look = (): void => {
    const now = performance.now();
    const wait = Math.min(asked + REST, done + PATIENCE) - now;
    waiting = wait > 0 ? setTimeout(look, wait) : undefined;
    if (waiting !== undefined) return;
    done = now;
    action();
  };
  return () => {
    const before = asked;
    asked = performance.now();
    if (waiting !== undefined) return;
    if (asked - before < REST) waiting = setTimeout(look, REST);
    else {
      done = asked;
      action();
    }
  };
}
