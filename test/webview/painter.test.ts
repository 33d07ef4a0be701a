import { describe, expect, it } from 'vitest';
import { ROW_HEIGHT, STYLE } from '../../webview/boxes.ts';
import { FAMILIES } from '../../src/core/awaitFamilies.ts';
import { SIGNS } from '../../webview/glyphs.ts';
import { paintLanes } from '../../webview/painter.ts';
import { Boxes, NO_FAMILY, STRIP_KIND, Strips, type Picture, type RowBand } from '../../webview/picture.ts';
import { PaintLog } from './paintLog.ts';
import { random } from './sampleTraces.ts';
import { themeNamed } from './wornTheme.ts';

const WIDTH = 900;
const ROWS = 12;
const HEIGHT = ROWS * ROW_HEIGHT;
const theme = themeNamed('dark');

/** The colour that fills a box's whole area, by style. */
const FILLS = new Map<number, string>([
  ...FAMILIES.map((family, style) => [style, theme.families[family].fill] as const),
  [STYLE.ready, `hatch ${theme.ready.fill} ${theme.ready.line}`],
  [STYLE.running, theme.running.fill],
  [STYLE.blocking, `hatch ${theme.blocking.fill} ${theme.blocking.line}`],
  [STYLE.callback, theme.callback.fill],
  [STYLE.loopStep, theme.running.fill],
]);
const FILLED = [...FILLS.keys()];

function row(at: number, more: Partial<RowBand> = {}): RowBand {
  return {
    row: at,
    kind: 'task',
    y: at * ROW_HEIGHT,
    x0: 5,
    x1: WIDTH - 30,
    ended: null,
    heldFrom: null,
    isDimmed: false,
    isPinned: false,
    ...more,
  };
}

function picture(more: Partial<Picture>): Picture {
  return {
    width: WIDTH,
    height: HEIGHT,
    rows: Array.from({ length: ROWS }, (_, at) => row(at)),
    boxes: new Boxes(),
    strips: new Strips(),
    bands: [],
    ticks: [{ x: 100, label: '1 s' }],
    nowX: WIDTH,
    stopX: null,
    pinnedHeight: 0,
    markers: [],
    range: null,
    isQueried: false,
    hasEndSigns: true,
    ...more,
  };
}

/** Boxes side by side on all rows, at whole pixels, that move with `shift`. */
function randomBoxes(seed: number, shift = 0): Boxes {
  const next = random(seed);
  const boxes = new Boxes();
  for (let at = 0; at < ROWS; at++)
    for (let x = 30; x < WIDTH - 120;) {
      const width = 3 + Math.floor(next() * 70);
      const style = FILLED[Math.floor(next() * FILLED.length)]!;
      const box = boxes.add(at, at * ROW_HEIGHT, style, 0, 0, 1, x + shift, x + width + shift);
      boxes.dimmed[box] = next() < 0.3 ? 1 : 0;
      if (next() < 0.5) boxes.labels.set(box, ['a long label', 'label']);
      x += width + Math.floor(next() * 9);
    }
  return boxes;
}

function painted(of: Picture, ratio = 1): PaintLog {
  const log = new PaintLog(ratio);
  paintLanes(log, of, theme);
  return log;
}

