import type { PaintTarget } from '../paint/target.ts';
import { stripByPaths } from '../paint/stripShape.ts';
import type { Px } from '../viewport.ts';
import { escapeText, markup, paint, short, type Attributes } from './svgMarkup.ts';

/** A target whose picture becomes a file. */
export interface SvgTarget extends PaintTarget {
  /** The whole document. */
  readonly markup: () => string;
}

/** What `save` keeps. */
interface State {
  fillStyle: string;
  strokeStyle: string;
  lineWidth: number;
  globalAlpha: number;
  font: string;
  textBaseline: CanvasTextBaseline;
  textAlign: CanvasTextAlign;
  lineDashOffset: number;
  dash: readonly number[];
  /** As attributes of SVG write it; empty for none. */
  transform: string;
  clip: string;
}

const FIRST: State = {
  fillStyle: '#000000',
  strokeStyle: '#000000',
  lineWidth: 1,
  globalAlpha: 1,
  font: '10px sans-serif',
  textBaseline: 'alphabetic',
  textAlign: 'start',
  lineDashOffset: 0,
  dash: [],
  transform: '',
  clip: '',
};

/** How far a text's line lies below what it is put at, in heights of its font: not every program knows baselines. */
const SHIFTS: Readonly<Partial<Record<CanvasTextBaseline, number>>> = {
  middle: 0.35,
  top: 0.8,
  hanging: 0.8,
  bottom: -0.2,
};

const ANCHORS: Readonly<Partial<Record<CanvasTextAlign, string>>> = {
  center: 'middle',
  right: 'end',
  end: 'end',
};

/** Makes a target that writes down what is painted on it. */
export function svgTarget(width: Px, height: Px): SvgTarget {
  const context = new SvgContext();
  const measure = document.createElement('canvas').getContext('2d');
  const target: SvgTarget = {
    context: context,
    // What is snapped to device pixels is snapped to halves: a drawing has none.
    ratio: 2,
    hatch: (fill, line, gap, weight = 0.36) => context.addHatch(fill, line, gap, weight),
    glyph: (path, color, x, y, size, weight = 1.4) => context.addGlyph(path, color, x, y, size, weight),
    textWidth: (text) => {
      if (measure === null) return text.length * 6;
      measure.font = context.font;
      return measure.measureText(text).width;
    },
    strip: (strips, at, barHeight, colors) => stripByPaths(target, strips, at, barHeight, colors),
    markup: () => context.document(width, height),
  };
  return target;
}

/** The part of a canvas' context that the painter uses, as elements of SVG. */
class SvgContext {
  private state: State = { ...FIRST };
  private readonly saved: State[] = [];
  private readonly definitions = new Map<string, string>();
  private readonly body: string[] = [];
  /** The attributes that the elements share that are being written, and these. */
  private style = '';
  private group: string[] = [];
  private path = '';

  get fillStyle(): string {
    return this.state.fillStyle;
  }
  set fillStyle(style: string | CanvasPattern | CanvasGradient) {
    if (typeof style === 'string') this.state.fillStyle = style;
  }
  get strokeStyle(): string {
    return this.state.strokeStyle;
  }
  set strokeStyle(style: string | CanvasPattern | CanvasGradient) {
    if (typeof style === 'string') this.state.strokeStyle = style;
  }
  get lineWidth(): number {
    return this.state.lineWidth;
  }
  set lineWidth(value: number) {
    this.state.lineWidth = value;
  }
  get globalAlpha(): number {
    return this.state.globalAlpha;
  }
  set globalAlpha(value: number) {
    this.state.globalAlpha = value;
  }
  get font(): string {
    return this.state.font;
  }
  set font(value: string) {
    this.state.font = value;
  }
  get textBaseline(): CanvasTextBaseline {
    return this.state.textBaseline;
  }
  set textBaseline(value: CanvasTextBaseline) {
    this.state.textBaseline = value;
  }
  get textAlign(): CanvasTextAlign {
    return this.state.textAlign;
  }
  set textAlign(value: CanvasTextAlign) {
    this.state.textAlign = value;
  }
  get lineDashOffset(): number {
    return this.state.lineDashOffset;
  }
  set lineDashOffset(value: number) {
    this.state.lineDashOffset = value;
  }

