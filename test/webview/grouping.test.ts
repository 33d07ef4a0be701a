import { describe, expect, it } from 'vitest';
import type { Trace } from '../../src/core/trace.ts';
import { TraceBuilder } from '../../src/core/traceBuilder.ts';
import { RowBuilder, type RowsWanted } from '../../webview/lanes/buildRows.ts';
import { FIRST_NAVIGATION } from '../../webview/navigation.ts';
import { foldKey, foldsAbove, ownerOf, rowOfKey } from '../../webview/rows.ts';
import type { RowKey, Rows } from '../../webview/rowTypes.ts';
import { build } from '../core/smallTrace.ts';
import { TraceWriter } from '../core/traceWriter.ts';
import { random } from './sampleTraces.ts';

const WANTED: RowsWanted = { ...FIRST_NAVIGATION, collapsed: new Set(), keep: null };

function rowsOf(trace: Trace, wanted: Partial<RowsWanted> = {}): Rows {
  return new RowBuilder().update(trace, { ...WANTED, ...wanted });
}

/** The rows as lines: how deep, what of, and in brackets which of how many side by side. */
function lines(trace: Trace, wanted: Partial<RowsWanted> = {}, rows = rowsOf(trace, wanted)): string[] {
  return Array.from({ length: rows.length }, (_, row) => {
    const owner = ownerOf(trace, rows, row)!;
    const name = 'task' in owner ? owner.task.name : foldKey(owner);
    const fold = ['', '-', '+'][rows.fold[row]!]!;
    const [place, siblings] = [rows.place[row]!, rows.siblings[row]!];
    return `${'  '.repeat(rows.depth[row]!)}${fold}${name} [${place}/${siblings}]`;
  });
}

/** A server with two handlers; each starts two queries in a TaskGroup, the first also a log task outside of it. */
function server(): Trace {
  const writer = new TraceWriter().header().loop();
  const place = writer.place('/app/api.py', 12, 'handle');
  writer
    .task(1, { name: 'main', coroutine: 'main' })
    .task(2, { name: 'h1', coroutine: 'handle', parent: 1 })
    .task(3, { name: 'h2', coroutine: 'handle', parent: 1 })
    .task(4, { name: 'q1', coroutine: 'query', parent: 2 })
    .task(5, { name: 'log', coroutine: 'log', parent: 2 })
    .task(6, { name: 'q2', coroutine: 'query', parent: 2 })
    .task(7, { name: 'q3', coroutine: 'query', parent: 3 });
  const steps: readonly (readonly [task: number, ran: number])[] = [
    [1, 1],
    [2, 2],
    [3, 5],
    [4, 30],
    [5, 1],
    [6, 10],
    [7, 20],
  ];
  let at = 0;
  for (const [task, ran] of steps) {
    writer.runs([{ task, begin: at, end: at + ran * 100, ready: 0 }]);
    at += ran * 100;
  }
  return build(
    writer
      .facts('scopes', { id: 1, kind: 1, at: 1, task: 2, place }, { id: 2, kind: 1, at: 1, task: 3, place })
      .facts('members', { scope: 1, task: 4 }, { scope: 1, task: 6 }, { scope: 2, task: 7 })
      .beat(10_000)
      .bytes(),
  );
}

