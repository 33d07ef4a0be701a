import { formatDuration, printable } from '../../../core/format.ts';
import { MILLISECOND, SECOND, type Nanos } from '../../../core/units.ts';
import type { ShownCost } from './measuredCosts.ts';

/** A function's name gets so many characters of a hint. */
const LONGEST_NAME = 14;

/**
 * What a hint says of a cost: `blocked the loop 1.24 s · 3×`, `blocking the loop 2.1 s…` while it goes on,
 * `blocked 1.24 s in resize() · 3×` at the coroutine's line that called into it, and `held the loop 812 ms · 40×` for
 * short times that add up.
 */
export function measuredText(
  cost: Pick<ShownCost, 'role' | 'total' | 'count' | 'blocks' | 'live' | 'callee'>,
): string {
  const { role, total, blocks, live, callee } = cost;
  const count = blocks > 0 ? blocks : cost.count;
  const isCaller = role === 'coroutine' && callee !== null;
  const loop = isCaller ? '' : ' the loop';
  const inside = isCaller ? ` in ${calleeText(callee)}` : '';
  if (live !== null) return `blocking${loop} ${formatLive(live)}${inside}…`;
  const repeated = count > 1 ? ` · ${count}×` : '';
  return `${blocks > 0 ? 'blocked' : 'held'}${loop} ${formatDuration(total)}${inside}${repeated}`;
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