  setLineDash(dash: readonly number[]): void {
    this.state.dash = [...dash];
  }
  save(): void {
    this.saved.push({ ...this.state });
  }
  restore(): void {
    this.state = this.saved.pop() ?? this.state;
  }
  translate(x: number, y: number): void {
    this.transform(`translate(${short(x)} ${short(y)})`);
  }
  scale(x: number, y: number): void {
    // Of small factors more digits count than can be seen of a length.
    this.transform(`scale(${x} ${y})`);
  }
  rotate(angle: number): void {
    this.transform(`rotate(${short((angle * 180) / Math.PI)})`);
  }

  fillRect(x: Px, y: Px, width: Px, height: Px): void {
    this.rectangle(x, y, width, height, this.filled());
  }
  strokeRect(x: Px, y: Px, width: Px, height: Px): void {
    this.rectangle(x, y, width, height, this.stroked());
  }
  /** A drawing begins empty, and nothing of it is drawn twice. */
  clearRect(): void {
    this.group.length = 0;
    this.body.length = 0;
  }
  fillText(text: string, x: Px, y: Px): void {
    const { font, textBaseline, textAlign } = this.state;
    const size = Number.parseFloat(/([\d.]+)px/.exec(font)?.[1] ?? '10');
    const anchor = ANCHORS[textAlign];
    const style = { ...this.filled(), style: `font: ${font}`, ...(anchor ? { 'text-anchor': anchor } : {}) };
    this.add(
      markup(
        'text',
        { x, y: y + size * (SHIFTS[textBaseline] ?? 0), 'xml:space': 'preserve' },
        escapeText(text),
      ),
      style,
    );
  }

  beginPath(): void {
    this.path = '';
  }
  moveTo(x: Px, y: Px): void {
    this.draw('M', x, y);
  }
  lineTo(x: Px, y: Px): void {
    // A path may begin with a line: then that is where it begins.
    this.draw(this.path === '' ? 'M' : 'L', x, y);
  }
  bezierCurveTo(ax: Px, ay: Px, bx: Px, by: Px, x: Px, y: Px): void {
    this.draw('C', ax, ay, bx, by, x, y);
  }
  arc(x: Px, y: Px, radius: Px, from: number, to: number): void {
    const at = (angle: number): [Px, Px] => [x + radius * Math.cos(angle), y + radius * Math.sin(angle)];
    const turn = Math.min(to - from, 2 * Math.PI);
    this.lineTo(...at(from));
    // Two halves: an arc that ends where it begins is none.
    for (const end of [from + turn / 2, from + turn]) this.draw('A', radius, radius, 0, 0, 1, ...at(end));
  }
  rect(x: Px, y: Px, width: Px, height: Px): void {
    this.draw('M', x, y);
    this.draw('h', width);
    this.draw('v', height);
    this.draw('h', -width);
    this.closePath();
  }
  roundRect(x: Px, y: Px, width: Px, height: Px, radius: Px): void {
    const r = Math.min(radius, width / 2, height / 2);
    const corner = (dx: Px, dy: Px): void => this.draw('a', r, r, 0, 0, 1, dx, dy);
    this.draw('M', x + r, y);
    this.draw('h', width - 2 * r);
    corner(r, r);
    this.draw('v', height - 2 * r);
    corner(-r, r);
    this.draw('h', 2 * r - width);
    corner(-r, -r);
    this.draw('v', 2 * r - height);
    corner(r, -r);
    this.closePath();
  }
  closePath(): void {
    this.path += 'Z';
  }
  fill(): void {
    if (this.path !== '') this.add(markup('path', { d: this.path }), this.filled());
  }
  stroke(): void {
    if (this.path !== '') this.add(markup('path', { d: this.path }), this.stroked());
  }
  clip(): void {
    const { transform, clip } = this.state;
    const shape = markup('path', { d: this.path, ...(transform === '' ? {} : { transform }) });
    this.state.clip = `url(#${this.define('clipPath', clip === '' ? {} : { 'clip-path': clip }, shape)})`;
  }