describe('the painter', () => {
  it.each([1, 2, 3, 4, 5])('fills each box once, in the colour of its style (%i)', (seed) => {
    const boxes = randomBoxes(seed);
    const fills = painted(picture({ boxes })).of('fillRect');
    for (let box = 0; box < boxes.length; box++) {
      const [left, right, y] = [boxes.x0[box]!, boxes.x1[box]!, boxes.y[box]!];
      const areas = fills.filter(
        ({ args: [x, top, width, height], fill }) =>
          x === left &&
          width === right - left &&
          Number(top) >= y &&
          Number(top) + Number(height) <= y + ROW_HEIGHT &&
          fill === FILLS.get(boxes.style[box]!) &&
          Number(height) > 2,
      );
      expect(areas, `box ${box}`).toHaveLength(1);
      expect(areas[0]!.alpha).toBe(boxes.dimmed[box] === 1 ? theme.dim : 1);
    }
  });

  it('paints nothing outside of the picture, and no place that is no number', () => {
    const boxes = randomBoxes(7);
    boxes.add(3, 3 * ROW_HEIGHT, STYLE.running, 0, 0, 1, -1e12, 1e12);
    boxes.add(4, 4 * ROW_HEIGHT, STYLE.ready, 0, 0, 1, -1e12, 40);
    const log = painted(picture({ boxes, rows: [row(0, { x0: -1e12, x1: 1e12, ended: 'result' })] }));
    for (const { op, args } of log.painted)
      for (const arg of args) if (typeof arg === 'number') expect(arg, op).toSatisfy(Number.isFinite);
    for (const { args } of log.of('fillRect')) {
      expect(Number(args[0])).toBeGreaterThanOrEqual(-24);
      expect(Number(args[0]) + Number(args[2])).toBeLessThanOrEqual(20_001);
      expect(Number(args[1])).toBeGreaterThanOrEqual(0);
      expect(Number(args[1]) + Number(args[3])).toBeLessThanOrEqual(HEIGHT);
    }
  });

  it.each([1, 1.5, 2])('moves what it paints by as much as the view moves, at %f device pixels', (ratio) => {
    const shift = 8;
    const still = painted(picture({ boxes: randomBoxes(9), ticks: [] }), ratio);
    const moved = painted(
      picture({
        boxes: randomBoxes(9, shift),
        ticks: [],
        rows: Array.from({ length: ROWS }, (_, at) => row(at, { x0: 5 + shift, x1: WIDTH - 30 + shift })),
      }),
      ratio,
    );
    const bars = ({ args }: { readonly args: readonly (number | string)[] }): boolean =>
      Number(args[2]) < 800;
    const places = (log: PaintLog, op: string, by: number): string[] =>
      log
        .of(op)
        .filter((one) => op !== 'fillRect' || bars(one))
        .map(({ args, fill }) => {
          const at = op === 'fillText' ? 1 : op === 'glyph' ? 2 : 0;
          const all = args.map((arg, index) =>
            typeof arg === 'number' ? (arg - (index === at ? by : 0)).toFixed(4) : arg,
          );
          return [...all, fill].join(' ');
        });
    for (const op of ['fillRect', 'strokeRect', 'fillText', 'glyph'])
      expect(places(moved, op, shift)).toEqual(places(still, op, 0));
  });

  it('writes at most a few hundred labels, those of the widest boxes', () => {
    const boxes = new Boxes();
    for (let box = 0; box < 3000; box++) {
      const width = box % 10 === 0 ? 60 : 36;
      boxes.labels.set(
        boxes.add(0, 0, STYLE.running, 0, 0, 1, (box * 70) % 800, ((box * 70) % 800) + width),
        ['ab'],
      );
    }
    const texts = painted(picture({ boxes })).of('fillText');
    expect(texts.length).toBeLessThanOrEqual(400);
    expect(painted(picture({ boxes: randomBoxes(3) })).of('fillText').length).toBeGreaterThan(20);
  });

  it('paints rows that scroll below those that stay in sight, within the rest of the picture', () => {
    const boxes = new Boxes();
    boxes.add(0, 0, STYLE.running, 0, 0, 1, 10, 60);
    boxes.add(4, 10, STYLE.blocking, 0, 0, 1, 10, 60);
    const log = painted(
      picture({ boxes, rows: [row(0, { isPinned: true }), row(4, { y: 10 })], pinnedHeight: ROW_HEIGHT }),
    );
    expect(log.of('rect').map(({ args }) => args)).toEqual([
      [0, ROW_HEIGHT, WIDTH, HEIGHT - ROW_HEIGHT],
      [0, 0, WIDTH, ROW_HEIGHT],
    ]);
    const at = (fill: string): number =>
      log.painted.findIndex((one) => one.op === 'fillRect' && one.fill === fill && one.clips === 1);
    const [scrolled, pinned] = [at(FILLS.get(STYLE.blocking)!), at(theme.running.fill)];
    expect(scrolled).toBeGreaterThan(-1);
    expect(pinned).toBeGreaterThan(scrolled);
  });

  it('says once that the program is held: in the bar of the step that is, else in the band', () => {
    const [x0, x1] = [WIDTH / 4, WIDTH - 30];
    const band = { x0, x1, firstRow: 0, endRow: ROWS, top: 0, bottom: ROWS * ROW_HEIGHT };
    const bands = [{ ...band, kind: 'pause', label: 'Paused' } as const];
    const words = (heldFrom: number | null): unknown[] =>
      painted(picture({ rows: [row(0, { heldFrom }), row(1)], bands }))
        .of('fillText')
        .map(({ args }) => args[0]);
    expect(words(null)).toEqual(['Paused']);
    expect(words(x0)).toEqual(['current: held by the debugger']);
  });

  it('says by a sign how a task ended; a lost one is torn', () => {
    const signs = (ended: RowBand['ended']): unknown[] =>
      painted(picture({ rows: [row(0, { ended })] }))
        .of('glyph')
        .map(({ args }) => args[0]);
    expect(signs('error')).toEqual([SIGNS.error]);
    expect(signs('cancelled')).toEqual([SIGNS.cancelled]);
    expect(signs('pending')).toEqual([SIGNS.pending]);
    expect(signs('lost')).toEqual([SIGNS.loss]);
    expect(signs('result')).toEqual([]);
    const torn = painted(picture({ rows: [row(0, { ended: 'lost' })] }));
    expect(torn.of('lineTo').length).toBeGreaterThanOrEqual(4);
    expect(torn.of('stroke')[0]!.stroke).toBe(theme.lost.line);
    // The column of names says so, where there is one.
    const beside = painted(picture({ rows: [row(0, { ended: 'error' })], hasEndSigns: false }));
    expect(beside.of('glyph')).toEqual([]);
  });

  it('says by its form how a lane ends: wide where its task failed, open where that was not done', () => {
    const ends = (ended: RowBand['ended']): { x: number; width: number; fill: unknown; alpha: number }[] => {
      const plain = painted(picture({ rows: [row(0)] })).of('fillRect').length;
      return painted(picture({ rows: [row(0, { ended })] }))
        .of('fillRect')
        .slice(plain)
        .map(({ args, fill, alpha }) => ({ x: args[0] as number, width: args[2] as number, fill, alpha }));
    };
    const [failed, cancelled, done] = [ends('error'), ends('cancelled'), ends('result')];
    expect([failed.length, cancelled.length, done.length]).toEqual([1, 1, 1]);
    expect(failed[0]!.width).toBeGreaterThan(done[0]!.width);
    expect([failed[0]!.fill, cancelled[0]!.fill, done[0]!.fill]).toEqual([
      theme.error,
      theme.muted,
      theme.good,
    ]);
    const open = ends('pending');
    const last = open.at(-1)!;
    expect(open.every(({ fill }) => fill === theme.background)).toBe(true);
    expect(open.map(({ alpha }) => alpha)).toEqual(open.map((_, at) => (at + 1) / open.length));
    expect([open[0]!.x, last.x + last.width]).toEqual([WIDTH - 46, WIDTH - 27]);
  });
});

