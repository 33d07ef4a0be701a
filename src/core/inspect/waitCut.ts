import { chainsOf } from './waitChains.ts';
import type { WaitArrow, WaitBox, WaitPicture } from './waitPicture.ts';

/** So many boxes can be taken in at once. */
const MOST_BOXES = 48;

/**
 * Leaves out what matters least: what is wrong stays, then come the longest chains and those that the biggest crowds wait
 * for, each with the whole chain that it is part of.
 */
export function cutPicture(
  boxes: readonly WaitBox[],
  arrows: readonly WaitArrow[],
): Pick<WaitPicture, 'boxes' | 'arrows' | 'leftOut'> {
  if (boxes.length <= MOST_BOXES) return { boxes, arrows, leftOut: { tasks: 0, resources: 0 } };
  const { closes, onwards, before } = chainsOf({
    count: boxes.length,
    from: arrows.map(({ from }) => from),
    to: arrows.map(({ to }) => to),
  });
  const crowds = boxes.map(() => 0);
  const next: number[] = [];
  const last: number[] = [];
  arrows.forEach(({ from, to }, arrow) => {
    crowds[to] = crowds[to]! + boxes[from]!.count;
    if (closes[arrow] === true) return;
    if (next[from] === undefined || onwards[to]! > onwards[next[from]]!) next[from] = to;
    if (last[to] === undefined || before[from]! > before[last[to]]!) last[to] = from;
  });
  const weights = boxes.map(
    ({ mark }, at) => WEIGHTS[mark ?? 'none'] + onwards[at]! + before[at]! + Math.log2(1 + crowds[at]!),
  );
  const kept = new Set<number>();
  const keep = (at: number | undefined, on: readonly number[]): void => {
    for (let each = at; each !== undefined && !kept.has(each) && kept.size < MOST_BOXES; each = on[each])
      kept.add(each);
  };
  for (const seed of boxes.map((_, at) => at).sort((a, b) => weights[b]! - weights[a]! || a - b)) {
    if (kept.size >= MOST_BOXES) break;
    keep(seed, next);
    keep(last[seed], last);
  }
  const order = [...kept].sort((a, b) => a - b);
  const places = new Map(order.map((at, place) => [at, place] as const));
  const out = boxes.filter((_, at) => !kept.has(at));
  const sumOf = (isTask: boolean): number =>
    out.reduce((sum, { kind, count }) => sum + ((kind === 'task') === isTask ? count : 0), 0);
  return {
    boxes: order.map((at) => boxes[at]!),
    arrows: arrows.flatMap((arrow) => {
      const [from, to] = [places.get(arrow.from), places.get(arrow.to)];
      return from === undefined || to === undefined ? [] : { ...arrow, from, to };
    }),
    leftOut: { tasks: sumOf(true), resources: sumOf(false) },
  };
}

/** Those of a deadlock come before all others, however long chains are. */
const WEIGHTS = { deadlock: 1e9, lost: 1e8, stuck: 8, none: 0 } as const;
