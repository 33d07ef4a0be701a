/** Arrows between things that are known by their positions, `count` of them. */
export interface Arrows {
  readonly count: number;
  readonly from: readonly number[];
  readonly to: readonly number[];
}

export interface Chains {
  /** By arrow: it closes a cycle, so that without these there is none. */
  readonly closes: readonly boolean[];
  /** By thing: how many arrows follow each other at most, from it on, without those that close a cycle. */
  readonly onwards: readonly number[];
  /** By thing: how many lead to it so. */
  readonly before: readonly number[];
}

/** Puts things in an order in which all arrows but those that close a cycle go one way, and measures how long chains are. */
export function chainsOf({ count, from, to }: Arrows): Chains {
  const leaving: number[][] = Array.from({ length: count }, () => []);
  from.forEach((start, arrow) => leaving[start]!.push(arrow));
  const closes = from.map(() => false);
  const onwards = new Array<number>(count).fill(0);
  const state = new Uint8Array(count);
  /** Whoever comes later leads to nobody who comes earlier. */
  const done: number[] = [];
  for (let root = 0; root < count; root++) {
    if (state[root] !== NEW) continue;
    state[root] = OPEN;
    const path = [{ at: root, next: 0 }];
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const arrow = leaving[top.at]![top.next++];
      if (arrow === undefined) {
        state[top.at] = DONE;
        done.push(top.at);
        path.pop();
        continue;
      }
      const target = to[arrow]!;
      if (state[target] === OPEN) closes[arrow] = true;
      else if (state[target] === NEW) {
        state[target] = OPEN;
        path.push({ at: target, next: 0 });
      }
    }
  }
  const before = new Array<number>(count).fill(0);
  for (const at of done)
    for (const arrow of leaving[at]!)
      if (!closes[arrow]) onwards[at] = Math.max(onwards[at]!, onwards[to[arrow]!]! + 1);
  for (const at of done.toReversed())
    for (const arrow of leaving[at]!)
      if (!closes[arrow]) before[to[arrow]!] = Math.max(before[to[arrow]!]!, before[at]! + 1);
  return { closes, onwards, before };
}

const NEW = 0;
const OPEN = 1;
const DONE = 2;
