import { describe, expect, it } from 'vitest';
import type { Trace } from '../../src/core/trace.ts';
import { TraceBuilder } from '../../src/core/traceBuilder.ts';
import { RowBuilder } from '../../webview/lanes/buildRows.ts';
import { GroupDensity } from '../../webview/lanes/density.ts';
import { layoutRows } from '../../webview/layout.ts';
import { FIRST_NAVIGATION } from '../../webview/navigation.ts';
import { Boxes, STRIP_KIND, Strips } from '../../webview/picture.ts';
import { rowOfKey } from '../../webview/rows.ts';
import type { Bunch, DensityCells, Rows } from '../../webview/rowTypes.ts';
import { build, busyBetween } from '../core/smallTrace.ts';
import { TraceWriter } from '../core/traceWriter.ts';
import { denseTrace } from './sampleTraces.ts';
import { sceneOf } from './scene.ts';

const COUNT = 700;

function roomFor(count = COUNT): DensityCells {
  return { busy: new Float32Array(count), ready: new Float32Array(count), alive: new Uint16Array(count) };
}

function rowsOf(trace: Trace, collapsed: readonly 'task 1'[] = []): Rows {
  return new RowBuilder().update(trace, {
    ...FIRST_NAVIGATION,
    grouping: collapsed.length > 0 ? 'parent' : 'coroutine',
    collapsed: new Set(collapsed),
    keep: null,
  });
}

function groupOf(trace: Trace): Bunch {
  const rows = rowsOf(trace);
  const owner = rows.others.find((each) => 'group' in each)!;
  return 'group' in owner ? owner.group : expect.fail();
}

/** Works until nothing is owed; answers in how many slices. */
function finish(density: GroupDensity, trace: Trace, most = 5000): number {
  let slices = 1;
  while (density.update(trace, most)) if (++slices > 10_000) expect.fail('it never ends');
  return slices;
}

describe('what a group does', () => {
  const trace = build(denseTrace(20, 3000).bytes());
  const bunch = groupOf(trace);
  const size = 2 ** Math.ceil(Math.log2(trace.now / COUNT));

  it('is what its tasks do together, to an eighth of a cell', () => {
    const density = new GroupDensity();
    const cells = roomFor();
    expect(density.cells(trace, bunch, size, 0, COUNT, cells)).toBe(false);
    expect(finish(density, trace)).toBeGreaterThan(1);
    expect(density.cells(trace, bunch, size, 0, COUNT, cells)).toBe(true);
    let total = 0;
    for (let cell = 0; cell < COUNT; cell++) {
      const [from, to] = [cell * size, (cell + 1) * size];
      const busy = trace.tasks.reduce((sum, { lane }) => sum + busyBetween(trace, lane, from, to), 0) / size;
      expect(Math.abs(cells.busy[cell]! - busy)).toBeLessThan(0.13);
      total += cells.busy[cell]! * size;
    }
    const ran = trace.tasks.reduce((sum, { lane }) => sum + lane.busyBefore(lane.length), 0);
    expect(total / ran).toBeCloseTo(1, 3);
    expect(Math.max(...cells.alive)).toBe(20);
    expect(Math.max(...cells.ready)).toBeLessThan(1);
    expect(Math.max(...cells.ready)).toBeGreaterThan(0.1);
  });

  it('does not depend on where the view begins, nor on the size of slices', () => {
    const density = new GroupDensity();
    const [whole, part] = [roomFor(), roomFor()];
    density.cells(trace, bunch, size, 0, COUNT, whole);
    finish(density, trace, 37);
    density.cells(trace, bunch, size, 0, COUNT, whole);
    const other = new GroupDensity();
    other.cells(trace, bunch, size, 100 * size, 300, part);
    finish(other, trace);
    other.cells(trace, bunch, size, 100 * size, 300, part);
    expect([...part.busy.subarray(0, 300)]).toEqual([...whole.busy.subarray(100, 400)]);
  });

  it('is shown as from farther out until it is known from near', () => {
    const density = new GroupDensity();
    const cells = roomFor();
    density.cells(trace, bunch, size, 0, COUNT, cells);
    finish(density, trace);
    expect(density.cells(trace, bunch, size / 4, 200 * size, 400, cells)).toBe(true);
    const far = roomFor();
    density.cells(trace, bunch, size, 200 * size, 100, far);
    expect([0, 4, 9, 399].map((cell) => cells.busy[cell])).toEqual(
      [0, 1, 2, 99].map((cell) => far.busy[cell]),
    );
  });

  it('is not worked on any more once nobody asks', () => {
    const density = new GroupDensity();
    density.cells(trace, bunch, size, 0, 100, roomFor());
    density.update(trace, 1);
    for (let picture = 0; picture < 5; picture++) {
      density.cells(trace, bunch, size, 512 * size, 100, roomFor());
      density.update(trace, 1);
    }
    finish(density, trace);
    expect(density.cells(trace, bunch, size, 512 * size, 100, roomFor())).toBe(true);
    expect(density.cells(trace, bunch, size, 0, 100, roomFor())).toBe(false);
  });

  it('grows with the trace, and counts new tasks', () => {
    const writer = new TraceWriter().header().loop();
    const growing = new TraceBuilder();
    const density = new GroupDensity();
    const cells = roomFor(64);
    let sent = 0;
    for (let id = 1; id <= 5; id++) {
      const begin = id * 1e9;
      writer.task(id, { created: begin }).runs([{ task: id, begin, end: begin + 0.5e9, ready: begin }]);
      const bytes = writer.beat(begin + 0.9e9).bytes();
      growing.push(bytes.subarray(sent));
      sent = bytes.length;
      const group = groupOf(growing);
      density.cells(growing, group, 2 ** 28, 0, 64, cells);
      finish(density, growing);
      density.cells(growing, group, 2 ** 28, 0, 64, cells);
      const ran = cells.busy.reduce((sum, share) => sum + share * 2 ** 28, 0);
      expect(ran / (id * 0.5e9)).toBeCloseTo(1, 4);
      expect(Math.max(...cells.alive)).toBe(id);
    }
  });
});

