/** What holds of every picture of every trace: random ones, looked at from random places. */
import { describe, expect, it } from 'vitest';
import type { PieceMatcher } from '../../src/core/query/pieceMatcher.ts';
import type { Trace } from '../../src/core/trace.ts';
import { FRAME } from '../../src/core/wire.ts';
import { ROW_HEIGHT, STYLE } from '../../webview/boxes.ts';
import { hitTest } from '../../webview/hitTest.ts';
import { LaneCursor, trackOf } from '../../webview/laneCursor.ts';
import { RowBuilder } from '../../webview/lanes/buildRows.ts';
import { heightOf, rowAt, rowTop, scrolledRows, scrollFor } from '../../webview/lanes/rowPlaces.ts';
import { layoutRows, visibleRows } from '../../webview/layout.ts';
import { cellSize, leastLength } from '../../webview/layoutLane.ts';
import { FIRST_NAVIGATION } from '../../webview/navigation.ts';
import { Boxes, Strips } from '../../webview/picture.ts';
import { ownerOf } from '../../webview/rows.ts';
import type { RowKey } from '../../webview/rowTypes.ts';
import type { Scene } from '../../webview/scene.ts';
import { rangeOf } from '../../webview/selection.ts';
import { build } from '../core/smallTrace.ts';
import { TraceWriter } from '../core/traceWriter.ts';
import { denseTrace, random } from './sampleTraces.ts';
import { sceneOf } from './scene.ts';

const WIDTH = 600;

/** Tasks that run in turn, for times from a tenth of a microsecond to tens of milliseconds; some end. */
function randomTrace(seed: number, steps = 1500): TraceWriter {
  const next = random(seed);
  const writer = new TraceWriter().header().loop();
  const sites = (['sleep', 'lock', 'queue.get', 'socket'] as const).map((kind, line) =>
    writer.site(kind, writer.place('/a.py', line + 1, 'f')),
  );
  for (let id = 1; id <= 6; id++) writer.task(id, { parent: id === 1 ? 0 : 1, created: id * 100 });
  const last = new Float64Array(7).fill(1000);
  let now = 1000;
  const runs = Array.from({ length: steps }, () => {
    const task = 1 + Math.floor(next() * 6);
    const begin = Math.floor(now + 10 ** (next() * 6));
    const end = Math.floor(begin + 10 ** (2 + next() * 5));
    const ready = Math.floor(last[task]! + next() * (begin - last[task]!));
    now = last[task] = end;
    return { task, begin, end, ready, site: sites[Math.floor(next() * 4)]! };
  });
  writer.runs(runs);
  return writer.end(3, now + 10, 'result').beat(now + 1e6);
}

interface Span {
  readonly isCell: boolean;
  readonly from: number;
  readonly to: number;
  readonly x0: number;
  readonly x1: number;
}

function layout(scene: Scene): { boxes: Boxes; strips: Strips } {
  const boxes = new Boxes();
  const strips = new Strips();
  layoutRows(scene, boxes, strips);
  return { boxes, strips };
}

/** What is drawn in a row, from the left; block marks, which are over it, left out. */
function spansOf({ boxes, strips }: { boxes: Boxes; strips: Strips }, row: number): Span[] {
  const spans: Span[] = [];
  for (let box = 0; box < boxes.length; box++)
    if (boxes.row[box] === row && boxes.style[box] !== STYLE.blockMark)
      spans.push({
        isCell: false,
        from: boxes.from[box]!,
        to: boxes.to[box]!,
        x0: boxes.x0[box]!,
        x1: boxes.x1[box]!,
      });
  for (let strip = 0; strip < strips.length; strip++)
    for (let cell = 0; cell < strips.count[strip]! && strips.row[strip] === row; cell++) {
      const from = strips.from[strip]! + cell * strips.size[strip]!;
      const x0 = strips.x0[strip]! + cell * strips.cell[strip]!;
      spans.push({
        isCell: true,
        from,
        to: from + strips.size[strip]!,
        x0,
        x1: x0 + strips.cell[strip]!,
      });
    }
  return spans.sort((a, b) => a.x0 - b.x0);
}

