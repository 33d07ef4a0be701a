/** What a stream of the probe's holds, by the lengths that its frames begin with: how many of what, in how many bytes. */
import { FRAME, FRAME_HEAD, MAGIC } from '../../../src/core/wire.ts';

/** The rows of a stream. */
export interface Counts {
  readonly bytes: number;
  readonly runs: number;
  readonly tasks: number;
  readonly ends: number;
  /** Rows of the tables beside these: locks, queues, cancellations … */
  readonly facts: number;
  /** Rows that were recorded, but not sent. */
  readonly lost: number;
  readonly problems: readonly string[];
}

/** Kinds of the tables of facts, from the first to the last. */
const FACTS = [19, 31] as const;

const RUNS_N = 4;
const LOSS_RUNS = 16;

/** Counts a stream, whole or cut off anywhere. Of any version of the wire, as far as it has these frames. */
export function countTrace(stream: Uint8Array): Counts {
  const view = new DataView(stream.buffer, stream.byteOffset, stream.byteLength);
  const counts = { bytes: stream.length, runs: 0, tasks: 0, ends: 0, facts: 0, lost: 0 };
  const problems: string[] = [];
  for (let at = MAGIC.length; at + FRAME_HEAD <= stream.length;) {
    const kind = view.getUint8(at);
    const length = view.getUint32(at + 1, true);
    const payload = at + FRAME_HEAD;
    at = payload + length;
    if (at > stream.length) break;
    if (kind === FRAME.runs) counts.runs += view.getUint32(payload + RUNS_N, true);
    else if (kind === FRAME.tasks) counts.tasks += view.getUint32(payload, true);
    else if (kind === FRAME.ends) counts.ends += view.getUint32(payload, true);
    else if (kind === FRAME.loss)
      for (let field = LOSS_RUNS; field + 4 <= length; field += 4)
        counts.lost += view.getUint32(payload + field, true);
    else if (kind === FRAME.problem)
      problems.push(new TextDecoder().decode(stream.subarray(payload, payload + length)));
    else if (kind >= FACTS[0] && kind <= FACTS[1]) counts.facts += view.getUint32(payload, true);
  }
  return { ...counts, problems };
}