describe('grouping', () => {
  const trace = server();

  it('puts tasks under who created them', () => {
    expect(lines(trace)).toEqual([
      '-loop 1 [1/1]',
      '  -main [1/1]',
      '    -h1 [1/2]',
      '      q1 [1/3]',
      '      log [2/3]',
      '      q2 [3/3]',
      '    -h2 [2/2]',
      '      q3 [1/1]',
    ]);
  });

  it('puts tasks under the TaskGroup that they were started in', () => {
    expect(lines(trace, { grouping: 'scope' })).toEqual([
      '-loop 1 [1/1]',
      '  -main [1/1]',
      '    -h1 [1/2]',
      '      -scope 1 [1/2]',
      '        q1 [1/2]',
      '        q2 [2/2]',
      '      log [2/2]',
      '    -h2 [2/2]',
      '      -scope 2 [1/1]',
      '        q3 [1/1]',
    ]);
    const rows = rowsOf(trace, { grouping: 'scope' });
    expect(ownerOf(trace, rows, rowOfKey(trace, rows, 'scope 1'))).toMatchObject({
      group: { kind: 'scope', title: 'TaskGroup', detail: 'api.py:12 · 2 tasks', loop: 1 },
    });
  });

  it('puts tasks under their coroutine function, or under nothing', () => {
    expect(lines(trace, { grouping: 'coroutine', collapsed: new Set(['coroutine 1 handle']) })).toEqual([
      '-loop 1 [1/1]',
      '  -coroutine 1 main [1/4]',
      '    main [1/1]',
      '  +coroutine 1 handle [2/4]',
      '  -coroutine 1 query [3/4]',
      '    q1 [1/3]',
      '    q2 [2/3]',
      '    q3 [3/3]',
      '  -coroutine 1 log [4/4]',
      '    log [1/1]',
    ]);
    expect(lines(trace, { grouping: 'flat' }).map((line) => line.split(' [')[0])).toEqual([
      '-loop 1',
      ...['main', 'h1', 'h2', 'q1', 'log', 'q2', 'q3'].map((name) => `  ${name}`),
    ]);
  });

  it('sorts by what a row and all below it come to, and keeps equal ones in the order of creation', () => {
    const names = (wanted: Partial<RowsWanted>): string =>
      lines(trace, wanted)
        .map((line) => line.trim().split(' [')[0]!.replace(/^[-+]/, ''))
        .join(' ');
    const [ran, ready] = [
      { key: 'ran', isDescending: true },
      { key: 'ready', isDescending: false },
    ] as const;
    expect(names({ grouping: 'flat', sorting: ran })).toBe('loop 1 q1 q3 q2 h2 h1 log main');
    expect(names({ sorting: ran })).toBe('loop 1 main h1 q1 q2 log h2 q3');
    expect(names({ grouping: 'flat', sorting: ready })).toBe('loop 1 main h1 h2 q1 log q2 q3');
    expect(names({ grouping: 'flat', sorting: { key: 'created', isDescending: true } })).toBe(
      'loop 1 q3 q2 log q1 h2 h1 main',
    );
    expect(names({ grouping: 'flat', sorting: { key: 'waited', isDescending: true } })).toBe(
      'loop 1 main h1 h2 q1 log q2 q3',
    );
    expect(names({ grouping: 'coroutine', sorting: ran })).toBe(
      'loop 1 coroutine 1 query q1 q3 q2 coroutine 1 handle h2 h1 coroutine 1 log log coroutine 1 main main',
    );
  });

  it('leaves out what a filter does not keep, but not what is above one that it keeps', () => {
    const keep = (index: number): boolean => trace.tasks[index]!.name.startsWith('q2');
    expect(lines(trace, { keep })).toEqual([
      '-loop 1 [1/1]',
      '  -main [1/1]',
      '    -h1 [1/1]',
      '      q2 [1/1]',
    ]);
    expect(lines(trace, { keep, grouping: 'coroutine' })).toEqual([
      '-loop 1 [1/1]',
      '  -coroutine 1 query [1/1]',
      '    q2 [1/1]',
    ]);
    expect(lines(trace, { keep: () => false })).toEqual(['loop 1 [1/1]']);
  });

  it('says what is below a collapsed row', () => {
    for (const [grouping, key, names] of [
      ['parent', 'task 2', ['q1', 'log', 'q2']],
      ['parent', 'task 1', ['h1', 'h2', 'q1', 'log', 'q2', 'q3']],
      ['scope', 'task 2', ['q1', 'log', 'q2']],
    ] as const) {
      const rows = rowsOf(trace, { grouping, collapsed: new Set([key]) });
      const row = rowOfKey(trace, rows, key);
      const bunch = rows.below.get(row)!;
      expect(bunch).toMatchObject({ key, loop: 1 });
      expect(Array.from(bunch.tasks, (task) => trace.tasks[task]!.name)).toEqual(names);
    }
  });

  it('knows what to open for a task to be seen, whatever the rows are grouped by', () => {
    for (const grouping of ['parent', 'scope', 'coroutine', 'flat'] as const) {
      const all: RowKey[] = ['loop 1', 'task 1', 'task 2', 'scope 1', 'coroutine 1 query'];
      const task = trace.tasks.find(({ name }) => name === 'q2')!;
      const above = new Set(foldsAbove(trace, task));
      const collapsed = new Set(all.filter((key) => !above.has(key)));
      expect(rowsOf(trace, { grouping, collapsed: new Set(all) }).ofTask[task.index]).toBe(-1);
      expect(rowsOf(trace, { grouping, collapsed }).ofTask[task.index]).toBeGreaterThan(0);
    }
  });
});