describe('strips', () => {
  function strips(kind: number, cells: readonly number[], match = 1): Strips {
    const made = new Strips();
    made.add(2, 2 * ROW_HEIGHT, kind, 0, 1, 50, 2);
    for (const busy of cells) made.addCell(busy, 0, NO_FAMILY, match);
    return made;
  }

  it('are painted once each; lone steps as ticks', () => {
    const all = strips(STRIP_KIND.task, [0.5, 0, 0.2, 0.4]);
    all.add(3, 3 * ROW_HEIGHT, STRIP_KIND.loop, 0, 1, 60, 2);
    for (const busy of [0.1, 0.3, 0.2]) all.addCell(busy, 0, NO_FAMILY, 1);
    all.add(4, 4 * ROW_HEIGHT, STRIP_KIND.task, 0, 1, 70, 2);
    all.addCell(0.9, 0, NO_FAMILY, 1);
    const log = painted(picture({ strips: all }));
    expect(log.strips.map(({ at }) => at)).toEqual([0, 1]);
    const ticks = log.of('fillRect').filter(({ fill }) => fill === theme.merged.lone);
    expect(ticks.map(({ args }) => args)).toEqual([[70, 4 * ROW_HEIGHT + 4, 2, 16]]);
  });

  it('of groups are never ticks, and stand on a ground of their own', () => {
    const log = painted(picture({ strips: strips(STRIP_KIND.group, [0.5]) }));
    expect(log.strips).toHaveLength(1);
    expect(log.strips[0]!.colors.families).toEqual([]);
    expect(log.strips[0]!.height).toBeLessThanOrEqual(ROW_HEIGHT);
  });

  it('have a cap where a part of a cell is singled out, only while something is', () => {
    const caps = (match: number, isQueried: boolean): number =>
      painted(picture({ strips: strips(STRIP_KIND.task, [0.5, 0.5, 0.5], match), isQueried }))
        .of('fillRect')
        .filter(({ fill }) => fill === theme.match).length;
    expect(caps(0.1, true)).toBe(1);
    expect(caps(0, true)).toBe(0);
    expect(caps(1, true)).toBe(0);
    expect(caps(0.1, false)).toBe(0);
  });
});
