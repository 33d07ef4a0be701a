import { readFileSync } from 'node:fs';
import { taskOf } from '../../../../src/core/trace.ts';
import { TraceBuilder } from '../../../../src/core/traceBuilder.ts';

/** The steps of a trace as plain columns, in the order of time; lanes count from 0. */
export interface Steps {
  readonly lane: Uint32Array;
  readonly begin: Float64Array;
  readonly end: Float64Array;
}

/** Reads the steps of a trace file. */
export function readSteps(path: string): Steps {
  const trace = new TraceBuilder();
  trace.push(readFileSync(path));
  const { runs } = trace;
  const lane: number[] = [];
  const begin: number[] = [];
  const end: number[] = [];
  for (let run = 0; run < runs.length; run++) {
    const task = taskOf(trace, runs.subject(run));
    if (task === undefined) continue;
    lane.push(task.index);
    begin.push(runs.begin(run));
    end.push(runs.end(run));
  }
  return { lane: Uint32Array.from(lane), begin: Float64Array.from(begin), end: Float64Array.from(end) };
}

/** The columns as the pages of the anchors read them: begins, ends, lanes. */
export function columnBytes({ begin, end, lane }: Steps): Uint8Array {
  return Buffer.concat([begin, end, lane].map((column) => Buffer.from(column.buffer)));
}

/** The steps as a profile of speedscope's own format: it has one lane, so what a loop ran, one after the other. */
export function speedscopeProfile({ begin, end, lane }: Steps): Uint8Array {
  const frames = Array.from({ length: Math.max(...new Set(lane)) + 1 }, (_, i) => ({
    name: `Task-${i + 1}`,
  }));
  const parts = [
    '{"$schema":"https://www.speedscope.app/file-format-schema.json","shared":',
    JSON.stringify({ frames }),
    `,"profiles":[{"type":"evented","name":"loop","unit":"nanoseconds","startValue":0,"endValue":${end.at(-1)!},"events":[`,
  ].map((text) => Buffer.from(text));
  for (let at = 0; at < lane.length; at += 10_000) {
    const events: string[] = [];
    for (let step = at; step < Math.min(at + 10_000, lane.length); step++)
      events.push(
        `{"type":"O","frame":${lane[step]!},"at":${begin[step]!}},{"type":"C","frame":${lane[step]!},"at":${end[step]!}}`,
      );
    parts.push(Buffer.from((at > 0 ? ',' : '') + events.join(',')));
  }
  return Buffer.concat([...parts, Buffer.from(']}]}')]);
}