describe('rows of groups', () => {
  const trace = build(denseTrace(12, 500).bytes());
  const view = { begin: 0, end: trace.now };

  it('are one strip as long as their tasks exist', () => {
    const density = new GroupDensity();
    const scene = { ...sceneOf(trace, view, 500), rows: rowsOf(trace), density };
    const [boxes, strips] = [new Boxes(), new Strips()];
    layoutRows(scene, boxes, strips);
    finish(density, trace);
    const bands = layoutRows(scene, boxes, strips);
    const row = rowOfKey(trace, scene.rows, 'coroutine 1 spin');
    expect(bands[row]).toMatchObject({ row, kind: 'group', ended: null, isDimmed: false });
    const own = [...strips.kind.subarray(0, strips.length)].indexOf(STRIP_KIND.group);
    expect(strips.row[own]).toBe(row);
    const shares = strips.busy.subarray(strips.first[own], strips.first[own]! + strips.count[own]!);
    expect(Math.max(...shares)).toBeGreaterThan(0.5);
    expect(strips.from[own]! % strips.size[own]!).toBe(0);
  });

  it('and what is below a collapsed task is a line at the foot of its own lane', () => {
    const writer = new TraceWriter().header().loop().task(1);
    for (let id = 2; id <= 5; id++) writer.task(id, { parent: 1 });
    const runs = [1, 2, 3, 4, 5].map((task) => ({ task, begin: task * 1e6, end: task * 1e6 + 8e5 }));
    const family = build(writer.runs(runs).beat(1e7).bytes());
    const density = new GroupDensity();
    const scene = {
      ...sceneOf(family, { begin: 0, end: 1e7 }, 500),
      rows: rowsOf(family, ['task 1']),
      density,
    };
    const [boxes, strips] = [new Boxes(), new Strips()];
    layoutRows(scene, boxes, strips);
    finish(density, family);
    layoutRows(scene, boxes, strips);
    const own = [...strips.kind.subarray(0, strips.length)].indexOf(STRIP_KIND.below);
    expect(strips.row[own]).toBe(1);
    const first = strips.first[own]!;
    const ran = strips.busy.subarray(first, first + strips.count[own]!).reduce((sum, part) => sum + part, 0);
    expect(ran * strips.size[own]!).toBeCloseTo(4 * 8e5, -4);
    expect([...boxes.row.subarray(0, boxes.length)].filter((row) => row === 1).length).toBeGreaterThan(0);
  });
});
