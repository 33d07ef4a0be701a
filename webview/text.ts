import type { PaintTarget } from './paint/target.ts';
import type { Px } from './viewport.ts';

const MOST_CACHED = 8192;
const MOST_FONTS = 16;
const fonts = new Map<string, Map<string, Px>>();

/** The longest of the labels that fits; the shortest cut with an ellipsis where none does; nothing below a few letters. */
export function fitText(
  target: Pick<PaintTarget, 'textWidth'>,
  labels: readonly string[] | undefined,
  room: Px,
): string {
  if (labels === undefined || labels.length === 0 || room < 12) return '';
  for (const label of labels) if (target.textWidth(label) <= room) return label;
  const shortest = labels[labels.length - 1]!;
  if (labels.length > 1 || shortest.length < 4) return '';
  const letters = Math.floor((room / target.textWidth(shortest)) * shortest.length) - 1;
  return letters >= 3 ? `${shortest.slice(0, letters)}…` : '';
}

/** The width of a text in the context's font, remembered: measuring costs as much as drawing. */
export function measureText(context: CanvasRenderingContext2D, text: string): Px {
  let widths = fonts.get(context.font);
  if (widths === undefined) {
    if (fonts.size >= MOST_FONTS) fonts.clear();
    fonts.set(context.font, (widths = new Map<string, Px>()));
  }
  let width = widths.get(text);
  if (width === undefined) {
    if (widths.size >= MOST_CACHED) widths.clear();
    widths.set(text, (width = context.measureText(text).width));
  }
  return width;
}
