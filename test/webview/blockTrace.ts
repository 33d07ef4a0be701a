import { TraceWriter } from '../core/traceWriter.ts';

const MS = 1e6;

/** Number of the first block's culprit line in {@link blockTrace}'s table of places. */
export const CULPRIT_PLACE = 3;

/**
 * Three blocks of one loop. The task `importer` blocks for 250 ms, seen at two lines, while `ticker` and `poller` stand
 * ready; a callback blocks for 120 ms, not seen; `importer` again for 400 ms, of which the debugger held it for 250.
 */
export function blockTrace(): TraceWriter {
  const writer = new TraceWriter().header().loop();
  const inMain = writer.place('/app/main.py', 9, 'main');
  const awaits = writer.place('/app/main.py', 12, 'load');
  const parses = writer.sampledPlace('/app/catalog.py', 31, 'Catalog.parse', { end: 28 });
  const loads = writer.sampledPlace('/usr/lib/python3.12/json/__init__.py', 346, 'loads', { scope: 2 });
  const calls = writer.sampledPlace('/app/main.py', 14, 'load', { coroutine: true });
  const sorts = writer.sampledPlace('/app/main.py', 15, 'load', { coroutine: true });
  const parsing = writer.stack(calls, parses, loads);
  const sorting = writer.stack(sorts);
  const site = writer.site('sleep', awaits);
  const timer = writer.callback('timers.on_timer', inMain);
  const names = ['importer', 'ticker', 'poller'];
  names.forEach((name, index) =>
    writer.task(index + 1, { name, coroutine: index === 0 ? 'load' : 'poll', created: MS, place: inMain }),
  );
  const seen = (begin: number, stack: number, ...at: number[]): void => {
    writer.samples(at.map((each) => ({ task: 1, begin: begin * MS, at: each * MS, stack })));
  };
  const run = (task: number, begin: number, end: number, ready: number): void => {
    writer.runs([{ task, begin: begin * MS, end: end * MS, ready: ready * MS, site }]);
  };
  run(2, 10, 11, 9);
  run(3, 12, 13, 11);
  seen(100, parsing, 120, 160, 200, 240);
  seen(100, sorting, 300);
  run(1, 100, 350, 99);
  run(2, 351, 352, 150);
  run(3, 353, 354, 300);
  writer.runs([{ callback: timer, begin: 600 * MS, end: 720 * MS, ready: 599 * MS }]);
  writer.pause(1_100 * MS, true).pause(1_350 * MS, false);
  seen(1_000, sorting, 1_050, 1_390);
  run(1, 1_000, 1_400, 999);
  return writer.beat(2_000 * MS);
}

/** The same, and then `poller` blocks from 2.1 s on, still at 2.4 s. */
export function liveBlockTrace(): TraceWriter {
  const writer = blockTrace();
  const reads = writer.sampledPlace('/app/feed.py', 7, 'poll', { coroutine: true });
  const stack = writer.stack(reads);
  writer.samples([{ task: 3, begin: 2_100 * MS, at: 2_300 * MS, stack }]);
  return writer.beat(2_400 * MS, [{ loop: 1, subject: 4 * 3, begin: 2_100 * MS }]);
}