  /** Slanted lines as a style. */
  addHatch(fill: string, line: string, gap: Px, weight: number): string {
    const tile = { width: gap, height: gap, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(-45)' };
    const ground = markup('rect', { width: gap, height: gap, ...paint('fill', fill) });
    const stripe = markup('rect', { width: gap, height: gap * weight, ...paint('fill', line) });
    return `url(#${this.define('pattern', tile, ground + stripe)})`;
  }

  addGlyph(path: string, color: string, x: Px, y: Px, size: Px, weight: number): void {
    const place = `translate(${short(x)} ${short(y)}) scale(${size / 12})`;
    const style = { fill: 'none', ...paint('stroke', color), 'stroke-width': weight };
    this.add(markup('path', { d: path, transform: place, 'stroke-linecap': 'round' }), {
      ...style,
      ...this.common(),
    });
  }

  document(width: Px, height: Px): string {
    this.flush();
    const size = { width, height, viewBox: `0 0 ${short(width)} ${short(height)}` };
    const defs =
      this.definitions.size === 0 ? '' : markup('defs', {}, [...this.definitions.values()].join(''));
    return `<?xml version="1.0" encoding="UTF-8"?>\n${markup('svg', { xmlns: 'http://www.w3.org/2000/svg', ...size }, defs + this.body.join('\n'))}\n`;
  }

  private transform(more: string): void {
    this.state.transform = `${this.state.transform} ${more}`.trim();
  }

  private rectangle(x: Px, y: Px, width: Px, height: Px, style: Attributes): void {
    if (![x, y, width, height].every(Number.isFinite) || width <= 0 || height <= 0) return;
    this.add(markup('rect', { x, y, width, height }), style);
  }

  private draw(command: string, ...numbers: readonly number[]): void {
    if (numbers.every(Number.isFinite)) this.path += command + numbers.map(short).join(' ');
  }

  private filled(): Attributes {
    return { ...paint('fill', this.state.fillStyle), ...this.common() };
  }

  private stroked(): Attributes {
    const { strokeStyle, lineWidth, dash, lineDashOffset } = this.state;
    const dashed =
      dash.length === 0
        ? {}
        : { 'stroke-dasharray': dash.map(short).join(' '), 'stroke-dashoffset': lineDashOffset };
    return {
      fill: 'none',
      ...paint('stroke', strokeStyle),
      'stroke-width': lineWidth,
      ...dashed,
      ...this.common(),
    };
  }

  private common(): Attributes {
    const { globalAlpha, transform, clip } = this.state;
    return {
      ...(globalAlpha < 1 ? { opacity: globalAlpha } : {}),
      ...(transform === '' ? {} : { transform }),
      ...(clip === '' ? {} : { 'clip-path': clip }),
    };
  }

  /** Adds an element to those of its style, which share a group. */
  private add(element: string, style: Attributes): void {
    const key = JSON.stringify(style);
    if (key !== this.style) {
      this.flush();
      this.style = key;
    }
    this.group.push(element);
  }

  private flush(): void {
    if (this.group.length === 0) return;
    const { 'clip-path': clip, ...style } = JSON.parse(this.style) as Record<string, string | number>;
    const group = markup('g', style, this.group.join(''));
    // A clip is in the coordinates of the page; it stands outside of what the group's own transform moves.
    this.body.push(clip === undefined ? group : markup('g', { 'clip-path': clip }, group));
    this.group = [];
  }

  private define(name: string, attributes: Attributes, inside: string): string {
    const key = `${name} ${JSON.stringify(attributes)} ${inside}`;
    const id = `d${this.definitions.size}`;
    const known = this.definitions.get(key);
    if (known !== undefined) return /id="(\w+)"/.exec(known)![1]!;
    this.definitions.set(key, markup(name, { id, ...attributes }, inside));
    return id;
  }
}
