import type { TestOutcome } from '../../src/core/analysis/testRuns.ts';
import { SIGNS, type Sign } from '../glyphs.ts';
import type { PaintTarget } from '../paint/target.ts';
import type { PxSpan } from '../picture.ts';
import { snap } from '../surface.ts';
import { fitText } from '../text.ts';
import type { Theme } from '../theme.ts';
import type { Px } from '../viewport.ts';
import type { TestBox } from './layoutTests.ts';
import { mergedWords, namesOf } from './testWords.ts';

/** The strip of tests: one line for each process that runs some. */
export interface TestPicture {
  readonly width: Px;
  readonly height: Px;
  readonly lines: number;
  readonly boxes: readonly TestBox[];
  /** What is selected, and what is under the pointer; −1 for none: positions in the boxes. */
  readonly selected: number;
  readonly hovered: number;
  /** From here on, nothing has happened yet. */
  readonly nowX: Px;
  /** When the debugger held the program. */
  readonly pauses: readonly PxSpan[];
}

/** Between two lines, and above the first. */
const GAP: Px = 2;
/** A line lower than this has room for no words. */
const LEAST_FOR_WORDS: Px = 13;
const SIGN: Px = 9;
const ROOM: Px = 4;
/** How high setup and teardown stand, as a share of the call. */
const STEP = 0.5;
/** How far the teeth are apart of what stands for many, and how high the mark along its foot is of those that failed. */
const COMB: Px = 4;
const BAD_FOOT: Px = 3;

/** Failed: solid, with a cross. An error: hatched, with a triangle. Skipped, and failed as expected: hollow. */
const SIGN_OF: Readonly<Record<TestOutcome, Sign>> = {
  passed: 'result',
  failed: 'error',
  error: 'loss',
  skipped: 'minus',
  xfailed: 'error',
};

interface LinePlace {
  readonly y: Px;
  readonly height: Px;
}

/** How high a line is, and where it stands. */
export function lineAt(height: Px, lines: number, line: number): LinePlace {
  const step = (height - GAP) / Math.max(1, lines);
  return { y: GAP + line * step, height: step - GAP };
}

/** Which line is at a height. */
export function lineOfY(height: Px, lines: number, y: Px): number {
  const step = (height - GAP) / Math.max(1, lines);
  return Math.max(0, Math.min(lines - 1, Math.floor((y - GAP / 2) / step)));
}

/** Paints the strip. */
export function paintTests(target: PaintTarget, picture: TestPicture, theme: Theme): void {
  const { context } = target;
  const { width, height, lines, boxes, selected, hovered, nowX, pauses } = picture;
  const font = `${theme.fontSize - 2}px ${theme.font}`;
  context.font = font;
  context.textBaseline = 'middle';
  if (nowX < width) {
    context.fillStyle = theme.future;
    context.fillRect(Math.max(0, nowX), 0, width, height);
  }
  for (const box of boxes) paintBox(target, box, lineAt(height, lines, box.line), width, theme, font);
  for (const { x0, x1 } of pauses) {
    const left = Math.max(-4, x0);
    context.fillStyle = target.hatch(theme.pause, theme.pauseStripe, 10, 0.5);
    context.fillRect(left, 0, Math.min(width + 4, x1) - left, height);
  }
  outline(target, boxes[hovered], picture, theme.foreground, 1);
  outline(target, boxes[selected], picture, theme.focus, 2);
}

function paintBox(
  target: PaintTarget,
  box: TestBox,
  { y, height }: LinePlace,
  width: Px,
  theme: Theme,
  font: string,
): void {
  const { context } = target;
  const left = snap(target, Math.max(-4, box.x0));
  const right = snap(target, Math.max(Math.min(width + 4, box.x1), box.x0 + 1));
  const isMerged = box.to - box.from > 1;
  const look = lookOf(target, isMerged ? 'passed' : box.outcome, theme);
  if (isMerged) {
    context.fillStyle = look.fill;
    context.fillRect(left, y, right - left, height);
    // As a comb: there are many.
    context.fillStyle = look.line;
    context.fillRect(left, y, right - left, 1);
    for (let x = left; x < right; x += COMB) context.fillRect(x, y, 1, height);
    paintBad(target, box, y, height, theme);
  } else {
    paintPhases(target, box, { y, height }, width, look);
    // Something to see of whatever there was, and where the next one begins.
    context.fillRect(left, y, 1, height);
  }
  paintWords(target, box, Math.max(0, left), Math.min(width, right), { y, height }, look, font);
  if (isMerged) paintBad(target, box, y + height - BAD_FOOT, BAD_FOOT, theme);
}