function randomViews(trace: Trace, seed: number, count: number): { begin: number; end: number }[] {
  const next = random(seed);
  return Array.from({ length: count }, () => {
    const span = trace.now * 10 ** (-4 * next());
    const begin = next() * trace.now - span / 2;
    return { begin, end: begin + span };
  });
}

describe('each visible piece', () => {
  it.each([1, 2, 3])('is in one box, or in a cell of one strip, once (%i)', (seed) => {
    const trace = build(randomTrace(seed).bytes());
    for (const view of randomViews(trace, seed, 25)) {
      const scene = sceneOf(trace, view, WIDTH);
      const drawn = layout(scene);
      const least = leastLength(cellSize(view, WIDTH));
      for (let row = 1; row < scene.rows.length; row++) {
        const spans = spansOf(drawn, row);
        for (let at = 1; at < spans.length; at++) expect(spans[at]!.x0).toBeCloseTo(spans[at - 1]!.x1, 4);
        const cursor = new LaneCursor(trackOf(trace, ownerOf(trace, scene.rows, row)!)!);
        let isThere = cursor.seek(Math.max(cursor.track.begin, view.begin));
        let looked = 0;
        while (isThere && cursor.from < view.end && looked++ < 300) {
          const { from, to } = cursor;
          const middle = (Math.max(from, view.begin) + Math.min(to, view.end)) / 2;
          const x = ((middle - view.begin) / (view.end - view.begin)) * WIDTH;
          const there = spans.filter((span) => span.x0 <= x && x < span.x1);
          expect(there, `${from}–${to}`).toHaveLength(1);
          if (to - from < least) expect(there[0]!.isCell).toBe(true);
          else if (!there[0]!.isCell) expect(there[0]).toMatchObject({ from, to });
          isThere = cursor.next();
        }
      }
    }
  });

  it('is found by its middle, with pinned rows and scrolled ones', () => {
    const trace = build(randomTrace(4).bytes());
    const pinned: RowKey[] = ['task 4', 'task 2'];
    const rows = new RowBuilder().update(trace, {
      ...FIRST_NAVIGATION,
      pinned,
      collapsed: new Set(),
      keep: null,
    });
    for (const [at, view] of randomViews(trace, 5, 12).entries()) {
      const scene = { ...sceneOf(trace, view, WIDTH, 110), rows, scroll: at * 7 };
      const { boxes, strips } = layout(scene);
      const middle = (row: number): number => rowTop(rows, row, scene.scroll) + ROW_HEIGHT / 2;
      const isSeen = (row: number): boolean => row < rows.pinned || middle(row) > rows.pinned * ROW_HEIGHT;
      for (let box = 0; box < boxes.length; box++) {
        const row = boxes.row[box]!;
        expect(boxes.y[box]).toBeCloseTo(rowTop(rows, row, scene.scroll), 3);
        if (boxes.style[box] === STYLE.blockMark || !isSeen(row) || boxes.x1[box]! - boxes.x0[box]! < 5)
          continue;
        const hit = hitTest(scene, (boxes.x0[box]! + boxes.x1[box]!) / 2, middle(row))!;
        expect(hit.row).toBe(row);
        if (hit.piece?.kind === 'run' && trace.runs.begin(hit.piece.run) !== boxes.from[box]) continue;
        expect(rangeOf(trace, hit.piece!)).toEqual({ begin: boxes.from[box], end: boxes.to[box] });
      }
      for (let strip = 0; strip < strips.length; strip++) {
        const row = strips.row[strip]!;
        if (!isSeen(row)) continue;
        const cell = strips.count[strip]! >>> 1;
        const x = strips.x0[strip]! + (cell + 0.5) * strips.cell[strip]!;
        const from = strips.from[strip]! + cell * strips.size[strip]!;
        const hit = hitTest(scene, x, middle(row))!;
        expect(hit.row).toBe(row);
        if (hit.merged !== null) expect(hit.merged).toEqual({ from, to: from + strips.size[strip]! });
        else expect(hit.piece?.kind).toBe('run');
      }
    }
  });
});

