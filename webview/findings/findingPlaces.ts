import type { Convoy } from '../../src/core/analysis/convoys.ts';
import type { Trace } from '../../src/core/trace.ts';
import type { Selection } from '../selection.ts';
import type { Finding } from './waitFindings.ts';

/** A place where a finding is seen. */
export interface FindingPlace {
  readonly finding: Finding;
  readonly selection: Selection;
}

/** So many tasks of one circle are walked. */
const MOST_WALKED = 100;

/** Where to look, one place after the other: at each task of a deadlock, and at the longest wait of a convoy. */
export function placesOf(trace: Trace, findings: readonly Finding[]): FindingPlace[] {
  return findings.flatMap((finding): FindingPlace[] => {
    if (finding.kind === 'deadlock')
      return finding.deadlock.cycle.slice(0, MOST_WALKED).map(({ task, position }) => ({
        finding,
        selection: { kind: 'suspension', task, position },
      }));
    const selection = longestWait(trace, finding.convoy);
    return selection === null ? [] : [{ finding, selection }];
  });
}

function longestWait(trace: Trace, { longestWait: { task: id, at } }: Convoy): Selection | null {
  const lane = trace.task(id)?.lane;
  if (lane === undefined) return null;
  // It began to wait in the step that then suspended.
  const position = lane.endingAfter(at);
  const isInStep = trace.runs.begin(lane.run(position)) <= at;
  const after = position + (isInStep ? 1 : 0);
  return after < lane.first ? null : { kind: 'suspension', task: id, position: after };
}
