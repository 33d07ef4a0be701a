import { ROW_HEIGHT } from '../boxes.ts';
import { ENTRIES, type LegendKey } from '../legendEntries.ts';
import { SAMPLE_HEIGHT, SAMPLE_WIDTH } from '../legendSample.ts';
import type { AxisPicture } from '../paint/paintAxis.ts';
import { paintSample } from '../paint/paintSample.ts';
import { paintLanes } from '../painter.ts';
import { paintAxis, paintOverlay, type Overlay } from '../paintOverlay.ts';
import { canvasTarget } from '../paint/canvasTarget.ts';
import { stripByPaths } from '../paint/stripShape.ts';
import type { PaintTarget } from '../paint/target.ts';
import type { Picture } from '../picture.ts';
import { fitText } from '../text.ts';
import type { Theme } from '../theme.ts';
import type { Px } from '../viewport.ts';
import { svgTarget } from './svgContext.ts';

/** A row's name, as the column of names has it. */
export interface ExportLabel {
  readonly y: Px;
  readonly depth: number;
  readonly name: string;
  readonly detail: string;
}

/** The charts, with what the column beside them says. */
export interface ExportCharts {
  readonly height: Px;
  readonly paint: (target: PaintTarget) => void;
  /** What each shows, where it stands, and up to where its scale goes. */
  readonly labels: readonly {
    readonly y: Px;
    readonly height: Px;
    readonly name: string;
    readonly scale: string;
  }[];
}

/** The strip of tests, and how they went in words. */
export interface ExportTests {
  readonly height: Px;
  readonly words: string;
  readonly paint: (target: PaintTarget) => void;
}

/** What the page shows, for a picture of it that stands on its own. */
export interface ExportParts {
  /** What was recorded, and which part of it is shown. */
  readonly title: string;
  readonly picture: Picture;
  readonly overlay: Overlay;
  readonly axis: AxisPicture;
  /** What the times on the axis are counted from; empty for the begin. */
  readonly base: string;
  /** What stands between the axis and the lanes: the tests, then the charts. */
  readonly tests: ExportTests | null;
  readonly charts: ExportCharts | null;
  readonly labels: readonly ExportLabel[];
  readonly labelWidth: Px;
  /** What the legend explains: what occurs. */
  readonly keys: ReadonlySet<LegendKey>;
}

const TITLE: Px = 28;
const MARGIN: Px = 8;
const INDENT: Px = 12;
const SCALE_FONT: Px = 10;
const SCALE_MARGIN: Px = 4;

/** The longest side that a browser gives a canvas, in device pixels. */
const LONGEST_SIDE = 16_000;

/** How large the picture is. */
function sizeOf(parts: ExportParts): { readonly width: Px; readonly height: Px } {
  const { labelWidth, picture, axis, tests, charts } = parts;
  const width = labelWidth + picture.width;
  const legend = legendPlaces(parts, width).height;
  const above = TITLE + axis.height + (tests?.height ?? 0) + (charts?.height ?? 0);
  return { width, height: above + picture.height + legend };
}

/** Draws the picture: the title, the axis, the names beside the lanes, the legend. */
function drawPicture(target: PaintTarget, parts: ExportParts, theme: Theme): void {
  const { context } = target;
  const { picture, overlay, axis, tests, charts, labelWidth } = parts;
  const { width, height } = sizeOf(parts);
  context.fillStyle = theme.background;
  context.fillRect(0, 0, width, height);
  context.textBaseline = 'middle';
  words(
    target,
    theme,
    `600 ${theme.fontSize}px`,
    theme.foreground,
    parts.title,
    MARGIN,
    TITLE / 2,
    width - 2 * MARGIN,
  );
  let top = TITLE;
  words(
    target,
    theme,
    `${theme.fontSize - 2}px`,
    theme.muted,
    parts.base,
    MARGIN,
    top + axis.height / 2,
    labelWidth - 2 * MARGIN,
  );
  within(target, labelWidth, top, picture.width, axis.height, () => paintAxis(target, axis, theme));
  top += axis.height;
  if (tests !== null) {
    const middle = top + tests.height / 2;
    within(target, labelWidth, top, picture.width, tests.height, () => tests.paint(target));
    const room = labelWidth - 2 * MARGIN;
    words(target, theme, `${theme.fontSize - 2}px`, theme.foreground, tests.words, MARGIN, middle, room);
    top += tests.height;
  }
  if (charts !== null) {
    within(target, labelWidth, top, picture.width, charts.height, () => charts.paint(target));
    within(target, 0, top, labelWidth, charts.height, () =>
      drawChartLabels(target, charts, labelWidth, theme),
    );
    top += charts.height;
  }
  within(target, labelWidth, top, picture.width, picture.height, () => {
    paintLanes(target, picture, theme, overlay.selectedRow);
    paintOverlay(target, overlay, theme, picture);
  });
  within(target, 0, top, labelWidth, picture.height, () => drawLabels(target, parts, theme));
  context.fillStyle = theme.separator;
  context.fillRect(0, top, width, 1);
  context.fillRect(labelWidth - 1, TITLE, 1, top + picture.height - TITLE);
  top += picture.height;
  context.fillRect(0, top, width, 1);
  drawLegend(target, parts, theme, width, top);
}

