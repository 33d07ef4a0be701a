import type { Strips } from '../picture.ts';
import type { Px } from '../viewport.ts';

/** What the painter uses of a canvas' context. */
export type PaintContext = Pick<
  CanvasRenderingContext2D,
  | 'fillStyle'
  | 'strokeStyle'
  | 'lineWidth'
  | 'globalAlpha'
  | 'font'
  | 'textBaseline'
  | 'textAlign'
  | 'lineDashOffset'
  | 'fillRect'
  | 'strokeRect'
  | 'clearRect'
  | 'fillText'
  | 'beginPath'
  | 'moveTo'
  | 'lineTo'
  | 'arc'
  | 'bezierCurveTo'
  | 'roundRect'
  | 'rect'
  | 'closePath'
  | 'fill'
  | 'stroke'
  | 'clip'
  | 'save'
  | 'restore'
  | 'translate'
  | 'scale'
  | 'rotate'
  | 'setLineDash'
>;

/** What a picture is painted on: a canvas, or a drawing that is written to a file. */
export interface PaintTarget {
  readonly context: PaintContext;
  /** Device pixels to a CSS pixel. */
  readonly ratio: number;
  /** Slanted lines on a ground, as a fill style; `weight`: the share of the area that is line, 0.36 when left out. */
  hatch(fill: string, line: string, gap: Px, weight?: number): string | CanvasPattern;
  /** Strokes a path that is drawn in a box of 12 × 12 into one of another size; `weight`: the line's width in that box, 1.4. */
  glyph(path: string, color: string, x: Px, y: Px, size: Px, weight?: number): void;
  /** How wide a text is in the font that is set; `font`: what it was set to, which is quicker to be told than to ask for. */
  textWidth(text: string, font?: string): Px;
  /** A stretch of merged cells: from the bottom up what ran, then what stood ready, on a ground tinted by family. */
  strip(strips: Strips, at: number, height: Px, colors: StripColors): void;
}

export interface StripColors {
  /** What the ground stands on: what is dimmed lets it through. */
  readonly background: string;
  readonly ground: string;
  /** A step that has no other one near: seen from afar, over the whole height; the ground's colour where none stands out. */
  readonly lone: string;
  readonly running: string;
  readonly ready: string;
  /** By position in the list of families: the ground, and the line along its floor; empty where only work is shown. */
  readonly families: readonly string[];
  readonly lines: readonly string[];
  /** How far the ground stays below the top of the stretch, and above its floor. */
  readonly inset: Px;
  /** The opacity of what a query does not single out. */
  readonly dim: number;
}
