import type { Px } from './viewport.ts';

const MOST_CACHED = 8192;
const widths = new Map<string, Px>();
let measuredFont = '';

/** The longest of the labels that fits; the shortest cut with an ellipsis where none does; nothing below a few letters. */
export function fitText(
  context: CanvasRenderingContext2D,
  labels: readonly string[] | undefined,
  room: Px,
): string {
  if (labels === undefined || room < 12) return '';
  for (const label of labels) if (textWidth(context, label) <= room) return label;
  const shortest = labels[labels.length - 1]!;
  if (labels.length > 1 || shortest.length < 4) return '';
  const letters = Math.floor((room / textWidth(context, shortest)) * shortest.length) - 1;
  return letters >= 3 ? `${shortest.slice(0, letters)}…` : '';
}

/** The width of a text in the context's font, remembered: measuring costs as much as drawing. */
export function textWidth(context: CanvasRenderingContext2D, text: string): Px {
  if (context.font !== measuredFont || widths.size > MOST_CACHED) {
    widths.clear();
    measuredFont = context.font;
  }
  let width = widths.get(text);
  if (width === undefined) widths.set(text, (width = context.measureText(text).width));
  return width;
}
