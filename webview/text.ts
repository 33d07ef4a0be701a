import type { PaintTarget } from './paint/target.ts';
import type { Px } from './viewport.ts';

const MOST_CACHED = 8192;
const MOST_FONTS = 16;
const fonts = new Map<string, Map<string, Px>>();

/**
 * The longest of the labels that fits; the shortest cut with an ellipsis where none does; nothing below a few letters.
 * `font`: what the context's was set to, where the caller knows.
 */
export function fitText(
  target: Pick<PaintTarget, 'textWidth'>,
  labels: readonly string[] | undefined,
  room: Px,
  font?: string,
): string {
  if (labels === undefined || labels.length === 0 || room < 12) return '';
  for (const label of labels) if (target.textWidth(label, font) <= room) return label;
  const shortest = labels[labels.length - 1]!;
  if (labels.length > 1 || shortest.length < 4) return '';
  const letters = Math.floor((room / target.textWidth(shortest, font)) * shortest.length) - 1;
  return letters >= 3 ? `${shortest.slice(0, letters)}…` : '';
}

/** The widths of texts in the font that was asked for last. */
let recent: { readonly font: string; readonly widths: Map<string, Px> } | null = null;

/**
 * The width of a text in the context's font, remembered: measuring costs as much as drawing. So does asking a context what
 * its font is: `font` is what it was set to.
 */
export function measureText(context: CanvasRenderingContext2D, text: string, font = context.font): Px {
  if (recent?.font !== font) recent = { font, widths: widthsIn(font) };
  const { widths } = recent;
  let width = widths.get(text);
  if (width === undefined) {
    if (widths.size >= MOST_CACHED) widths.clear();
    widths.set(text, (width = context.measureText(text).width));
  }
  return width;
}

function widthsIn(font: string): Map<string, Px> {
  let widths = fonts.get(font);
  if (widths === undefined) {
    if (fonts.size >= MOST_FONTS) fonts.clear();
    fonts.set(font, (widths = new Map<string, Px>()));
  }
  return widths;
}
