/**
 * Which line of one text is which line of another, by a patience diff: what both begin and end with is the same; of the
 * rest, lines that occur once in each are anchors; between two anchors the same again. A line that is not matched is
 * not known any more, and that is the safe answer: better no number than one on a line that did not cost it.
 *
 * `from[low, high)` is compared to `to[toLow, toHigh)`; `match` is called with positions in both, in no
 * particular order.
 */
export function matchLines(
  from: readonly string[],
  to: readonly string[],
  match: (from: number, to: number) => void,
  range: Range = { low: 0, high: from.length, toLow: 0, toHigh: to.length },
): void {
  // Not by recursion: a long text of many anchors would be deep.
  const pending: Range[] = [range];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const rest = matchEnds(from, to, match, next);
    if (rest.low === rest.high || rest.toLow === rest.toHigh) continue;
    let { low, toLow } = rest;
    const anchors = inOrder(uniqueInBoth(from, to, rest));
    for (const anchor of anchors) {
      match(anchor.from, anchor.to);
      pending.push({ low, high: anchor.from, toLow, toHigh: anchor.to });
      low = anchor.from + 1;
      toLow = anchor.to + 1;
    }
    if (anchors.length > 0) pending.push({ ...rest, low, toLow });
  }
}

export interface Range {
  readonly low: number;
  readonly high: number;
  readonly toLow: number;
  readonly toHigh: number;
}

interface Pair {
  readonly from: number;
  readonly to: number;
}

function matchEnds(
  from: readonly string[],
  to: readonly string[],
  match: (from: number, to: number) => void,
  { low, high, toLow, toHigh }: Range,
): Range {
  while (low < high && toLow < toHigh && from[low] === to[toLow]) match(low++, toLow++);
  while (low < high && toLow < toHigh && from[high - 1] === to[toHigh - 1]) match(--high, --toHigh);
  return { low, high, toLow, toHigh };
}

/** The lines that occur once in each range, in the order of `from`. */
function uniqueInBoth(
  from: readonly string[],
  to: readonly string[],
  { low, high, toLow, toHigh }: Range,
): Pair[] {
  const theirs = positionsOfUnique(to, toLow, toHigh);
  const pairs: Pair[] = [];
  for (const [text, at] of positionsOfUnique(from, low, high)) {
    const other = theirs.get(text) ?? REPEATED;
    if (at !== REPEATED && other !== REPEATED) pairs.push({ from: at, to: other });
  }
  return pairs;
}

const REPEATED = -1;

function positionsOfUnique(lines: readonly string[], low: number, high: number): Map<string, number> {
  const positions = new Map<string, number>();
  for (let at = low; at < high; at++) {
    const text = lines[at]!;
    positions.set(text, positions.has(text) ? REPEATED : at);
  }
  return positions;
}

/** The longest part of the pairs whose `to` grows as `from` does. */
function inOrder(pairs: readonly Pair[]): Pair[] {
  // piles[n]: the position of the pair with the least `to` at which n + 1 pairs in order can end.
  const piles: number[] = [];
  const before = new Int32Array(pairs.length);
  pairs.forEach(({ to }, i) => {
    let low = 0;
    let high = piles.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (pairs[piles[middle]!]!.to < to) low = middle + 1;
      else high = middle;
    }
    before[i] = low === 0 ? -1 : piles[low - 1]!;
    piles[low] = i;
  });
  const ordered: Pair[] = [];
  for (let i = piles.at(-1) ?? -1; i >= 0; i = before[i]!) ordered.push(pairs[i]!);
  return ordered.reverse();
}
