import { ROW_HEIGHT } from '../boxes.ts';
import { leastWords } from '../paintBars.ts';
import { rewrite } from '../paintStyle.ts';
import type { Picture } from '../picture.ts';
import type { Theme } from '../theme.ts';
import type { Px } from '../viewport.ts';
import type { Arrow } from './paintArrows.ts';
import type { PaintTarget } from './target.ts';

/** How far an arrow and its head reach to both sides. */
const REACH: Px = 8;

/** How far the curve of an arrow swings out at most. */
const SWING: Px = 60;

/** Writes the words that arrows run over once more, above them: a line through a name can be read around, a name cannot. */
export function paintWordsAbove(
  target: PaintTarget,
  picture: Picture,
  arrows: readonly Arrow[],
  theme: Theme,
): void {
  const { boxes, width, height, pinnedHeight } = picture;
  const words = leastWords(boxes);
  const pinned = pinnedHeight / ROW_HEIGHT;
  const byStyle = new Map<number, number[]>();
  for (const box of boxes.labels.keys()) {
    const y = boxes.y[box]!;
    if (y > height || (y < pinnedHeight && boxes.row[box]! >= pinned) || boxes.dimmed[box] === 1) continue;
    if (boxes.x1[box]! - boxes.x0[box]! < words || !arrows.some((arrow) => isMet(arrow, picture, box)))
      continue;
    const style = boxes.style[box]!;
    byStyle.set(style, [...(byStyle.get(style) ?? []), box]);
  }
  for (const [style, met] of byStyle) {
    const order = Int32Array.from(met);
    rewrite({ target, theme, boxes, order, begin: 0, end: order.length, width, words }, style);
  }
}

/** Whether an arrow may run over a box; those that begin or end at it are seen to do so. */
function isMet({ fromX, fromY, toX, toY }: Arrow, { boxes }: Picture, box: number): boolean {
  const [top, bottom] = [Math.min(fromY, toY), Math.max(fromY, toY)];
  const middle = boxes.y[box]! + ROW_HEIGHT / 2;
  if (middle < top || middle > bottom) return false;
  const swing = Math.abs(toX - fromX) < REACH ? REACH : SWING;
  return boxes.x1[box]! > Math.min(fromX, toX) - swing && boxes.x0[box]! < Math.max(fromX, toX) + swing;
}
