import { describe, expect, it, vi } from 'vitest';
import type { Trace } from '../../src/core/trace.ts';
import { busyBetween } from '../core/smallTrace.ts';
import { TraceBuilder } from '../../src/core/traceBuilder.ts';
import { STYLE } from '../../webview/boxes.ts';
import { Boxes, Strips } from '../../webview/picture.ts';
import { CellCache } from '../../webview/cellCache.ts';
import { FAMILIES } from '../../src/core/awaitFamilies.ts';
import { prepareFacts } from '../../src/core/links/factIndex.ts';
import { layoutBands, layoutRows } from '../../webview/layout.ts';
import type { Scene } from '../../webview/scene.ts';
import { cellSize } from '../../webview/layoutLane.ts';
import type { View } from '../../webview/viewport.ts';
import { build, smallTrace } from '../core/smallTrace.ts';
import { TraceWriter } from '../core/traceWriter.ts';
import { denseTrace, random } from './sampleTraces.ts';
import { sceneOf } from './scene.ts';

const WIDTH = 1000;

interface Box {
  readonly row: number;
  readonly style: number;
  readonly from: number;
  readonly to: number;
  readonly x0: number;
  readonly x1: number;
  readonly busy: number;
  readonly ready: number;
  readonly label: string | undefined;
}

/** Stands for the style of a strip's cells. */
const MERGED = -1;

/** The boxes and the cells of strips, as alike things, in the order of rows and times. */
function boxesOf(trace: Trace, view: View, width = WIDTH): Box[] {
  const boxes = new Boxes();
  const strips = new Strips();
  layoutRows(sceneOf(trace, view, width), boxes, strips);
  const all: Box[] = Array.from({ length: boxes.length }, (_, at) => ({
    row: boxes.row[at]!,
    style: boxes.style[at]!,
    from: boxes.from[at]!,
    to: boxes.to[at]!,
    x0: boxes.x0[at]!,
    x1: boxes.x1[at]!,
    busy: 0,
    ready: 0,
    label: boxes.labels.get(at)?.[0],
  }));
  for (let strip = 0; strip < strips.length; strip++)
    for (let cell = 0; cell < strips.count[strip]!; cell++)
      all.push({
        row: strips.row[strip]!,
        style: MERGED,
        from: strips.from[strip]! + cell * strips.size[strip]!,
        to: strips.from[strip]! + (cell + 1) * strips.size[strip]!,
        x0: strips.x0[strip]! + cell * strips.cell[strip]!,
        x1: strips.x0[strip]! + (cell + 1) * strips.cell[strip]!,
        busy: strips.busy[strips.first[strip]! + cell]!,
        ready: strips.ready[strips.first[strip]! + cell]!,
        label: undefined,
      });
  return all.sort((a, b) => a.row - b.row || a.x0 - b.x0);
}

function layoutAnew(scene: Scene): unknown[] {
  const boxes = new Boxes();
  const strips = new Strips();
  layoutRows(scene, boxes, strips);
  return columnsOf(boxes, strips);
}

function columnsOf(boxes: Boxes, strips: Strips): unknown[] {
  const { from, to, style, position, x0, x1 } = boxes;
  return [
    ...[from, to, style, position, x0, x1].map((column) => [...column.subarray(0, boxes.length)]),
    ...[strips.row, strips.from, strips.x0, strips.first, strips.count].map((column) => [
      ...column.subarray(0, strips.length),
    ]),
    ...[strips.busy, strips.ready, strips.family].map((column) => [...column.subarray(0, strips.cells)]),
  ];
}