describe('the number of boxes and cells', () => {
  it('is bounded by the width and the rows in sight, whatever the trace', () => {
    for (const trace of [build(randomTrace(6, 6000).bytes()), build(denseTrace(5, 4000).bytes())])
      for (const view of [{ begin: 0, end: trace.now }, ...randomViews(trace, 7, 20)]) {
        const scene = sceneOf(trace, view, WIDTH);
        const { boxes, strips } = layout(scene);
        expect(boxes.length + strips.cells).toBeLessThanOrEqual((2 * WIDTH * scene.rows.length) / 1.5);
      }
  });

  it('does not grow with the trace when the view stays', () => {
    const view = { begin: 20e6, end: 30e6 };
    const counts = [4000, 8000, 16_000].map((steps) => {
      const { boxes, strips } = layout(sceneOf(build(denseTrace(4, steps).bytes()), view, WIDTH));
      return [boxes.length, strips.cells];
    });
    expect(counts[1]).toEqual(counts[0]);
    expect(counts[2]).toEqual(counts[0]);
  });
});

describe('a query', () => {
  /** Singles out what runs, of some tasks all, of some nothing. */
  const matcher: PieceMatcher = {
    task: (index) => (['all', 'none', 'some'] as const)[index % 3]!,
    piece: (_lane, task, phase) => phase === 'running' && task?.id !== 1,
  };

  it('dims boxes and rows that it does not mean, and says what share of a merged cell it means', () => {
    const trace = build(randomTrace(9).bytes());
    for (const view of [{ begin: 0, end: trace.now }, ...randomViews(trace, 10, 10)]) {
      const scene = { ...sceneOf(trace, view, WIDTH), matcher };
      const boxes = new Boxes();
      const strips = new Strips();
      const bands = layoutRows(scene, boxes, strips);
      const shareOf = (row: number): 'all' | 'none' | 'some' =>
        row === 0
          ? 'some'
          : matcher.task(trace.tasks.find(({ index }) => scene.rows.ofTask[index] === row)!.index);
      for (const band of bands) expect(band.isDimmed).toBe(shareOf(band.row) === 'none');
      for (let box = 0; box < boxes.length; box++) {
        if (boxes.style[box] === STYLE.blockMark) continue;
        const share = shareOf(boxes.row[box]!);
        const isRun = boxes.style[box]! >= STYLE.running;
        expect(boxes.dimmed[box]).toBe(share === 'all' || (share === 'some' && isRun) ? 0 : 1);
      }
      // Twice: from the cache it says the same.
      const matches = [...strips.match.subarray(0, strips.cells)];
      layoutRows(scene, boxes, strips);
      expect([...strips.match.subarray(0, strips.cells)]).toEqual(matches);
      for (let strip = 0; strip < strips.length; strip++)
        for (let cell = strips.first[strip]!; cell < strips.first[strip]! + strips.count[strip]!; cell++) {
          const share = shareOf(strips.row[strip]!);
          const match = strips.match[cell]!;
          if (share !== 'some') expect(match).toBe(share === 'all' ? 1 : 0);
          else if (strips.busy[cell] === 0) expect(match).toBe(0);
          else expect(match).toBeGreaterThan(0);
        }
      const plain = layout(sceneOf(trace, view, WIDTH));
      expect(plain.strips.match.subarray(0, plain.strips.cells).every((match) => match === 1)).toBe(true);
    }
  });
});

