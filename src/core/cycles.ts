/** Some that follow each other around, and those that lead to them. */
export interface Cycle<T> {
  /** Each is followed by the next one, the last by the first. */
  readonly around: readonly T[];
  readonly behind: readonly T[];
}

/**
 * The cycles that one comes to by following each of `all` on. `nextOf` must lead to one of them. Everyone is in one cycle, or
 * behind one, and only once.
 */
export function cyclesOf<T>(all: Iterable<T>, nextOf: (one: T) => T): readonly Cycle<T>[] {
  const found: { around: readonly T[]; behind: T[] }[] = [];
  const owner = new Map<T, number>();
  for (const root of all) {
    const path: T[] = [];
    const places = new Map<T, number>();
    let at = root;
    while (!owner.has(at) && !places.has(at)) {
      places.set(at, path.length);
      path.push(at);
      at = nextOf(at);
    }
    let cycle = owner.get(at);
    const closes = cycle === undefined ? places.get(at)! : path.length;
    if (cycle === undefined) {
      cycle = found.length;
      found.push({ around: path.slice(closes), behind: [] });
    }
    for (const each of path) owner.set(each, cycle);
    found[cycle]!.behind.push(...path.slice(0, closes));
  }
  return found;
}