function paintBad(target: PaintTarget, { badAt }: TestBox, y: Px, height: Px, theme: Theme): void {
  target.context.fillStyle = theme.failed.fill;
  for (const { x0, x1 } of badAt) target.context.fillRect(snap(target, x0), y, Math.max(3, x1 - x0), height);
}

function paintPhases(
  target: PaintTarget,
  { phases }: TestBox,
  { y, height }: LinePlace,
  width: Px,
  look: Look,
): void {
  const { context } = target;
  for (const { phase, x0, x1 } of phases) {
    const from = snap(target, Math.max(-4, x0));
    const to = snap(target, Math.min(width + 4, x1));
    const high = phase === 'call' || phases.length === 1 ? height : Math.round(height * STEP);
    context.fillStyle = look.fill;
    context.fillRect(from, y + height - high, Math.max(0, to - from), high);
    context.fillStyle = look.line;
    if (!look.isSolid) frame(target, from, y + height - high, to - from, high);
  }
}

/** The sign of how it went and the name, on a plate of their own: below them are steps, hatches and marks. */
function paintWords(
  target: PaintTarget,
  box: TestBox,
  left: Px,
  right: Px,
  { y, height }: LinePlace,
  look: Look,
  font: string,
): void {
  const { context } = target;
  const room = right - left - 2 * ROOM;
  if (room < SIGN) return;
  let at = left + ROOM;
  const isMerged = box.to - box.from > 1;
  const labels = isMerged ? mergedWords(box) : namesOf(box);
  const size = Math.min(SIGN, height - 1);
  const words = height < LEAST_FOR_WORDS ? '' : fitText(target, labels, room - size - ROOM, font);
  const sign = isMerged ? null : box.outcome && SIGN_OF[box.outcome];
  const needed = (sign === null ? 0 : size + ROOM) + (words === '' ? 0 : target.textWidth(words, font));
  if (needed === 0) return;
  context.fillStyle = look.plate;
  context.fillRect(at - 2, y + 1, needed + (words === '' ? 0 : 4), height - 2);
  if (sign !== null) {
    target.glyph(SIGNS[sign], look.ink, at, y + (height - size) / 2, size, 1.8);
    at += size + ROOM;
  }
  if (words === '') return;
  context.fillStyle = look.text;
  context.fillText(words, at, y + height / 2 + 0.5);
}

interface Look {
  readonly fill: string | CanvasPattern;
  readonly line: string;
  /** Of the sign. */
  readonly ink: string;
  readonly text: string;
  readonly plate: string;
  /** Without an outline. */
  readonly isSolid: boolean;
}

function lookOf(target: PaintTarget, outcome: TestOutcome | null, theme: Theme): Look {
  const { failed, background, foreground, muted } = theme;
  switch (outcome) {
    case 'failed':
      return {
        fill: failed.fill,
        line: failed.line,
        ink: failed.text,
        text: failed.text,
        plate: failed.fill,
        isSolid: true,
      };
    case 'error': {
      const fill = target.hatch(background, failed.line, 6, 0.4);
      return {
        fill,
        line: failed.line,
        ink: theme.error,
        text: foreground,
        plate: background,
        isSolid: false,
      };
    }
    case 'skipped':
    case 'xfailed':
      return { fill: background, line: muted, ink: muted, text: muted, plate: background, isSolid: false };
    case 'passed':
      return {
        fill: theme.passed.fill,
        line: theme.passed.line,
        ink: theme.passed.text,
        text: theme.passed.text,
        plate: theme.passed.fill,
        isSolid: false,
      };
    case null:
      return {
        fill: theme.loopBackground,
        line: muted,
        ink: foreground,
        text: foreground,
        plate: theme.loopBackground,
        isSolid: false,
      };
  }
}

function frame({ context }: PaintTarget, x: Px, y: Px, width: Px, height: Px): void {
  if (width < 1) return;
  context.fillRect(x, y, width, 1);
  context.fillRect(x, y + height - 1, width, 1);
  context.fillRect(x, y, 1, height);
  context.fillRect(x + width - 1, y, 1, height);
}

function outline(
  { context }: PaintTarget,
  box: TestBox | undefined,
  { width, height, lines }: TestPicture,
  color: string,
  weight: Px,
): void {
  if (box === undefined) return;
  const line = lineAt(height, lines, box.line);
  const x0 = Math.max(box.x0, -8);
  const x1 = Math.max(Math.min(box.x1, width + 8), x0 + 3);
  context.strokeStyle = color;
  context.lineWidth = weight;
  context.setLineDash([]);
  context.beginPath();
  context.roundRect(x0 - 0.5, line.y - 0.5, x1 - x0 + 1, line.height + 1, 2);
  context.stroke();
}
