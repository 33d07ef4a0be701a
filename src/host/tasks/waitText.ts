import { printable } from '../../core/format.ts';
import type { TaskPicture } from '../../core/inspect/taskRows.ts';
import type { Evidence, WaitGraph, WaitKey } from '../../core/inspect/waits.ts';
import { findingTitle } from './taskItems.ts';

/** Who waits for whom, as text: first what is wrong with it. */
export function waitText(picture: TaskPicture, graph: WaitGraph): string {
  const labels = new Map<WaitKey, string>(graph.nodes.map(({ key, label }) => [key, printable(label)]));
  const findings = graph.findings.flatMap((finding) => [
    findingTitle(picture, finding),
    ...finding.evidence.map((evidence) => `  ${sentence(evidence)}`),
    '',
  ]);
  const waits = graph.edges.map(({ from, to, kind, evidence }) => {
    const place = evidence[0]?.place;
    const where = kind === 'held by' || !place ? '' : ` at ${printable(place.file, 300)}:${place.line}`;
    return `  ${labels.get(from) ?? '?'} ${kind} ${labels.get(to) ?? '?'}${where}`;
  });
  return [
    ...(findings.length > 0 ? findings : ['No deadlock and no lost wake-up was found.', '']),
    waits.length > 0 ? 'Who waits for whom' : 'No task waits for another one, or for a lock or queue.',
    ...waits,
    '',
  ].join('\n');
}

function sentence({ text, place }: Evidence): string {
  const where = place === null ? '' : ` at ${printable(place.file, 300)}:${place.line}`;
  return `${printable(text, 300)}${where}`;
}