describe('the layout of a small trace', () => {
  const trace = build(smallTrace().bytes());
  const boxes = boxesOf(trace, { begin: 0, end: 12_000 }, 4000);
  const lane = (row: number): (readonly [number, number, number])[] =>
    boxes.filter((box) => box.row === row).map(({ style, from, to }) => [style, from, to]);

  it('shows each piece of a task’s life once, exactly', () => {
    const task = FAMILIES.indexOf('task');
    expect(lane(1)).toEqual([
      [STYLE.notStarted, 100, 200],
      [STYLE.ready, 200, 1000],
      [STYLE.running, 1000, 2000],
      [task, 2000, 9850],
      [STYLE.ready, 9850, 10_000],
      [STYLE.running, 10_000, 10_400],
    ]);
  });

  it('says what a suspension awaits and where, when there is room', () => {
    expect(boxes.find((box) => box.row === 1 && box.from === 2000)?.label).toBe(
      'task worker · main.py:12 · 7.8 µs',
    );
    expect(boxes.find((box) => box.row === 2 && box.from === 3000)?.label).toBe('sleep · main.py:5 · 6.0 µs');
  });

  it('says which function an executor runs, once that is known', () => {
    const writer = new TraceWriter().header().loop().task(1);
    const place = writer.place('/app/images.py', 31, 'thumbnail');
    const site = writer.site('executor', place);
    writer.facts('jobs', { id: 1, queued: 1_500, kind: 1, function: 'crop', place, task: 1 });
    writer.facts('jobs', { id: 2, queued: 3_500, kind: 1, function: 'resize', place, task: 1 });
    writer.runs([
      { task: 1, begin: 1_000, end: 2_000, site },
      { task: 1, begin: 3_000, end: 4_000, site },
    ]);
    const busy = build(writer.beat(5_000).bytes());
    const labels = (): (string | undefined)[] =>
      boxesOf(busy, { begin: 0, end: 5_000 }, 4000)
        .filter(({ style }) => style === FAMILIES.indexOf('executor'))
        .map(({ label }) => label);
    expect(labels()).toEqual(Array(2).fill('executor · images.py:31 · 1.0 µs'));
    prepareFacts(busy, 1_000);
    expect(labels()).toEqual([
      'executor · crop · images.py:31 · 1.0 µs',
      'executor · resize · images.py:31 · 1.0 µs',
    ]);
  });

  it('shows the loop’s callbacks and steps, not its idle time', () => {
    expect(lane(0).map(([style]) => style)).toEqual([
      STYLE.loopStep,
      STYLE.loopStep,
      STYLE.callback,
      STYLE.loopStep,
      STYLE.loopStep,
    ]);
  });

  it('lays bands over all rows for pauses and losses', () => {
    const bands = layoutBands(sceneOf(trace, { begin: 0, end: 12_000 }, WIDTH));
    expect(bands.map(({ kind, firstRow, endRow, label }) => [kind, firstRow, endRow, label])).toEqual([
      ['loss', 0, 3, '3 steps, 4 other facts lost'],
      ['pause', 0, 3, 'Paused at a breakpoint'],
    ]);
  });
});

describe('what goes on at the end of a live trace', () => {
  const writer = new TraceWriter().header().loop();
  const site = writer.site('queue.get', writer.place('/a.py', 3, 'f'));
  writer
    .task(1)
    .task(2)
    .task(3)
    .runs([{ task: 1, begin: 1e6, end: 2e6, site }]);
  writer.beat(300e6, [{ loop: 1, subject: 8, begin: 100e6 }]);
  const boxes = boxesOf(build(writer.bytes()), { begin: 0, end: 400e6 });

  it('grows: a suspension lasts until now, and a step that holds the loop is drawn as blocking it', () => {
    expect(boxes.filter((box) => box.row === 1).at(-1)).toMatchObject({
      style: FAMILIES.indexOf('queue'),
      from: 2e6,
      to: 300e6,
    });
    expect(boxes.filter((box) => box.row === 2).at(-1)).toMatchObject({
      style: STYLE.blockingNow,
      from: 100e6,
      to: 300e6,
    });
    expect(boxes.filter((box) => box.row === 0).at(-1)).toMatchObject({
      style: STYLE.blockingNow,
      from: 100e6,
      to: 300e6,
    });
    expect(boxes.filter((box) => box.row === 3)).toMatchObject([{ style: STYLE.notStarted, to: 300e6 }]);
  });
});

