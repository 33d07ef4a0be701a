import { formatDuration, printable } from '../../../core/format.ts';
import { MILLISECOND, SECOND, type Nanos } from '../../../core/units.ts';
import type { ShownCost } from './measuredCosts.ts';

/** All hints of a line share 43 characters; ours begins with three. */
const LONGEST = 40;

/** A function's name gets so many characters of a hint. */
const LONGEST_NAME = 14;

/**
 * What a hint says of a cost: `blocked the loop 1.24 s`, or `blocked the loop 3×, 815 ms in all`; `blocking the loop 2.1 s…`
 * while it goes on; `412 short steps, 812 ms in all` for short times that add up. The coroutine's line names what it called
 * where there is room: `blocked the loop 1.24 s in resize()`.
 */
export function measuredText(
  cost: Pick<ShownCost, 'role' | 'total' | 'count' | 'blocks' | 'live' | 'callee'>,
): string {
  const { role, total, count, blocks, live, callee } = cost;
  const inside = role === 'coroutine' && callee !== null ? ` in ${calleeText(callee)}` : '';
  const withCallee = (text: string, end = ''): string =>
    `${text}${text.length + inside.length + end.length > LONGEST ? '' : inside}${end}`;
  if (live !== null) return withCallee(`blocking the loop ${formatLive(live)}`, '…');
  if (blocks === 0) return `${count.toLocaleString('en')} short steps, ${formatDuration(total)} in all`;
  if (blocks > 1) return `blocked the loop ${timesInAll(blocks, total)}`;
  return withCallee(`blocked the loop ${formatDuration(total)}`);
}

/** `3×, 815 ms in all`: not as if each took that long. */
export function timesInAll(count: number, total: Nanos): string {
  return `${count.toLocaleString('en')}×, ${formatDuration(total)} in all`;
}

/** A function in a hint, by the last part of its qualified name: `resize()`; code without a name by what it is. */
export function calleeText(qualifiedName: string): string {
  const name = qualifiedName.slice(qualifiedName.lastIndexOf('.') + 1);
  return NAMELESS[name] ?? `${printable(name, LONGEST_NAME)}()`;
}

const NAMELESS: Readonly<Record<string, string>> = {
  '<module>': 'an import',
  '<lambda>': 'a lambda',
  '<genexpr>': 'a generator',
  '<listcomp>': 'a comprehension',
  '<setcomp>': 'a comprehension',
  '<dictcomp>': 'a comprehension',
};

/** A time that grows as one looks at it, in steps that the eye can follow. */
function formatLive(live: Nanos): string {
  if (live < SECOND) return `${Math.floor(live / (10 * MILLISECOND)) * 10} ms`;
  return live < 60 * SECOND ? `${(live / SECOND).toFixed(1)} s` : formatDuration(live);
}
