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
