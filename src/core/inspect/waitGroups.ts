import type { Arrows } from './waitChains.ts';

/** So often neighbours are compared: who differs only farther away looks alike in a picture. */
const ROUNDS = 6;
/** From so many on, those that are alike are one. */
const LIKE = 3;

/**
 * Puts things together that are alike: `likeness` is the same, and so are those that they lead to and that lead to them.
 * Those without a likeness stay alone. Answers, by thing, the number of what it is part of: from 0, in the order of their
 * first members.
 */
export function groupAlike(
  { count, from, to }: Arrows,
  likeness: (at: number) => string | null,
  kindOf: (arrow: number) => string,
): readonly number[] {
  let { of: classes, size: known } = numbered(count, (at) => likeness(at) ?? `only ${at}`);
  const leaving: number[][] = Array.from({ length: count }, () => []);
  const arriving: number[][] = Array.from({ length: count }, () => []);
  from.forEach((start, arrow) => {
    leaving[start]!.push(arrow);
    arriving[to[arrow]!]!.push(arrow);
  });
  for (let round = 0; round < ROUNDS; round++) {
    const former = classes;
    const around = (arrows: readonly number[], ends: readonly number[]): string =>
      tally(arrows.map((arrow) => `${kindOf(arrow)} ${former[ends[arrow]!]!}`));
    const next = numbered(
      count,
      (at) => `${former[at]!}|${around(leaving[at]!, to)}|${around(arriving[at]!, from)}`,
    );
    classes = next.of;
    if (next.size === known) break;
    known = next.size;
  }
  const sizes = new Map<number, number>();
  for (const each of classes) sizes.set(each, (sizes.get(each) ?? 0) + 1);
  return numbered(count, (at) => (sizes.get(classes[at]!)! >= LIKE ? `like ${classes[at]!}` : `only ${at}`))
    .of;
}

/** Which there are, each with about how many: a crowd of 30 is like one of 40, but not like one of 3. */
function tally(texts: readonly string[]): string {
  if (texts.length <= 1) return texts.length === 0 ? '' : `${texts[0]!} 0`;
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts]
    .map(([text, count]) => `${text} ${Math.floor(Math.log2(count))}`)
    .sort()
    .join(',');
}

function numbered(count: number, textOf: (at: number) => string): { of: number[]; size: number } {
  const numbers = new Map<string, number>();
  const of = Array.from({ length: count }, (_, at) => {
    const text = textOf(at);
    const known = numbers.get(text);
    if (known !== undefined) return known;
    numbers.set(text, numbers.size);
    return numbers.size - 1;
  });
  return { of, size: numbers.size };
}
