import { describe, expect, it } from 'vitest';
import type { Trace } from '../../src/core/trace.ts';
import { buildRows, foldKey, foldsAbove, ownerOf, rowOfLoop } from '../../webview/rows.ts';
import type { RowKey, Rows } from '../../webview/rowTypes.ts';
import { RowBuilder } from '../../webview/lanes/buildRows.ts';
import { FIRST_NAVIGATION } from '../../webview/navigation.ts';
import { TraceBuilder } from '../../src/core/traceBuilder.ts';
import { build } from '../core/smallTrace.ts';
import { TraceWriter } from '../core/traceWriter.ts';

function family(): Trace {
  const writer = new TraceWriter().header().loop(1).loop(2, 50);
  writer
    .task(1, { name: 'a' })
    .task(2, { name: 'b', parent: 1 })
    .task(3, { name: 'c' })
    .task(4, { name: 'd', parent: 2 });
  writer
    .task(5, { name: 'e', parent: 1 })
    .task(6, { name: 'far', parent: 1, loop: 2 })
    .task(7, { name: 'lost', loop: 9 });
  return build(writer.bytes());
}

function names(trace: Trace, collapsed: readonly RowKey[] = []): string[] {
  const rows = buildRows(trace, new Set(collapsed));
  return Array.from({ length: rows.length }, (_, row) => {
    const owner = ownerOf(trace, rows, row)!;
    return `${'  '.repeat(rows.depth[row]!)}${'task' in owner ? owner.task.name : foldKey(owner)}`;
  });
}

function rowsAsData(rows: Rows): unknown {
  return { ...rows, others: rows.others.map(foldKey), below: [...rows.below.keys()] };
}

describe('the rows', () => {
  it('put tasks under their creator on the same loop, in the order of creation', () => {
    expect(names(family())).toEqual([
      'loop 1',
      '  a',
      '    b',
      '      d',
      '    e',
      '  c',
      'loop 2',
      '  far',
      'lost',
    ]);
  });

  it('leave out what is inside a collapsed one', () => {
    expect(names(family(), ['task 2'])).toEqual([
      'loop 1',
      '  a',
      '    b',
      '    e',
      '  c',
      'loop 2',
      '  far',
      'lost',
    ]);
    expect(names(family(), ['loop 1', 'loop 2'])).toEqual(['loop 1', 'loop 2', 'lost']);
  });

  it('know each task’s row, or that it has none', () => {
    const trace = family();
    const rows = buildRows(trace, new Set<RowKey>(['task 2']));
    expect(Array.from(rows.ofTask)).toEqual([1, 2, 4, -1, 3, 6, 7]);
    expect(rowOfLoop(trace, rows, 2)).toBe(5);
    expect(foldsAbove(trace, trace.task(4)!)).toEqual([
      'loop 1',
      'task 2',
      'task 1',
      'process 0',
      'thread 1',
      'coroutine 1 main',
    ]);
  });

  it('stand a chain of tasks as long as the trace', () => {
    const writer = new TraceWriter().header().loop();
    for (let id = 1; id <= 20_000; id++) writer.task(id, { parent: id - 1 });
    const rows = buildRows(build(writer.bytes()), new Set());
    expect(rows.length).toBe(20_001);
    expect(rows.depth[20_000]).toBe(20_000);
  });

  it('are the same whether the trace came at once or grew, be it that a loop came after its tasks', () => {
    const writer = new TraceWriter().header().loop(1);
    const growing = new TraceBuilder();
    const builder = new RowBuilder();
    let sent = 0;
    for (let id = 1; id <= 3000; id++) {
      writer.task(id, { parent: (id * 7) % 50 < id ? (id * 7) % 50 : 0, loop: 1 + (id % 3) });
      if (id === 900) writer.loop(2);
      if (id === 2000) writer.loop(3);
      if (id % 500 !== 0) continue;
      const bytes = writer.bytes();
      growing.push(bytes.subarray(sent));
      sent = bytes.length;
      const collapsed = new Set<RowKey>(['task 7', 'loop 2']);
      const rows = builder.update(growing, { ...FIRST_NAVIGATION, collapsed, keep: null });
      expect(rowsAsData(rows)).toEqual(rowsAsData(buildRows(build(bytes), collapsed)));
    }
  });
});
