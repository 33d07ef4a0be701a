import { subjectTitle } from '../src/core/format.ts';
import { linksOf, type AwaitIndex, type LinkEnd, type TraceLink } from '../src/core/links.ts';
import { factsOf } from '../src/core/links/factIndex.ts';
import type { Trace } from '../src/core/trace.ts';
import { fact, listParts, taskLink, type Fact, type Part } from './details.ts';
import { pieceRefOf, selectionOf, type Selection } from './selection.ts';

const MOST = 5;

/** What the selected led to: whom it woke, created and cancelled, and who awaits it. */
export function linkFacts(trace: Trace, selection: Selection, awaits: AwaitIndex | null): Fact[] {
  const piece = pieceRefOf(trace, selection);
  if (piece === null) return [];
  const isRun = 'phase' in piece && piece.phase === 'running';
  if ('phase' in piece && !isRun) return [];
  const links = linksOf(trace, piece, awaits);
  const isOut = ({ kind, from, to }: TraceLink): boolean =>
    isRun
      ? from.run === piece.run
      : from.task === piece.task && (kind !== 'cancelled' || to.task !== from.task);
  const of = (kind: TraceLink['kind']): LinkEnd[] =>
    links.filter((link) => link.kind === kind && isOut(link)).map(({ to }) => to);
  const waiters = links.filter(({ kind, to }) => kind === 'awaits' && to.task === piece.task);
  const facts: Fact[] = [];
  const add = (label: string, ends: readonly LinkEnd[], count = ends.length): void => {
    if (ends.length === 0) return;
    const parts = listParts(
      ends.map((end) => endPart(trace, end)),
      MOST,
    );
    const more = count - ends.length;
    facts.push(fact(label, ...(more > 0 ? [...parts.slice(0, MOST), moreThan(count - MOST)] : parts)));
  };
  add(
    'Awaited by',
    waiters.map(({ from }) => from),
  );
  if (isRun) add('Woke', of('woke'));
  add('Created', of('created'), isRun ? 0 : factsOf(trace).created.of(piece.task).length);
  add('Asked to cancel', of('cancelled'));
  return facts;
}

function moreThan(count: number): Part {
  return { text: `and ${count.toLocaleString('en')} more` };
}

function endPart(trace: Trace, { task, loop, run, piece }: LinkEnd): Part {
  if (run >= 0)
    return { text: subjectTitle(trace, trace.runs.subject(run)), link: { select: { kind: 'run', run } } };
  const part = taskLink(trace, task);
  return piece === null ? part : { ...part, link: { select: selectionOf(piece, loop) } };
}