/** The picture as a file's bytes. `ratio`: device pixels to a CSS pixel, of a PNG. */
export async function exportPicture(
  parts: ExportParts,
  theme: Theme,
  kind: 'png' | 'svg',
  ratio: number,
): Promise<Uint8Array> {
  const { width, height } = sizeOf(parts);
  if (kind === 'png') return new Uint8Array(await (await rasterize(parts, theme, ratio)).arrayBuffer());
  const target = svgTarget(width, height);
  drawPicture(target, parts, theme);
  return new TextEncoder().encode(target.markup());
}

/** Copies the picture; `denied` where the editor or browser does not let a page do that. */
export async function copyPicture(
  parts: ExportParts,
  theme: Theme,
  ratio: number,
): Promise<'copied' | 'denied'> {
  try {
    const item = new ClipboardItem({ 'image/png': rasterize(parts, theme, ratio) });
    await navigator.clipboard.write([item]);
    return 'copied';
  } catch {
    return 'denied';
  }
}

async function rasterize(parts: ExportParts, theme: Theme, wanted: number): Promise<Blob> {
  const { width, height } = sizeOf(parts);
  const ratio = Math.min(wanted, LONGEST_SIDE / width, LONGEST_SIDE / height);
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('The page cannot draw on a canvas.');
  context.scale(ratio, ratio);
  const target = canvasTarget({ canvas, context, ratio, prepare: () => undefined });
  // The page's way to paint strips puts pixels, wherever the parts of the picture have been moved to.
  const strip: PaintTarget['strip'] = (...of) => stripByPaths(target, ...of);
  drawPicture({ ...target, strip }, parts, theme);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (blob === null) throw new Error('The picture is too large.');
  return blob;
}

function drawChartLabels(target: PaintTarget, { labels }: ExportCharts, labelWidth: Px, theme: Theme): void {
  const room = labelWidth - 2 * MARGIN;
  for (const { y, height, name, scale } of labels) {
    target.context.font = `${SCALE_FONT}px ${theme.font}`;
    const taken = Math.min(room / 2, target.textWidth(scale));
    const left = labelWidth - SCALE_MARGIN - taken;
    words(target, theme, `${SCALE_FONT}px`, theme.muted, scale, left, y + SCALE_FONT / 2, taken + 1);
    const rest = room - taken - MARGIN;
    words(target, theme, `${theme.fontSize - 1}px`, theme.foreground, name, MARGIN, y + height / 2, rest);
  }
}

function drawLabels(target: PaintTarget, { labels, picture, labelWidth }: ExportParts, theme: Theme): void {
  const { context } = target;
  for (const { y, kind } of picture.rows) {
    if (kind === 'task') continue;
    context.fillStyle = kind === 'loop' ? theme.loopBackground : theme.groupBackground;
    context.fillRect(0, y, labelWidth, ROW_HEIGHT);
  }
  for (const { y, depth, name, detail } of labels) {
    const left = MARGIN + Math.min(depth, 12) * INDENT;
    const room = labelWidth - left - MARGIN;
    const middle = y + ROW_HEIGHT / 2;
    const taken = words(target, theme, `${theme.fontSize - 1}px`, theme.foreground, name, left, middle, room);
    words(
      target,
      theme,
      `${theme.fontSize - 2}px`,
      theme.muted,
      detail,
      left + taken + 6,
      middle,
      room - taken - 6,
    );
  }
}

interface LegendPlaces {
  readonly height: Px;
  readonly places: readonly { readonly entry: (typeof ENTRIES)[number]; readonly x: Px; readonly y: Px }[];
}

/** A letter's width in the legend, on average: its lines are broken before there is anything to measure on. */
const LETTER: Px = 7;

function legendPlaces({ keys }: ExportParts, width: Px): LegendPlaces {
  const places = [];
  let [x, y] = [MARGIN, 0];
  for (const entry of ENTRIES) {
    if (!keys.has(entry.key)) continue;
    const length = SAMPLE_WIDTH + 6 + entry.text.length * LETTER + 16;
    if (x + length > width && x > MARGIN) [x, y] = [MARGIN, y + SAMPLE_HEIGHT];
    places.push({ entry, x, y });
    x += length;
  }
  return { height: places.length === 0 ? 0 : y + SAMPLE_HEIGHT + MARGIN, places };
}

function drawLegend(target: PaintTarget, parts: ExportParts, theme: Theme, width: Px, top: Px): void {
  for (const { entry, x, y } of legendPlaces(parts, width).places) {
    const line = top + MARGIN / 2 + y;
    within(target, x, line, SAMPLE_WIDTH, SAMPLE_HEIGHT, () => paintSample(target, entry, theme));
    const left = x + SAMPLE_WIDTH + 6;
    words(
      target,
      theme,
      `${theme.fontSize - 2}px`,
      theme.foreground,
      entry.text,
      left,
      line + SAMPLE_HEIGHT / 2,
      width,
    );
  }
}

/** Writes what of a text fits; answers how wide that is. */
function words(
  target: PaintTarget,
  theme: Theme,
  font: string,
  color: string,
  text: string,
  x: Px,
  y: Px,
  room: Px,
): Px {
  const { context } = target;
  context.font = `${font} ${theme.font}`;
  context.textBaseline = 'middle';
  context.fillStyle = color;
  const fitting = fitText(target, [text], room);
  if (fitting === '') return 0;
  context.fillText(fitting, x, y);
  return target.textWidth(fitting);
}

/** Paints where a part of the picture is, and nowhere else. */
function within(target: PaintTarget, x: Px, y: Px, width: Px, height: Px, draw: () => void): void {
  const { context } = target;
  context.save();
  context.beginPath();
  context.rect(x, y, width, height);
  context.clip();
  context.translate(x, y);
  draw();
  context.restore();
}
