import { smallTrace } from './smallTrace.ts';
import type { TraceWriter } from './traceWriter.ts';

/** The small trace with what it lacks of every kind of frame: all tables of facts, and a child process. */
export function fullTrace(): TraceWriter {
  const writer = smallTrace(addFacts).process(1);
  writer.header({ pid: 8, parent: 7, kind: 'spawn', clock: 5e9 + 2, wall: 1e12 }).loop();
  const sleeps = writer.site('sleep', writer.place('/app/child.py', 2, 'work'));
  return writer
    .facts('threads', { id: 1, ident: 7, name: 'feeder' })
    .task(1, { coroutine: 'work', created: 50 })
    .runs([
      { task: 1, begin: 100, end: 300, ready: 60, site: sleeps },
      { task: 1, begin: 400, end: 500, ready: 350, cause: 'thread', detail: 1 },
    ])
    .end(1, 500, 'result')
    .finish(600);
}

function addFacts(writer: TraceWriter): void {
  const place = writer.place('/app/main.py', 30, 'main');
  writer
    .facts('threads', { id: 1, ident: 101, name: 'MainThread' }, { id: 2, ident: 102, name: 'worker_0' })
    .facts('scopes', { id: 1, at: 1_100, kind: 1, task: 1, place })
    .facts('members', { scope: 1, task: 2 })
    .facts('scopeEnds', { scope: 1, at: 10_300 })
    .facts('cancels', { at: 2_500, task: 1, subject: 8, place, origin: 1, message: 'enough' })
    .facts('resources', { id: 1, at: 1_200, kind: 6, class: 'asyncio.queues.Queue', place, capacity: 9 })
    .facts('resourceEvents', { at: 1_200, resource: 1, event: 5, task: 1, value: 1 })
    .facts('jobs', { id: 1, queued: 1_300, kind: 1, function: 'crunch', place, task: 1 })
    .facts('jobRuns', { job: 1, begin: 1_400, end: 1_900, thread: 2, outcome: 1 })
    .facts('children', { id: 1, at: 1_600, pid: 8, kind: 3, command: 'work', task: 1, place })
    .facts('childEnds', { child: 1, at: 9_000, code: 3 })
    .facts('collections', { begin: 1_700, end: 1_800, generation: 2, collected: 5, thread: 1 })
    .facts(
      'bands',
      { at: 900, kind: 1, phase: 1, name: 'test_a.py::test_one' },
      { at: 950, kind: 1, phase: 2, name: 'test_a.py::test_one', task: 1, outcome: 1 },
      { at: 10_450, kind: 1, phase: 0, outcome: 2 },
    )
    .facts('lost', { at: 9_950, kind: 2, task: 2, name: 'child', place, error: 'ValueError: no' });
}
