import { describe as group, expect, it } from 'vitest';
import { BlockIndex } from '../../webview/blockIndex.ts';
import { describe as describeKnown, placeOf } from '../../webview/describe.ts';
import type { Trace } from '../../src/core/trace.ts';
import { isHeld } from '../../webview/describeTask.ts';
import { describeTrace } from '../../webview/describeTrace.ts';
import type { Details } from '../../webview/details.ts';
import { moveAlong } from '../../webview/moveSelection.ts';
import { notesOf } from '../../webview/notes.ts';
import type { Selection } from '../../webview/selection.ts';
import { TaskCounts } from '../../webview/taskCounts.ts';
import { build, smallTrace } from '../core/smallTrace.ts';
import { TraceWriter } from '../core/traceWriter.ts';

const trace = build(smallTrace().bytes());

function blocksOf(of: Trace): BlockIndex {
  const blocks = new BlockIndex();
  blocks.update(of);
  return blocks;
}

function describe(of: Trace, selection: Selection): Details | null {
  return describeKnown(of, selection, { blocks: blocksOf(of) });
}

function facts(details: Details | null): Record<string, string> {
  return Object.fromEntries(
    (details?.facts ?? []).map(({ label, parts }) => [label, parts.map(({ text }) => text).join(' ')]),
  );
}

