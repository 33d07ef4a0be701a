/** A trace of several processes, in the timeline: whose rows are whose, and until when they last. */
import { describe, expect, it } from 'vitest';
import type { Trace } from '../../src/core/trace.ts';
import { stateOf } from '../../webview/describeTask.ts';
import { endOfLoop, endOfTask, isOver } from '../../src/core/ends.ts';
import { processLabel } from '../../webview/labels.ts';
import { laneText } from '../../webview/laneTexts.ts';
import { layoutRows } from '../../webview/layout.ts';
import { Boxes, Strips } from '../../webview/picture.ts';
import { buildRows, foldKey, ownerOf, rowsOfLoop } from '../../webview/rows.ts';
import type { RowKey } from '../../webview/rowTypes.ts';
import { build } from '../core/smallTrace.ts';
import { TraceWriter } from '../core/traceWriter.ts';
import { sceneOf } from './scene.ts';

/** A loop of the main process, one of a child, and another of the main process; each with a task that never ends. */
function three(): TraceWriter {
  const writer = new TraceWriter().header().loop(1, 10).task(1, { created: 20 });
  writer
    .process(1)
    .header({ pid: 8, parent: 7, kind: 'fork', clock: 5e9 + 1 })
    .loop(1, 5)
    .task(1, { created: 10 });
  return writer.process(0).loop(2, 3_000).task(2, { loop: 2, created: 3_100 });
}

function owners(trace: Trace): string[] {
  const rows = buildRows(trace, new Set());
  return Array.from({ length: rows.length }, (_, row) => {
    return foldKey(ownerOf(trace, rows, row)!);
  });
}

describe('the rows of several processes', () => {
  const trace = build(three().bytes());

  it('stand process by process, whichever came first', () => {
    expect(trace.loops.map(({ process }) => process)).toEqual([0, 1, 0]);
    const [main, child, later] = trace.loops.map(({ id }) => `loop ${id}`);
    const [first, second, third] = trace.tasks.map(({ id }) => `task ${id}`);
    expect(owners(trace)).toEqual(['process 0', main, first, later, third, 'process 1', child, second]);
    const rows = buildRows(trace, new Set());
    expect([0, 1, 2, 3, 4, 5, 6, 7].map((row) => rowsOfLoop(rows, row))).toEqual([
      [0, 1],
      [1, 3],
      [1, 3],
      [3, 5],
      [3, 5],
      [5, 6],
      [6, 8],
      [6, 8],
    ]);
    const group = ownerOf(trace, rows, 5)!;
    expect(group).toMatchObject({
      group: { kind: 'process', title: 'Process 8', detail: 'fork · main.py', loop: 2 },
    });
    expect(Array.from('group' in group ? group.group.tasks : [])).toEqual([1]);
  });

  it('fold together', () => {
    const rows = buildRows(trace, new Set<RowKey>(['process 0']));
    const keys = Array.from({ length: rows.length }, (_, row) => foldKey(ownerOf(trace, rows, row)!));
    expect(keys).toEqual(['process 0', 'process 1', 'loop 2', `task ${trace.tasks[1]!.id}`]);
    expect(Array.from(rows.ofLoop)).toEqual([-1, 2, -1]);
    expect(Array.from(rows.fold.subarray(0, 3))).toEqual([2, 1, 1]);
  });

  it('say which process they are of, where there are several', () => {
    expect(trace.loops.map((loop) => processLabel(trace, loop))).toEqual(['main 7', 'fork 8', 'main 7']);
    const alone = build(new TraceWriter().header().loop().bytes());
    expect(processLabel(alone, alone.loops[0]!)).toBe('');
  });
});

describe('what never ended', () => {
  it('lasts until its own process is over', () => {
    const trace = build(three().process(1).finish(500).process(0).beat(9_000).bytes());
    const [first, child] = trace.tasks;
    expect(trace.tasks.map((task) => isOver(trace, task))).toEqual([false, true, false]);
    expect([endOfTask(trace, child!), endOfTask(trace, first!)]).toEqual([1_500, 9_000]);
    expect(trace.loops.map((loop) => endOfLoop(trace, loop))).toEqual([9_000, 1_500, 9_000]);
    expect(stateOf(trace, child!).text).toBe('Pending at exit');
    expect(stateOf(trace, first!).text).toBe('Not started');
  });

  it('is told apart from what goes on, once nothing more comes', () => {
    const writer = three().end(2, 5_000, 'result');
    const trace = build(writer.process(1).finish(500).process(0).beat(9_000).bytes());
    const scene = { ...sceneOf(trace, { begin: 0, end: 9_000 }, 900), height: 400 };
    const endsOf = (hasEnded: boolean): unknown[] =>
      layoutRows({ ...scene, hasEnded }, new Boxes(), new Strips())
        .filter(({ kind }) => kind === 'task')
        .map(({ row, ended }) => {
          const text = laneText(trace, scene.rows, row, ownerOf(trace, scene.rows, row)!, hasEnded);
          return [ended, text.sign, text.tone, text.spoken.replace(/; ran.*/, '')];
        });
    const [left, done] = [
      ['pending', 'pending', 'pending', 'Pending at exit'],
      ['result', 'result', 'good', 'Finished'],
    ];
    expect(endsOf(false)).toEqual([[null, null, 'plain', 'Not started'], done, left]);
    const told = ['pending', 'pending', 'pending', 'Not done at the end; Not started'];
    expect(endsOf(true)).toEqual([told, done, left]);
  });

  it('lasts until it was destroyed', () => {
    const writer = three().facts('lost', { at: 4_000, kind: 1, task: 1, name: 'main', place: 0, error: '' });
    const trace = build(writer.beat(9_000).bytes());
    const [first] = trace.tasks;
    expect(endOfTask(trace, first!)).toBe(4_000);
    expect(isOver(trace, first!)).toBe(true);
    expect(stateOf(trace, first!)).toEqual({ text: 'Destroyed while pending', tone: 'bad' });
  });
});