describe('pinned rows', () => {
  const trace = server();

  it('stand on top in the order in which they were pinned; a task’s row is not there twice', () => {
    const pinned: RowKey[] = ['task 6', 'loop 1', 'task 6', 'task 99', 'scope 7'];
    const rows = rowsOf(trace, { pinned });
    expect(rows.pinned).toBe(2);
    expect(lines(trace, { pinned }).map((line) => line.split(' [')[0])).toEqual([
      'q2',
      'loop 1',
      '-loop 1',
      '  -main',
      '    -h1',
      '      q1',
      '      log',
      '    -h2',
      '      q3',
    ]);
    expect(rows.ofTask[5]).toBe(0);
    expect(Array.from(rows.ofLoop)).toEqual([2]);
  });

  it('leave what is below them where it was, under their own row', () => {
    const rows = rowsOf(trace, { pinned: ['task 2'] });
    expect(rows.pinned).toBe(1);
    expect(lines(trace, { pinned: ['task 2'] })[3]).toBe('    -h1 [1/2]');
    expect(Array.from(rows.below.get(0)!.tasks)).toEqual([3, 4, 5]);
    expect(rows.ofTask[1]).toBe(0);
  });

  it('may be those of groups', () => {
    const rows = rowsOf(trace, { grouping: 'coroutine', pinned: ['coroutine 1 query'] });
    expect(rows.pinned).toBe(1);
    expect(ownerOf(trace, rows, 0)).toMatchObject({ group: { key: 'coroutine 1 query' } });
    expect(rowOfKey(trace, rows, 'coroutine 1 query')).toBe(0);
  });
});

describe('rows of a growing trace', () => {
  it('are the same objects until something about them changes', () => {
    const trace = server();
    const builder = new RowBuilder();
    const rows = builder.update(trace, WANTED);
    expect(builder.update(trace, { ...WANTED, collapsed: new Set() })).toBe(rows);
    expect(builder.update(trace, { ...WANTED, collapsed: new Set(['task 2']) })).not.toBe(rows);
  });

  it('are sorted anew by times at most once a second, and at the latest when nothing comes any more', () => {
    const writer = new TraceWriter().header().loop().task(1, { name: 'a' }).task(2, { name: 'b' });
    const growing = new TraceBuilder();
    const builder = new RowBuilder();
    const wanted: RowsWanted = { ...WANTED, sorting: { key: 'ran', isDescending: true } };
    let sent = 0;
    const order = (): string => {
      const bytes = writer.bytes();
      growing.push(bytes.subarray(sent));
      sent = bytes.length;
      return lines(growing, wanted, builder.update(growing, wanted))
        .map((line) => line.trim()[0])
        .join('');
    };
    writer.runs([{ task: 1, begin: 0, end: 100 }]).beat(1000);
    expect(order()).toBe('-ab');
    writer.runs([{ task: 2, begin: 2000, end: 2900 }]).beat(3000);
    expect(order()).toBe('-ab');
    expect(builder.isBehind).toBe(true);
    writer.beat(1.1e9);
    expect(order()).toBe('-ba');
    writer.runs([{ task: 1, begin: 1.2e9, end: 1.2e9 + 5000 }]).beat(1.3e9);
    expect(order()).toBe('-ba');
    for (let look = 0; look < 12; look++) builder.update(growing, wanted);
    expect(builder.isBehind).toBe(false);
    expect(order()).toBe('-ab');
  });

  it('of a hostile trace are finite: tasks that create each other, and groups that own who entered them', () => {
    const next = random(3);
    const writer = new TraceWriter().header().loop();
    for (let id = 1; id <= 200; id++) writer.task(id, { parent: Math.floor(next() * 250) });
    for (let id = 1; id <= 40; id++) {
      writer.facts('scopes', { id, at: 5, kind: 1, task: Math.floor(next() * 220) });
      for (let member = 0; member < 8; member++)
        writer.facts('members', { scope: id, task: 1 + Math.floor(next() * 220) });
    }
    const trace = build(writer.bytes());
    for (const grouping of ['parent', 'scope', 'coroutine', 'flat'] as const) {
      const rows = rowsOf(trace, { grouping });
      const seen = Array.from(rows.ofTask).sort((a, b) => a - b);
      expect(seen[0]).toBeGreaterThan(0);
      expect(new Set(seen).size).toBe(200);
      for (const task of trace.tasks)
        expect(ownerOf(trace, rows, rows.ofTask[task.index]!)).toMatchObject({ task: { id: task.id } });
    }
  });

  it('are not made anew where nothing changed', () => {
    const next = random(9);
    const writer = new TraceWriter().header().loop();
    for (let id = 1; id <= 1_000; id++)
      writer.task(id, { parent: Math.floor(next() * id), coroutine: `work_${id % 50}` });
    const trace = build(writer.bytes());
    const builder = new RowBuilder();
    for (const grouping of ['parent', 'scope', 'coroutine', 'flat'] as const)
      for (const key of ['created', 'ran'] as const) {
        const wanted: RowsWanted = { ...WANTED, grouping, sorting: { key, isDescending: false } };
        const made = builder.update(trace, wanted);
        expect(builder.update(trace, { ...wanted }), `${grouping} by ${key}`).toBe(made);
        expect(builder.update(trace, { ...wanted, pinned: ['task 1'] })).not.toBe(made);
      }
  });
});
