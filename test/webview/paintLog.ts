import type { PaintContext, PaintTarget, StripColors } from '../../webview/paint/target.ts';
import type { Strips } from '../../webview/picture.ts';

/** Something that was painted, with the state of the context at that moment. */
export interface Painted {
  readonly op: string;
  readonly args: readonly (number | string)[];
  readonly fill: string;
  readonly stroke: string;
  readonly alpha: number;
  /** How many clips were on. */
  readonly clips: number;
}

/** A target that writes down what is painted on it. */
export class PaintLog implements PaintTarget {
  readonly ratio: number;
  readonly painted: Painted[] = [];
  readonly strips: { at: number; height: number; colors: StripColors }[] = [];
  readonly context: PaintContext;
  private clips: number[] = [0];

  constructor(ratio = 1) {
    this.ratio = ratio;
    const state: Record<string, unknown> = {
      fillStyle: '',
      strokeStyle: '',
      lineWidth: 1,
      globalAlpha: 1,
      font: '',
      textBaseline: 'alphabetic',
      textAlign: 'start',
      lineDashOffset: 0,
    };
    this.context = new Proxy(state, {
      get: (target, name: string) =>
        name in target ? target[name] : (...args: (number | string)[]) => this.note(state, name, args),
    }) as unknown as PaintContext;
  }

  /** What was painted by one call, e.g. all rectangles. */
  of(op: string): Painted[] {
    return this.painted.filter((one) => one.op === op);
  }

  hatch(fill: string, line: string): string {
    return `hatch ${fill} ${line}`;
  }

  glyph(path: string, color: string, x: number, y: number, size: number): void {
    this.note(this.context, 'glyph', [path, color, x, y, size]);
  }

  textWidth(text: string): number {
    return text.length * 6;
  }

  strip(_: Strips, at: number, height: number, colors: StripColors): void {
    this.strips.push({ at, height, colors });
  }

  private note(state: Record<string, unknown>, op: string, args: readonly (number | string)[]): void {
    if (op === 'save') this.clips.push(this.clips.at(-1)!);
    if (op === 'restore') this.clips.pop();
    if (op === 'clip') this.clips[this.clips.length - 1]!++;
    this.painted.push({
      op,
      args,
      fill: String(state['fillStyle']),
      stroke: String(state['strokeStyle']),
      alpha: Number(state['globalAlpha']),
      clips: this.clips.at(-1)!,
    });
  }
}
