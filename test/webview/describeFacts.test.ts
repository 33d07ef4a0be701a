import { describe as group, expect, it } from 'vitest';
import {
  allLostFacts,
  cancelFacts,
  jobFacts,
  lostFacts,
  scopeFacts,
  wakeFact,
} from '../../webview/describeFacts.ts';
import { resourceFacts } from '../../webview/describeResource.ts';
import {
  childrenFacts,
  collectedIn,
  collectionFacts,
  processFacts,
  startedFacts,
} from '../../webview/describeProcess.ts';
import type { Fact } from '../../webview/details.ts';
import { fullTrace } from '../core/fullTrace.ts';
import { build } from '../core/smallTrace.ts';
import { TraceWriter } from '../core/traceWriter.ts';

const trace = build(fullTrace().bytes());

function text(facts: readonly Fact[]): string[] {
  return facts.map(({ label, parts }) => `${label}: ${parts.map((part) => part.text).join(' ')}`);
}

group('what a trace knows beside runs, in words', () => {
  it('who asked for a cancellation, from which line, with what message, and that it was swallowed', () => {
    const [line, ...more] = text(cancelFacts(trace, trace.task(1)!));
    expect(line).toBe(
      'Cancel asked: by a call of cancel() at main.py:30 in worker · child at 2.50 µs “enough”',
    );
    expect(more).toEqual(['Swallowed: the CancelledError: the task went on']);
    expect(cancelFacts(trace, trace.task(2)!)).toEqual([]);
  });

  it('work that came to nothing, of a task and of the whole trace', () => {
    expect(text(lostFacts(trace, 2))).toEqual(['Lost work: exception never retrieved, at 9.95 µs']);
    expect(text(allLostFacts(trace))).toEqual([
      'Lost work: exception never retrieved: worker ValueError: no main.py:30',
    ]);
    expect(lostFacts(trace, 1)).toEqual([]);
  });

  it('what was handed to a thread, how long it stood in the queue and ran', () => {
    expect(text(jobFacts(trace, 1, 1_000, 2_000))).toEqual([
      'Handed over: crunch in a thread (worker_0) queued 100 ns, ran 500 ns',
    ]);
    expect(jobFacts(trace, 1, 1_301, 2_000)).toEqual([]);
  });

  it('who owns a task', () => {
    expect(text(scopeFacts(trace, 2))).toEqual(['Owned by: a TaskGroup of Task-1 main.py:30']);
    expect(scopeFacts(trace, 1)).toEqual([]);
  });

  it('the child processes, each leading to its loop, and who started them', () => {
    const said = 'spawn 8 work at main.py:30 exited with 3 after 7.40 µs';
    expect(text(childrenFacts(trace))).toEqual([`Child process: ${said}`]);
    expect(childrenFacts(trace)[0]?.parts[0]?.link).toEqual({ select: { kind: 'loop', loop: 2 } });
    expect(text(startedFacts(trace, 1, 1_500, 1_700))).toEqual([`Started: ${said}`]);
    expect(startedFacts(trace, 1, 1_601, 1_700)).toEqual([]);
    expect(text(processFacts(trace, 0))).toEqual(['Process: 7 the main one']);
    expect(text(processFacts(trace, 1))).toEqual([
      expect.stringMatching(/^Process: 8 spawn, Python 3\./),
      'Started by: Task-1 at main.py:30',
    ]);
  });

  it('what the garbage collector took, of the whole and of the run that it held', () => {
    const writer = new TraceWriter().header().loop();
    const call = writer.callback('call', writer.place('/app/main.py', 1, 'call'));
    const of = build(
      writer
        .facts('threads', { id: 1, ident: 101, name: 'MainThread' }, { id: 2, ident: 102, name: 'other' })
        .runs([
          { callback: call, begin: 100, end: 200 },
          { callback: call, begin: 300, end: 900 },
        ])
        .facts(
          'collections',
          { begin: 320, end: 350, generation: 0, collected: 2, thread: 1 },
          { begin: 400, end: 500, generation: 2, collected: 5, thread: 1 },
          { begin: 600, end: 650, generation: 0, collected: 1, thread: 2 },
        )
        .bytes(),
    );
    expect(text(collectionFacts(of))).toEqual(['GC pauses: 180 ns in 3 pauses; longest 100 ns, at 400 ns']);
    expect(collectionFacts(of)[0]?.parts[2]?.link).toEqual({ select: { kind: 'run', run: 1 } });
    expect(collectedIn(of, 0)).toEqual([]);
    expect(text(collectedIn(of, 1))).toEqual(['GC pauses: 130 ns of it; freed 7 objects']);
  });

  it('why the callback ran that woke a task, and that its first step came of its creation', () => {
    const writer = new TraceWriter().header().loop().task(1, { coroutine: 'main', created: 10 });
    const call = writer.callback('call', writer.place('/app/main.py', 1, 'call'));
    const of = build(
      writer
        .runs([
          { task: 1, begin: 100, end: 200 },
          { callback: call, begin: 300, end: 400, ready: 250, cause: 'timer', made: 150 },
          { task: 1, begin: 500, end: 600, ready: 350 },
        ])
        .bytes(),
    );
    expect(text([0, 2].map((run) => wakeFact(of, run)))).toEqual([
      'Woken by: its creation',
      'Woken by: call called by a timer set by Task-1 · main 150 ns before',
    ]);
  });

  it('why a run could run: a timer, a file descriptor, a signal, another thread', () => {
    const writer = new TraceWriter().header().loop();
    const call = writer.callback('call', writer.place('/app/main.py', 1, 'call'));
    const of = build(
      writer
        .facts('threads', { id: 1, ident: 5, name: 'feeder' })
        .runs([
          { callback: call, begin: 100, end: 200 },
          { callback: call, begin: 300, end: 400, ready: 250, cause: 'timer', made: 150 },
          { callback: call, begin: 500, end: 600, ready: 450, cause: 'readable', detail: 7 },
          { callback: call, begin: 700, end: 800, ready: 650, cause: 'signal', detail: 2 },
          { callback: call, begin: 900, end: 1000, ready: 850, cause: 'thread', detail: 1 },
          { callback: call, begin: 1100, end: 1200, ready: 950 },
        ])
        .bytes(),
    );
    expect(text([1, 2, 3, 4, 5].map((run) => wakeFact(of, run)))).toEqual([
      'Woken by: a timer set by call 150 ns before',
      'Woken by: file descriptor 7, which became readable',
      'Woken by: signal 2',
      'Woken by: thread feeder',
      'Woken by: call called by thread feeder',
    ]);
  });

  it('the lock that a task waits for, who holds it, and who was there before', () => {
    const writer = new TraceWriter().header().loop();
    const place = writer.place('/app/main.py', 9, 'main');
    for (const id of [1, 2, 3]) writer.task(id, { coroutine: `work${id}`, name: `w${id}`, created: id });
    writer
      .facts('resources', { id: 4, at: 10, kind: 1, class: 'Lock', place, capacity: 0 })
      .facts(
        'resourceEvents',
        { at: 10, resource: 4, event: 1, task: 1, value: 0 },
        { at: 20, resource: 4, event: 3, task: 2, value: 0 },
        { at: 30, resource: 4, event: 3, task: 3, value: 0 },
      );
    expect(text(resourceFacts(build(writer.bytes()), 3, { from: 25, to: 40, until: 50 }, null))).toEqual([
      'Waits for: Lock 1 first used at main.py:9',
      'Held by: w1 when it began',
      'Before it: w2 waited already',
    ]);
  });
});
