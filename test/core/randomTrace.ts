import type { AwaitKind } from '../../src/core/wire.ts';
import { TraceWriter, type WrittenRun } from './traceWriter.ts';

const KINDS: readonly AwaitKind[] = [
  'sleep',
  'task',
  'lock',
  'event',
  'queue.get',
  'stream',
  'executor',
  'future',
];
const COROUTINES = ['fetch', 'Server.handle', 'fetch_all', 'main.<locals>.run', 'worker "x"'];
const FILES = ['/app/api.py', '/app/my api.py', 'C:\\App\\Api.py', '/usr/lib/python3.12/asyncio/tasks.py'];

/** Chance that is the same every time. */
export function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/**
 * A trace of two loops with a bit of everything that queries and statistics must cope with: callbacks, nested steps, unknown
 * ready times, steps that yield, tasks that never run, that never end, or were destroyed, and a step that goes on.
 */
export function randomTrace(seed: number, steps = 400): TraceWriter {
  const next = chance(seed);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(next() * values.length)]!;
  const writer = new TraceWriter().header().loop(1, 0).loop(2, 500);
  const places = FILES.flatMap((file, at) =>
    [5, 12].map((line) => writer.place(file, line, `f${line}`, at === 3 ? 2 : 0)),
  );
  const sites = Array.from({ length: 10 }, () =>
    writer.site(pick(KINDS), ...Array.from({ length: 1 + Math.floor(next() * 3) }, () => pick(places))),
  );
  const timer = writer.callback('Timer.fire', places[1]);
  const alive: { id: number; loop: number; since: number }[] = [];
  let id = 0;
  const now = [0, 1_000, 1_000];
  const spawn = (loop: number): void => {
    const created = now[loop]!;
    writer.task(++id, { coroutine: pick(COROUTINES), name: next() < 0.3 ? `job ${id}` : '', loop, created });
    alive.push({ id, loop, since: created });
  };
  spawn(1);
  spawn(2);
  for (let step = 0; step < steps; step++) {
    const loop = next() < 0.7 ? 1 : 2;
    if (next() < 0.15) spawn(loop);
    const begin = now[loop]! + Math.floor(next() ** 4 * 2e9 * next());
    const end = begin + Math.floor(next() ** 6 * 3e8);
    now[loop] = end;
    const ready = next() < 0.8 ? begin - Math.floor(next() ** 3 * 5e7) : undefined;
    const own = alive.filter((task) => task.loop === loop);
    const task = own.length === 0 || next() < 0.15 ? undefined : pick(own);
    const run: WrittenRun = { begin, end, ...(ready !== undefined && { ready: Math.max(0, ready) }) };
    if (task === undefined) {
      writer.runs([{ ...run, callback: timer, cause: 'timer' }], loop);
      continue;
    }
    const ends = next() < 0.1;
    writer.runs([{ ...run, task: task.id, ...(!ends && next() < 0.95 && { site: pick(sites) }) }], loop);
    if (!ends) continue;
    alive.splice(alive.indexOf(task), 1);
    const outcome = pick(['result', 'error', 'cancelled'] as const);
    writer.end(
      task.id,
      end + (next() < 0.3 ? 1_000 : 0),
      outcome,
      outcome === 'error' ? { error: 'E: no' } : {},
    );
  }
  const [, one, two] = now;
  const last = Math.max(one!, two!) + 5_000;
  writer.facts('scopes', { id: 1, at: 900, kind: 1, task: 1, place: places[0]! });
  for (let member = 2; member <= id; member += 3) writer.facts('members', { scope: 1, task: member });
  const lost = alive.at(-1);
  if (lost) writer.facts('lost', { at: last, kind: 1, task: lost.id, name: 'fetch', place: 0, error: '' });
  const running = alive.find((task) => task.loop === 1);
  const beat = running ? [{ loop: 1, subject: 4 * running.id, begin: last + 10 }] : [];
  return writer.beat(last + 2_000, beat);
}
