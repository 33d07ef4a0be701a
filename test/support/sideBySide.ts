import { availableParallelism } from 'node:os';

/**
 * Does something with each item, with as many at a time as the machine has cores, in the items' order. The first failure
 * is thrown once what had begun has ended; nothing new is begun after it.
 *
 * @returns the results, in the items' order
 */
export async function sideBySide<Item, Result>(
  items: readonly Item[],
  action: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const waiting = [...items.entries()];
  const results: Result[] = [];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      try {
        results[next[0]] = await action(next[1]);
      } catch (error) {
        waiting.length = 0;
        throw error;
      }
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: availableParallelism() }, work));
  for (const outcome of ended) if (outcome.status === 'rejected') throw outcome.reason;
  return results;
}
