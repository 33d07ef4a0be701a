import { ROW_HEIGHT } from './boxes.ts';
import type { Boxes } from './picture.ts';
import type { Bars } from './paintBars.ts';
import { RUN_HEIGHT, RUN_TOP } from './rowMeasures.ts';
import type { Px } from './viewport.ts';

/** So few merged boxes beside each other show single steps rather than a texture. */
const LONE = 2;

/** The lowest share that a lone merged box shows. */
const LEAST_RISE: Px = 3;

/** Merged boxes of a row that follow on each other: positions in the list, from `begin` to before `end`. */
interface Texture {
  readonly begin: number;
  readonly end: number;
}

/**
 * Merged boxes: neighbours form one texture. Behind it a ground says that something happened here; on it stand, from the
 * bottom up, the shares running and ready of each box, so that a dense lane is a profile and not a solid bar.
 */
export function paintMerged(bars: Bars, isLoop: boolean): void {
  const { target, boxes, list, origin, theme } = bars;
  const { context, ratio } = target;
  const [top, height] = isLoop ? [RUN_TOP + 1, RUN_HEIGHT - 2] : [RUN_TOP, RUN_HEIGHT];
  const { row, x0, x1 } = boxes;
  const { lone, textures } = partition(bars);
  const bottomOf = (box: number): Px => origin + row[box]! * ROW_HEIGHT + top + height;
  const paintLone = (color: string, riseAt: (box: number) => Px): void => {
    context.fillStyle = color;
    for (const box of lone) {
      const rise = riseAt(box);
      const left = Math.round(x0[box]! * ratio) / ratio;
      if (rise > 0)
        context.fillRect(left, bottomOf(box) - rise, Math.round(x1[box]! * ratio) / ratio - left, rise);
    }
  };
  context.fillStyle = isLoop ? theme.merged.loop : theme.merged.task;
  for (const { begin, end } of textures) {
    const left = x0[list[begin]!]!;
    context.fillRect(left, bottomOf(list[begin]!) - height, x1[list[end - 1]!]! - left, height);
  }
  for (const isReady of [true, false]) {
    context.fillStyle = isReady ? theme.ready.line : theme.running.fill;
    for (const texture of textures) stairs(bars, texture, bottomOf(list[texture.begin]!), height, isReady);
  }
  paintLone(theme.merged.lone, () => height);
  // Rises too low to be told from the ground are left out: rectangles are what a frame's time goes to.
  const seen = (rise: Px): Px => (rise < LEAST_RISE ? 0 : rise);
  paintLone(theme.ready.line, (box) => seen(riseOf(boxes, box, height, true)));
  paintLone(theme.running.fill, (box) => seen(riseOf(boxes, box, height, false)));
}

/** A lone step must be seen from afar; many of them must leave the profile to be seen. */
function partition({ boxes, list }: Bars): { readonly lone: number[]; readonly textures: Texture[] } {
  const { row, from, to } = boxes;
  const lone: number[] = [];
  const textures: Texture[] = [];
  let begin = 0;
  while (begin < list.length) {
    let end = begin + 1;
    while (
      end < list.length &&
      row[list[end]!] === row[list[begin]!] &&
      from[list[end]!] === to[list[end - 1]!]
    )
      end++;
    if (end - begin > LONE) textures.push({ begin, end });
    else for (let each = begin; each < end; each++) lone.push(list[each]!);
    begin = end;
  }
  return { lone, textures };
}

/** How high a merged box's share stands, in half pixels; what is there at all is seen. */
function riseOf({ busy, ready }: Boxes, box: number, height: Px, withReady: boolean): Px {
  const own = busy[box]! > 0 ? Math.max(1.5, busy[box]! * height) : 0;
  if (!withReady) return Math.round(own * 2) / 2;
  return ready[box]! > 0
    ? Math.min(height, Math.round((own + Math.max(1, ready[box]! * height)) * 2) / 2)
    : 0;
}

/** One outline over all shares of a texture: a path of two points a change costs a tenth of a rectangle a box. */
function stairs(
  { target, boxes, list }: Bars,
  { begin, end }: Texture,
  bottom: Px,
  height: Px,
  withReady: boolean,
): void {
  const { context } = target;
  const { x0, x1 } = boxes;
  let before = 0;
  context.beginPath();
  context.moveTo(x0[list[begin]!]!, bottom);
  for (let at = begin; at < end; at++) {
    const box = list[at]!;
    const rise = riseOf(boxes, box, height, withReady);
    if (rise === before) continue;
    context.lineTo(x0[box]!, bottom - before);
    context.lineTo(x0[box]!, bottom - rise);
    before = rise;
  }
  const right = x1[list[end - 1]!]!;
  context.lineTo(right, bottom - before);
  context.lineTo(right, bottom);
  context.fill();
}