describe('merging', () => {
  const trace = build(denseTrace(7, 4000).bytes());
  const whole = { begin: 0, end: trace.now };

  it('happens on a grid fixed in trace time: panning by any amount moves no merged box', () => {
    const next = random(11);
    const span = trace.now / 5;
    const seen = new Map<string, string>();
    for (let pan = 0; pan < 16; pan++) {
      const begin = next() * (trace.now - span);
      const view = { begin, end: begin + span };
      const cell = cellSize(view, WIDTH);
      for (const box of boxesOf(trace, view)) {
        if (box.x0 < 0 || box.x1 > WIDTH) continue;
        if (box.style === MERGED) {
          expect(box.from % cell).toBe(0);
          expect(box.to - box.from).toBe(cell);
        }
        const key = `${box.row} ${box.from}`;
        const value = `${box.style} ${box.to} ${box.busy} ${box.ready}`;
        expect(seen.get(key) ?? value).toBe(value);
        seen.set(key, value);
      }
    }
    expect(seen.size).toBeGreaterThan(500);
  });

  it('keeps the exact share of running and ready time', () => {
    for (const box of boxesOf(trace, whole)) {
      if (box.style !== MERGED) continue;
      const lane = box.row === 0 ? trace.loops[0]!.lane : trace.tasks[box.row - 1]!.lane;
      expect(box.busy).toBeCloseTo(
        Math.min(1, busyBetween(trace, lane, box.from, box.to) / (box.to - box.from)),
        5,
      );
    }
  });

  it('leaves no gap and no overlap between the boxes of a lane', () => {
    const boxes = boxesOf(trace, whole).filter((box) => box.row === 3);
    boxes.slice(1).forEach((box, index) => expect(box.x0).toBeCloseTo(boxes[index]!.x1, 6));
  });

  it('leaves a dense lane a texture, not one bar', () => {
    const merged = boxesOf(trace, whole).filter((box) => box.row === 7 && box.style === MERGED);
    expect(merged.length).toBeGreaterThan(WIDTH / 4);
    expect(new Set(merged.map((box) => box.busy.toFixed(3))).size).toBeGreaterThan(20);
  });

  it('keeps long gaps inside of dense lanes visible', () => {
    const writer = new TraceWriter().header().loop();
    const site = writer.site('sleep', writer.place('/a.py', 1, 'f'));
    writer.task(1);
    const burst = (at: number) =>
      Array.from({ length: 500 }, (_, step) => ({
        task: 1,
        begin: at + step * 1000,
        end: at + step * 1000 + 400,
        site,
      }));
    writer.runs([...burst(0), ...burst(50_000_000)]).beat(51_000_000);
    const boxes = boxesOf(build(writer.bytes()), { begin: 0, end: 51_000_000 }).filter(
      (box) => box.row === 1,
    );
    const gap = boxes.find((box) => box.style === FAMILIES.indexOf('timer') && box.to - box.from > 49e6);
    expect(gap?.label).toBe('sleep · a.py:1 · 50 ms');
  });

  it('says the same of cells that are known from before, while the trace grows and the view moves', () => {
    const writer = new TraceWriter().header().loop();
    const site = writer.site('sleep', writer.place('/a.py', 1, 'f'));
    const next = random(5);
    writer.task(1);
    const growing = new TraceBuilder();
    const boxes = new Boxes();
    const strips = new Strips();
    let sent = 0;
    let now = 0;
    const cells = new CellCache();
    for (let beat = 0; beat < 150; beat++) {
      const runs = Array.from({ length: 6 }, () => {
        const begin = (now += 500 + Math.floor(next() ** 6 * 400_000));
        return { task: 1, begin, end: (now += 100 + Math.floor(next() * 3000)), ready: begin - 200, site };
      });
      const bytes = writer
        .runs(runs)
        .beat((now += 1000 + (beat % 3) * 3000))
        .bytes();
      growing.push(bytes.subarray(sent));
      sent = bytes.length;
      const span = beat % 4 === 1 ? 700_000 : 2_000_000;
      const begin = beat % 3 === 0 ? now * next() : now - span;
      const scene = sceneOf(growing, { begin, end: begin + span }, 800);
      layoutRows({ ...scene, cells }, boxes, strips);
      expect(columnsOf(boxes, strips)).toEqual(layoutAnew(scene));
    }
  });

  it('of a new zoom is spread over some pictures, until it is as if it had been there from the start', () => {
    const lanes = build(denseTrace(12, 3000).bytes());
    const cells = new CellCache();
    const [boxes, strips] = [new Boxes(), new Strips()];
    const from = { ...sceneOf(lanes, { begin: 0, end: lanes.now }, WIDTH), cells };
    layoutRows(from, boxes, strips);
    expect(cells.isBehind).toBe(false);
    const to = { ...from, view: { begin: 0, end: lanes.now / 2.2 } };
    let pictures = 0;
    do layoutRows(to, boxes, strips);
    while (cells.isBehind && ++pictures < 50);
    expect(pictures).toBeGreaterThan(1);
    expect(cells.isBehind).toBe(false);
    expect(columnsOf(boxes, strips)).toEqual(layoutAnew({ ...to, cells: new CellCache() }));
  });

  it('of a zoom that goes on are brought in turns: no picture has many times as much to do as others', () => {
    const lanes = build(denseTrace(24, 3000).bytes());
    const cells = new CellCache();
    const spent = vi.spyOn(cells, 'spend');
    const [boxes, strips] = [new Boxes(), new Strips()];
    const scene = { ...sceneOf(lanes, { begin: 0, end: lanes.now }, WIDTH), cells };
    for (let picture = 0; picture < 60; picture++) layoutRows(scene, boxes, strips);
    const most = 800 + WIDTH / 1.5;
    let end = lanes.now;
    for (let picture = 0; picture < 30; picture++) {
      spent.mockClear();
      layoutRows({ ...scene, view: { begin: 0, end: (end /= 1.14) } }, boxes, strips);
      expect(spent.mock.calls.length).toBeLessThan(most);
      const widest = strips.cell.subarray(0, strips.length).reduce((wide, cell) => Math.max(wide, cell), 0);
      expect(widest).toBeLessThan(3 * 32);
    }
    const last = { ...scene, view: { begin: 0, end } };
    let pictures = 0;
    do layoutRows(last, boxes, strips);
    while (cells.isBehind && ++pictures < 200);
    expect(cells.isBehind).toBe(false);
    expect(columnsOf(boxes, strips)).toEqual(layoutAnew({ ...last, cells: new CellCache() }));
  });

  it('of a wider view come from those that are known, until it is as if it had been there from the start', () => {
    const lanes = build(denseTrace(12, 3000).bytes());
    const cells = new CellCache();
    const [boxes, strips] = [new Boxes(), new Strips()];
    const near = { ...sceneOf(lanes, { begin: 0, end: lanes.now / 7 }, WIDTH), cells };
    for (let picture = 0; picture < 60; picture++) layoutRows(near, boxes, strips);
    const wide = { ...near, view: { begin: 0, end: lanes.now } };
    let pictures = 0;
    do {
      layoutRows(wide, boxes, strips);
      for (let strip = 0; strip < strips.length; strip++) {
        const [first, count] = [strips.first[strip]!, strips.count[strip]!];
        const busy = strips.busy.subarray(first, first + count);
        expect(busy.every((share) => share >= 0 && share <= 1)).toBe(true);
      }
    } while (cells.isBehind && ++pictures < 50);
    expect(pictures).toBeGreaterThan(0);
    expect(cells.isBehind).toBe(false);
    expect(columnsOf(boxes, strips)).toEqual(layoutAnew({ ...wide, cells: new CellCache() }));
  });

  it('are few and wide at first where time runs out, until they are as if there had been time', () => {
    const lanes = build(denseTrace(12, 3000).bytes());
    let clock = 0;
    const cells = new CellCache(() => (clock += 10));
    const [boxes, strips] = [new Boxes(), new Strips()];
    const scene = { ...sceneOf(lanes, { begin: 0, end: lanes.now }, WIDTH), cells };
    layoutRows({ ...scene, cells: new CellCache() }, boxes, strips);
    const whole = columnsOf(boxes, strips);
    const [count, rows] = [strips.cells, new Set(strips.row.subarray(0, strips.length))];
    layoutRows(scene, boxes, strips);
    expect(cells.isBehind).toBe(true);
    expect(strips.cells).toBeLessThan(count / 2);
    expect(new Set(strips.row.subarray(0, strips.length))).toEqual(rows);
    let pictures = 0;
    do layoutRows(scene, boxes, strips);
    while (cells.isBehind && ++pictures < 200);
    expect(cells.isBehind).toBe(false);
    expect(columnsOf(boxes, strips)).toEqual(whole);
  });

  it('of the last steps of a lane are kept as long as it is as it was', () => {
    const lanes = build(denseTrace(2, 40).bytes());
    const cells = new CellCache();
    const spent = vi.spyOn(cells, 'spend');
    const [boxes, strips] = [new Boxes(), new Strips()];
    const scene = { ...sceneOf(lanes, { begin: 0, end: lanes.now }, WIDTH), cells };
    layoutRows(scene, boxes, strips);
    expect(spent.mock.calls.length).toBeGreaterThan(0);
    const before = columnsOf(boxes, strips);
    spent.mockClear();
    layoutRows(scene, boxes, strips);
    expect(spent).not.toHaveBeenCalled();
    expect(columnsOf(boxes, strips)).toEqual(before);
  });

  it('costs no more boxes for ten times the steps', () => {
    const count = (steps: number): number => {
      const dense = build(denseTrace(4, steps).bytes());
      return boxesOf(dense, { begin: 0, end: dense.now }).length;
    };
    expect(count(20_000)).toBeLessThan(count(2000) * 1.6);
  });
});
