import { fileName, printable } from '../format.ts';
import type { PieceRef } from '../pieceRef.ts';
import { formatQuery } from '../query/formatQuery.ts';
import { readyBetween, restOf } from '../query/gaps.ts';
import { Matcher } from '../query/matcher.ts';
import { parseQuery } from '../query/parseQuery.ts';
import { PieceScan } from '../query/pieceScan.ts';
import type { Query } from '../query/query.ts';
import { callbackOf, type Task, type Trace } from '../trace.ts';
import type { Nanos } from '../units.ts';
import { Histogram } from './histogram.ts';

/** What is like a piece: of the same kind, at the same line, or of the same coroutine. */
export interface Like {
  /** `Suspensions at main.py:12`, `Steps of fetch`. */
  readonly title: string;
  readonly query: string;
  /** The length of the piece itself. */
  readonly value: Nanos;
}

/** The like of a piece; null where there is none, and when the piece is not held any more. */
export function likeOf(trace: Trace, piece: PieceRef): Like | null {
  const task = trace.task(piece.task);
  const value = lengthOf(trace, piece, task);
  if (Number.isNaN(value)) return null;
  if (task === undefined) {
    const callback = callbackOf(trace, trace.runs.subject(piece.run));
    if (callback === undefined || piece.phase !== 'running') return null;
    return {
      title: `Runs of ${printable(callback.name, 60)}`,
      query: likes('running', callback.name),
      value,
    };
  }
  const name = printable(task.coroutine, 60);
  if (piece.phase === 'running')
    return { title: `Steps of ${name}`, query: likes('running', task.coroutine), value };
  if (piece.phase === 'ready')
    return { title: `Times ready of ${name}`, query: likes('ready', task.coroutine), value };
  const place = trace.site(trace.runs.site(task.lane.run(piece.position - 1)))?.place;
  if (!place) return { title: `Suspensions of ${name}`, query: likes('suspended', task.coroutine), value };
  const query: Query = {
    kind: 'and',
    parts: [
      { kind: 'field', field: 'state', value: 'suspended' },
      { kind: 'field', field: 'file', value: `=${place.file}` },
      { kind: 'field', field: 'line', value: String(place.line) },
    ],
  };
  const where = `${printable(fileName(place.file), 40)}:${place.line}`;
  return { title: `Suspensions at ${where}`, query: formatQuery(query), value };
}

/** How long the like of a piece are. What still goes on is not among them. */
export class LikeHistogram {
  like: Like;
  histogram = new Histogram();
  private readonly matcher: Matcher;
  private trace: Trace;
  private scan: PieceScan;

  constructor(trace: Trace, like: Like) {
    this.like = like;
    this.trace = trace;
    this.matcher = new Matcher(parseQuery(like.query).query);
    this.scan = this.newScan();
  }

  /** The same histogram for another one of the like; null when it is of others. */
  of(like: Like): this | null {
    if (like.query !== this.like.query) return null;
    this.like = like;
    return this;
  }

  /** Looks at the next `most` runs; true when all are counted. */
  update(trace: Trace, most: number): boolean {
    if (trace !== this.trace) {
      this.trace = trace;
      this.scan = this.newScan();
    }
    this.matcher.update(trace);
    this.scan.update(trace, most);
    return this.scan.seen >= trace.runs.length;
  }

  private newScan(): PieceScan {
    const histogram = (this.histogram = new Histogram());
    return new PieceScan(this.matcher, ({ from, to }) => histogram.add(to - from));
  }
}

function likes(state: string, coroutine: string): string {
  return formatQuery({
    kind: 'and',
    parts: [
      { kind: 'field', field: 'state', value: state },
      { kind: 'field', field: 'coro', value: `=${coroutine}` },
    ],
  });
}

/** NaN when it is not known. */
function lengthOf(trace: Trace, { phase, position, run }: PieceRef, task: Task | undefined): Nanos {
  const { runs } = trace;
  if (phase === 'running' && run >= 0) return runs.end(run) - runs.begin(run);
  if (task === undefined) return Number.NaN;
  const { lane } = task;
  if (run < 0) {
    const rest = restOf(trace, task);
    return phase === 'running' ? rest.end - rest.live : rest.to - rest.from;
  }
  const before = position === 0 ? task.created : runs.end(lane.run(position - 1));
  const ready = readyBetween(before, runs.ready(run), runs.begin(run));
  return phase === 'ready' ? runs.begin(run) - ready : ready - before;
}
