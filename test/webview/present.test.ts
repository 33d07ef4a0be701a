import { describe, expect, it } from 'vitest';
import { TraceBuilder } from '../../src/core/traceBuilder.ts';
import { Present } from '../../webview/present.ts';
import { TaskCounts } from '../../webview/taskCounts.ts';
import { TraceWriter } from '../core/traceWriter.ts';

const MS = 1e6;

function traceOfASecond(): TraceBuilder {
  const trace = new TraceBuilder();
  const writer = new TraceWriter().header().loop();
  trace.push(writer.beat(1000 * MS).bytes());
  return trace;
}

describe('the present', () => {
  it('goes on by the clock after news, but not further than half a second', () => {
    const trace = traceOfASecond();
    const present = new Present();
    const at = (clock: number): number => {
      present.update(trace, clock, true);
      return present.now / MS;
    };
    expect([at(70), at(170), at(570), at(9070)]).toEqual([1000, 1100, 1500, 1500]);
    expect(present.isMoving).toBe(false);
  });

  it('goes on in slow steps while the debugger holds the program, however long', () => {
    const trace = traceOfASecond();
    const present = new Present();
    const at = (clock: number): number => {
      present.stand(trace, clock);
      return present.now / MS;
    };
    expect([at(0), at(499), at(500), at(1_400), at(3_600_000)]).toEqual([1000, 1000, 1500, 2000, 3_601_000]);
    expect(present.isMoving).toBe(true);
  });

  it('never goes back when news are late, and stands still with the program', () => {
    const writer = new TraceWriter()
      .header()
      .loop()
      .beat(1000 * MS);
    const trace = new TraceBuilder();
    const present = new Present();
    trace.push(writer.bytes());
    const sent = writer.bytes().length;
    present.update(trace, 0, true);
    present.update(trace, 300, true);
    trace.push(
      writer
        .beat(1200 * MS)
        .bytes()
        .subarray(sent),
    );
    present.update(trace, 310, true);
    expect(present.now).toBe(1300 * MS);
    present.update(trace, 450, true);
    expect(present.now).toBe(1340 * MS);
    present.update(trace, 500, false);
    expect([present.now, present.isMoving]).toEqual([1200 * MS, false]);
  });
});

describe('the counts', () => {
  it('of a growing trace are those of all its tasks, by outcome and loop', () => {
    const writer = new TraceWriter().header().loop(1).loop(2);
    const trace = new TraceBuilder();
    const counts = new TaskCounts();
    let sent = 0;
    for (let id = 1; id <= 30; id++) {
      writer.task(id, { loop: 1 + (id % 2) });
      if (id > 5) writer.end(id - 5, id, (['result', 'error', 'cancelled'] as const)[id % 3]!);
      const bytes = writer.bytes();
      trace.push(bytes.subarray(sent));
      sent = bytes.length;
      counts.update(trace);
      const all = { pending: 0, result: 0, error: 0, cancelled: 0 };
      for (const { outcome } of trace.tasks) all[outcome]++;
      expect(counts.byOutcome).toEqual(all);
      expect(counts.all).toBe(id);
    }
    expect([counts.ofLoop(1), counts.ofLoop(2), counts.ofLoop(3)]).toEqual([
      { all: 15, alive: 3 },
      { all: 15, alive: 2 },
      undefined,
    ]);
  });
});
