/** The texts of items with commas between them, each item on a line of its own. */
export function* separated<T>(items: Iterable<T>, textOf: (item: T) => Iterable<string>): Generator<string> {
  let before = '\n';
  for (const item of items) {
    yield before;
    yield* textOf(item);
    before = ',\n';
  }
}
