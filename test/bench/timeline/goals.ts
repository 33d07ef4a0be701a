import type { Measured } from './measureTrace.ts';
import type { GestureName } from './page/acts.ts';
import type { ShapeName } from './shapes.ts';

/** A number that there is a goal for. */
export interface Goal {
  readonly what: string;
  readonly value: number;
  readonly most: number;
  readonly unit: string;
}

const MOVING: readonly GestureName[] = ['out', 'zoom', 'pan', 'scroll'];
const MILLION = 1_000_000;
/** Milliseconds that no frame is to take, whatever goes on beside it. */
const LONGEST = 50;

/** What is wanted of a trace of that shape and length; nothing of those that are measured for other reasons. */
export function goalsOf(shape: ShapeName | 'real', measured: Measured): readonly Goal[] {
  const { runs } = measured;
  const name = `${shape} ${lengthOf(runs)}`;
  if (shape === 'lanes100k') return [...frameGoals(name, measured, ['scroll'], Infinity, 16)];
  if ((shape !== 'wide' && shape !== 'long') || (runs !== MILLION && runs !== 10 * MILLION)) return [];
  const isLarge = runs > MILLION;
  const goals = [
    ...frameGoals(name, measured, MOVING, isLarge ? 8 : 6, isLarge ? 16 : 12),
    { what: `${name}: opened`, value: measured.opened / 1000, most: isLarge ? 6 : 1, unit: 's' },
    { what: `${name}: longest frame while opening`, value: measured.longestFrame, most: LONGEST, unit: 'ms' },
    ...clickGoals(name, measured),
  ];
  if (!isLarge) return goals;
  const { hover, click } = measured.played;
  return [
    ...goals,
    { what: `${name}: bytes a step`, value: measured.bytesOpened, most: 32, unit: 'B' },
    ...(hover ? [{ what: `${name}: hover, script p95`, value: hover.script.p95, most: 2, unit: 'ms' }] : []),
    ...(click ? [{ what: `${name}: click, hit p95`, value: click.handler.p95, most: 2, unit: 'ms' }] : []),
  ];
}

/** Twice as many steps may not take twice the frame: of every gesture, the medians are compared. */
export function growthGoals(shape: ShapeName, once: Measured, twice: Measured): readonly Goal[] {
  return MOVING.flatMap((gesture) => {
    const [before, after] = [once.played[gesture], twice.played[gesture]];
    if (!before || !after) return [];
    const grown = (after.script.median + 0.2) / (before.script.median + 0.2);
    const what = `${shape} ${lengthOf(once.runs)} → ${lengthOf(twice.runs)}: ${gesture}, script`;
    return [{ what, value: grown, most: 1.5, unit: '×' }];
  });
}

/** Faster than another, or not worse than goal 1. */
export function versus(what: string, ours: number, theirs: number): Goal {
  return { what, value: ours / theirs, most: 1, unit: '×' };
}

export function isMet({ value, most }: Goal): boolean {
  return value <= most;
}

/** Such as `100 k` or `1 M`. */
export function lengthOf(runs: number): string {
  return runs >= MILLION ? `${Number((runs / MILLION).toFixed(1))} M` : `${Math.round(runs / 1000)} k`;
}

/** Of the clicks that follow each other, frame by frame, and of those that are waited behind. */
function clickGoals(name: string, { afterClicks, played }: Measured): readonly Goal[] {
  if (played.click === undefined) return [];
  const value = Math.max(afterClicks, played.click.longest);
  return [{ what: `${name}: longest frame after a click`, value, most: LONGEST, unit: 'ms' }];
}

function frameGoals(
  name: string,
  { played }: Measured,
  gestures: readonly GestureName[],
  script: number,
  all: number,
): readonly Goal[] {
  return gestures.flatMap((gesture) => {
    const times = played[gesture];
    if (times === undefined) return [];
    const goals = [{ what: `${name}: ${gesture}, in all p95`, value: times.all.p95, most: all, unit: 'ms' }];
    if (Number.isFinite(script))
      goals.unshift({
        what: `${name}: ${gesture}, script p95`,
        value: times.script.p95,
        most: script,
        unit: 'ms',
      });
    return goals;
  });
}