describe('where rows stand', () => {
  it('is where they are found, for pinned and scrolled ones', () => {
    const next = random(8);
    for (let round = 0; round < 300; round++) {
      const rows = { length: Math.floor(next() * 40), pinned: 0 };
      rows.pinned = Math.floor(next() * Math.min(5, rows.length + 1));
      const height = 50 + next() * 400;
      const scroll = next() * Math.max(0, heightOf(rows) - height);
      const visible = [
        ...Array.from({ length: rows.pinned }, (_, row) => row),
        ...range(scrolledRows(rows, scroll, height)),
      ];
      for (let y = 0.5; y < height; y += 5) {
        const row = rowAt(rows, y, scroll);
        if (row < 0) {
          expect(y + scroll).toBeGreaterThanOrEqual(heightOf(rows));
          continue;
        }
        expect(visible).toContain(row);
        const top = rowTop(rows, row, scroll);
        expect(y).toBeGreaterThanOrEqual(top);
        expect(y).toBeLessThan(top + ROW_HEIGHT);
      }
      expect(rowAt(rows, -1, 0)).toBe(-1);
    }
  });

  it('is brought into sight by the least scrolling', () => {
    const rows = { length: 100, pinned: 2 };
    const height = 10 * ROW_HEIGHT;
    expect(scrollFor(rows, 1, 500, height)).toBe(500);
    expect(scrollFor(rows, 5, 0, height)).toBe(0);
    for (const [row, scroll] of [
      [50, 0],
      [3, 900],
      [99, 0],
      [2, 400],
    ] as const) {
      const to = scrollFor(rows, row, scroll, height);
      const top = rowTop(rows, row, to);
      expect(top).toBeGreaterThanOrEqual(2 * ROW_HEIGHT);
      expect(top + ROW_HEIGHT).toBeLessThanOrEqual(height);
      expect(scrollFor(rows, row, to, height)).toBe(to);
    }
  });

  it('keeps the pinned ones first among the visible', () => {
    const trace = build(denseTrace(60, 3).bytes());
    const collapsed = new Set<RowKey>();
    const rows = new RowBuilder().update(trace, {
      ...FIRST_NAVIGATION,
      pinned: ['task 50', 'loop 1'],
      collapsed,
      keep: null,
    });
    expect(visibleRows(rows, 20 * ROW_HEIGHT + 3, 5 * ROW_HEIGHT)).toEqual([0, 1, 22, 23, 24, 25]);
  });
});

describe('a trace of which the oldest was let go', () => {
  it('is drawn from there on, and cells are worked out anew', () => {
    const writer = denseTrace(4, 9000);
    const trace = build(writer.bytes());
    const first = 20_000;
    const until = trace.runs.end(first - 1) + 1;
    const view = { begin: 0, end: trace.now };
    const before = sceneOf(trace, view, WIDTH);
    layout(before);
    const frame = Buffer.alloc(16);
    frame.writeBigUInt64LE(BigInt(until), 0);
    frame.writeBigUInt64LE(BigInt(first), 8);
    const bytes = writer.frame(FRAME.forget, frame).bytes();
    trace.push(bytes.subarray(bytes.length - 21));
    expect(trace.runs.first).toBe(first);
    const scene = { ...before, rows: sceneOf(trace, view, WIDTH).rows };
    const drawn = layout(scene);
    const anew = layout(sceneOf(trace, view, WIDTH));
    expect([drawn.boxes.length, drawn.strips.cells]).toEqual([anew.boxes.length, anew.strips.cells]);
    expect([...drawn.strips.busy.subarray(0, drawn.strips.cells)]).toEqual([
      ...anew.strips.busy.subarray(0, anew.strips.cells),
    ]);
    const cell = cellSize(view, WIDTH);
    for (let row = 0; row < scene.rows.length; row++) {
      const spans = spansOf(drawn, row);
      expect(spans.length).toBeGreaterThan(10);
      for (const { from, to } of spans) {
        expect(from).not.toBeNaN();
        expect(to).toBeGreaterThan(until - cell);
      }
    }
    const hit = hitTest(scene, (until / 2 / trace.now) * WIDTH, ROW_HEIGHT * 1.5);
    expect(hit).toMatchObject({ row: 1, piece: null, merged: null });
  });
});

function range([first, end]: readonly [number, number]): number[] {
  return Array.from({ length: end - first }, (_, at) => first + at);
}
