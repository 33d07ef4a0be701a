import { pausedBetween } from '../analysis/pauses.ts';
import { familyOf } from '../awaitFamilies.ts';
import type { Phase } from '../phase.ts';
import type { Place, Site, Trace } from '../trace.ts';
import type { Nanos, SiteId } from '../units.ts';
import { SOME, type Piece, type Test } from './piece.ts';
import { readLines, type Comparison, type Measure } from './query.ts';
import { pathTest } from './textTest.ts';

// Terms that are about a piece: its phase, its length, where the task suspended.

/** The phase of the piece; `blocking` runs that held the loop for the trace's threshold, a debugger's pauses left out. */
export function stateOf(value: string): Test {
  const wanted = new Set(value.split(','));
  const phases = new Set<Phase>();
  for (const phase of ['running', 'ready', 'suspended'] as const) if (wanted.has(phase)) phases.add(phase);
  const isBlocking = wanted.has('blocking');
  return ofPieces((piece) => phases.has(piece.phase) || (isBlocking && isBlock(piece)));
}

/** The length of the piece, or only of one in a phase. */
export function lengthOf(of: Measure, op: Comparison, nanos: Nanos): Test {
  const phase: Phase | null = of === 'piece' ? null : of === 'run' ? 'running' : of;
  const isLength = COMPARE[op];
  return ofPieces(
    (piece) => (phase === null || piece.phase === phase) && isLength(piece.to - piece.from, nanos),
  );
}

/**
 * What is awaited, by kind or family (`=lock`: the kind alone). It is the suspension that is meant; `withSteps`, the step that
 * led to it and the time ready after it as well.
 */
export function awaitOf(value: string, withSteps: boolean): Test {
  const wanted = new Set(value.split(','));
  const isSite = bySite(
    ({ kind }) => wanted.has(kind) || wanted.has(`=${kind}`) || wanted.has(familyOf(kind)),
  );
  return ofPieces((piece) => (withSteps || piece.phase === 'suspended') && isSite(piece.trace, piece.site));
}

/** One place of the await chain that has this line, and is in a file that all of the others say; of a callback, its own. */
export function placeOf(line: string | null, files: readonly string[]): Test {
  const lines = line === null ? null : readLines(line);
  const isFile = files.map(pathTest);
  const isPlace = (place: Place): boolean =>
    (lines === null || (place.line >= lines.first && place.line <= lines.last)) &&
    isFile.every((test) => test(place.file));
  const isSite = bySite(({ stack }) => stack.some(isPlace));
  return ofPieces(({ trace, task, callback, site }) => {
    if (task !== null) return isSite(trace, site);
    const place = trace.place(trace.callback(callback)?.place ?? 0);
    return place !== undefined && isPlace(place);
  });
}

/** A site by its number; 0 is the end of a task's last step, and the begin of its first. */
export function siteOf(value: string): Test {
  const site = Number(value);
  return ofPieces((piece) => piece.task !== null && piece.site === site);
}

const COMPARE: Readonly<Record<Comparison, (length: Nanos, nanos: Nanos) => boolean>> = {
  '<': (length, nanos) => length < nanos,
  '<=': (length, nanos) => length <= nanos,
  '>': (length, nanos) => length > nanos,
  '>=': (length, nanos) => length >= nanos,
  '=': (length, nanos) => length === nanos,
};

function isBlock({ trace, phase, from, to }: Piece): boolean {
  const { blockingFrom, pauses } = trace;
  if (phase !== 'running' || to - from < blockingFrom) return false;
  return to - from - pausedBetween(pauses, from, to) >= blockingFrom;
}

function ofPieces(piece: (piece: Piece) => boolean): Test {
  return { isOfTasks: false, task: () => SOME, piece };
}

/** Keeps the answer for each site; of a trace, these never change. */
function bySite(test: (site: Site) => boolean): (trace: Trace, id: SiteId) => boolean {
  const known: (boolean | undefined)[] = [];
  return (trace, id) => {
    if (id === 0) return false;
    let answer = known[id];
    if (answer === undefined) {
      const site = trace.site(id);
      if (site === undefined) return false;
      known[id] = answer = test(site);
    }
    return answer;
  };
}