group('the details', () => {
  it('of a task: who it is, where it comes from, how it ended and what its time went to', () => {
    const details = describe(trace, { kind: 'task', task: 2 });
    expect(details).toMatchObject({ kind: 'Task', title: 'worker', badge: { text: 'Failed', tone: 'bad' } });
    expect(facts(details)).toMatchObject({
      Coroutine: 'child',
      Error: 'ValueError: no',
      'Created at': 'main.py:12 in main',
      'Created by': 'Task-1 · main',
      Ran: '1.60 µs in 2 steps',
    });
    expect(details?.shares).toEqual({ running: 1600, ready: 650, suspended: 6150 });
  });

  it('of a suspension: what is awaited, the user’s frames first, and who ended it', () => {
    const details = describe(trace, { kind: 'suspension', task: 2, position: 1 });
    expect(details?.kind).toBe('Suspension · sleep');
    expect(details?.frames.map(({ where, role }) => [where, role])).toEqual([
      ['main.py:5', 'focus'],
      ['tasks.py:655', 'foreign'],
    ]);
    expect(facts(details)['Woken by']).toContain('_set_result_unless_cancelled');
    expect(facts(details)['Duration']).toBe('6.05 µs from 3.00 µs to 9.05 µs');
  });

  it('at a stop: which task the debugger holds, and lengths without the time of the stop', () => {
    const writer = new TraceWriter().header().loop();
    const site = writer.site('sleep', writer.place('/app/main.py', 5, 'work'));
    writer.task(1, { created: 100 }).task(2, { created: 100 });
    writer.runs([1, 2].map((task) => ({ task, begin: 900 * task, end: 900 * task + 100, site })));
    writer.pause(4_000, true).beat(24_000, [{ loop: 1, subject: 8, begin: 3_000 }]);
    const stopped = build(writer.bytes());
    expect(describe(stopped, { kind: 'task', task: 2 })?.badge).toEqual({
      text: 'Current: held by the debugger',
      tone: 'warning',
    });
    expect(facts(describe(stopped, { kind: 'task', task: 1 }))).toMatchObject({
      Lived: '3.90 µs, and 20.0 µs held by the debugger, from 100 ns on',
      Suspended: '3.80 µs',
    });
    expect(facts(describe(stopped, { kind: 'suspension', task: 1, position: 1 }))['Duration']).toBe(
      '3.00 µs, and 20.0 µs held by the debugger, since 1.00 µs',
    );
    expect(stopped.tasks.map((task) => isHeld(stopped, task))).toEqual([false, true]);
  });

  it('of a suspension on a task: a link to it', () => {
    const details = describe(trace, { kind: 'suspension', task: 1, position: 1 });
    expect(details?.facts.find(({ label }) => label === 'Awaits task')?.parts).toEqual([
      { text: 'worker', link: { select: { kind: 'task', task: 2 } } },
    ]);
  });

  it('of a step: when it was ready, who woke it, from where to where it ran', () => {
    const details = describe(trace, { kind: 'run', run: 1 });
    expect(details).toMatchObject({ kind: 'Step 1', title: 'Ran for 900 ns' });
    expect(facts(details)).toMatchObject({
      'Stood ready': '500 ns',
      'Woken by': 'Task-1 · main',
      'Ran until': 'main.py:5 sleep',
    });
    expect(facts(describe(trace, { kind: 'run', run: 3 }))['Ended with']).toBe('ValueError: no');
  });

  it('of a callback: its name and length', () => {
    expect(describe(trace, { kind: 'run', run: 2 })).toMatchObject({
      kind: 'Callback',
      title: 'futures._set_result_unless_cancelled',
    });
  });

  it('of what is not in the trace: nothing', () => {
    const gone: Selection[] = [
      { kind: 'task', task: 99 },
      { kind: 'run', run: 99 },
      { kind: 'loop', loop: 9 },
      { kind: 'running', loop: 1 },
      { kind: 'suspension', task: 1, position: 44 },
    ];
    for (const selection of gone) expect(describe(trace, selection)).toBeNull();
  });

  it('of the whole trace, while nothing is selected', () => {
    const counts = new TaskCounts();
    counts.update(trace);
    expect(facts(describeTrace(trace, counts, blocksOf(trace), notesOf(null, trace)))).toMatchObject({
      Tasks: '2 · 1 finished',
      Failed: '1 task',
      Lost: expect.stringMatching(/^3 steps, 4 other facts lost\. The program made them/) as string,
    });
  });

  it('of a trace whose oldest steps were let go say so', () => {
    const cut = build(
      new TraceWriter().header().loop().task(1).forget(2_000_000_000, 7).beat(5_500_000_000).bytes(),
    );
    const counts = new TaskCounts();
    counts.update(cut);
    expect(facts(describeTrace(cut, counts, blocksOf(cut), notesOf(null, cut)))).toMatchObject({
      'Let go': expect.stringMatching(
        /^Earlier steps let go: the last 3\.50 s are held\. .*recordingMegabytes/,
      ) as string,
    });
  });

  it('show hostile names as text on one line', () => {
    const hostile = build(
      new TraceWriter()
        .header()
        .loop()
        .task(1, { name: 'a\u202eb\nc'.padEnd(9000, 'x') })
        .beat(10)
        .bytes(),
    );
    const title = describe(hostile, { kind: 'task', task: 1 })?.title ?? '';
    expect(title).toMatch(/^a\\u202eb\\u000acx+…$/);
    expect(title.length).toBeLessThan(60);
  });
});

group('opening', () => {
  it('leads to the user’s line that suspended, or where a step began', () => {
    const line = (selection: Selection): number | undefined =>
      trace.place(placeOf(trace, selection, blocksOf(trace)))?.line;
    expect(line({ kind: 'suspension', task: 2, position: 1 })).toBe(5);
    expect(line({ kind: 'run', run: 3 })).toBe(5);
    expect(line({ kind: 'task', task: 2 })).toBe(12);
  });
});

group('moving along a lane', () => {
  it('visits every piece, forth and back', () => {
    const visited: Selection[] = [];
    let at: Selection = { kind: 'run', run: 0 };
    for (let step = 0; step < 6; step++) {
      visited.push(at);
      at = moveAlong(trace, at, 1, 0)!;
    }
    expect(visited.map(({ kind }) => kind)).toEqual(['run', 'suspension', 'ready', 'run', 'run', 'run']);
    const back = ['ready', 'suspension', 'run', 'ready', 'suspension', 'suspension'];
    expect(back.map(() => (at = moveAlong(trace, at, -1, 0)!).kind)).toEqual(back);
  });
});
