import { ROW_HEIGHT } from '../boxes.ts';
import { FAMILIES } from '../../src/core/awaitFamilies.ts';
import { STRIP_KIND, type Picture, type Strips } from '../picture.ts';
import type { Part } from '../painter.ts';
import { BELOW_HEIGHT, RUN_HEIGHT, WAIT_HEIGHT } from '../rowMeasures.ts';
import type { Theme } from '../theme.ts';
import type { Px } from '../viewport.ts';
import { bottomOf, edgeOf, LONE, readyRise, runRise } from './stripShape.ts';
import type { PaintTarget, StripColors } from './target.ts';

/** The lowest share that is drawn in a lone cell: a lower one could not be told from the ground. */
const LEAST_RISE: Px = 3;

/** How high the cap is that says that some of a cell is what the query singles out. */
const CAP: Px = 2;

/**
 * How high a stretch is, by its kind: a loop's steps are lower than a task's, a group fills its row, what is below a
 * collapsed task is a line.
 */
const HEIGHTS: readonly Px[] = [RUN_HEIGHT, RUN_HEIGHT - 2, ROW_HEIGHT - 6, BELOW_HEIGHT];

/**
 * Paints merged cells: a ground says what was waited for; on it stand, from the bottom up, the shares running and ready of
 * each cell, so that a dense lane is a profile and not a solid bar. A lone step must be seen from afar: it is a tick.
 */
export function paintStrips(
  target: PaintTarget,
  { strips, isQueried }: Picture,
  part: Part,
  theme: Theme,
): void {
  const [first, end] = part.strips;
  const colors = colorsOf(theme);
  const lone: number[] = [];
  for (let at = first; at < end; at++) {
    const kind = strips.kind[at]!;
    if (kind < STRIP_KIND.group && isLone(strips, at)) lone.push(at);
    else target.strip(strips, at, HEIGHTS[kind]!, colors[kind]!);
  }
  paintLone(target, strips, lone, theme);
  if (isQueried) paintCaps(target, strips, part, theme);
}

/** By kind; made once for a theme, for whoever computes with them keeps what comes out. */
const known = new WeakMap<Theme, readonly StripColors[]>();

function colorsOf(theme: Theme): readonly StripColors[] {
  let colors = known.get(theme);
  if (colors === undefined) {
    const of = (background: string, ground: string, isTask: boolean, isGroup = false): StripColors => ({
      background,
      ground,
      lone: isGroup ? ground : theme.merged.lone,
      running: theme.running.fill,
      ready: theme.ready.line,
      families: isTask ? FAMILIES.map((family) => theme.families[family].fill) : [],
      lines: isTask ? FAMILIES.map((family) => theme.families[family].line) : [],
      // As high as the bars of suspensions, which a stretch of a task goes on where they are too short.
      inset: isTask ? (RUN_HEIGHT - WAIT_HEIGHT) / 2 : 0,
      dim: theme.dim,
    });
    colors = [
      of(theme.background, theme.merged.task, true),
      of(theme.loopBackground, theme.merged.loop, false),
      of(theme.groupBackground, theme.groupBackground, false, true),
      of(theme.background, theme.merged.task, false, true),
    ];
    known.set(theme, colors);
  }
  return colors;
}

/** Whether a stretch is a step by itself. */
function isLone({ count, first, busy }: Strips, at: number): boolean {
  const begin = first[at]!;
  const end = begin + count[at]!;
  if (end - begin > LONE) return false;
  for (let cell = begin; cell < end; cell++) if (!(busy[cell]! > 0)) return false;
  return true;
}

/** All lone cells colour by colour: there may be thousands. */
function paintLone(target: PaintTarget, strips: Strips, lone: readonly number[], theme: Theme): void {
  const { context, ratio } = target;
  const paint = (color: string, riseOf: (cell: number, height: Px) => Px): void => {
    context.fillStyle = color;
    for (const at of lone) {
      const height = HEIGHTS[strips.kind[at]!]!;
      const bottom = bottomOf(strips, at, height);
      const first = strips.first[at]!;
      for (let cell = first; cell < first + strips.count[at]!; cell++) {
        const rise = riseOf(cell, height);
        if (rise < LEAST_RISE) continue;
        const left = edgeOf(strips, at, cell, ratio);
        const match = strips.match[cell]!;
        if (match < 1) context.globalAlpha = theme.dim + (1 - theme.dim) * match;
        context.fillRect(left, bottom - rise, edgeOf(strips, at, cell + 1, ratio) - left, rise);
        if (match < 1) context.globalAlpha = 1;
      }
    }
  };
  paint(theme.merged.lone, (_, height) => height);
  paint(theme.ready.line, (cell, height) => readyRise(strips, cell, height));
  paint(theme.running.fill, (cell, height) => runRise(strips, cell, height));
}

/** A cap over cells of which a part is singled out: as a share it could be too small to be seen. */
function paintCaps(target: PaintTarget, strips: Strips, { strips: [first, end] }: Part, theme: Theme): void {
  const { context, ratio } = target;
  context.fillStyle = theme.match;
  for (let at = first; at < end; at++) {
    const top = bottomOf(strips, at, HEIGHTS[strips.kind[at]!]!) - HEIGHTS[strips.kind[at]!]! - CAP;
    const begin = strips.first[at]!;
    const behind = begin + strips.count[at]!;
    for (let cell = begin; cell < behind; cell++) {
      if (!isPartly(strips, cell)) continue;
      const left = edgeOf(strips, at, cell, ratio);
      while (cell + 1 < behind && isPartly(strips, cell + 1)) cell++;
      context.fillRect(left, top, edgeOf(strips, at, cell + 1, ratio) - left, CAP);
    }
  }
}

function isPartly({ match }: Strips, cell: number): boolean {
  return match[cell]! > 0 && match[cell]! < 1;
}
