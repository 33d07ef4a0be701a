import type { Convoy } from '../../src/core/analysis/convoys.ts';
import { formatDuration } from '../../src/core/format.ts';
import { resourceName } from '../../src/core/resourceName.ts';
import type { Trace } from '../../src/core/trace.ts';
import type { Nanos } from '../../src/core/units.ts';
import { placePart, plural, taskLink, type Part } from '../details.ts';
import type { Selection } from '../selection.ts';
import { GRAVITY, type FindingKind, type FindingOf } from './finding.ts';
import { nameOf } from './names.ts';

/** A holder that held it so many times as long as is usual is to blame, another is one of many. */
const STANDS_OUT = 2;
/** Of a bigger crowd, the lives of so many are looked at. */
const MOST_LIVES = 1_000;

/** Tasks that go through a lock one after the other. */
export const CONVOY_KIND: FindingKind<FindingOf<'convoy'>> = {
  noun: 'lock convoy',
  gravity: () => GRAVITY.convoy,
  isGrave: () => false,
  signature: ({ convoy: { resource, waited, members } }) => [resource.id, waited, members.size],
  words: (trace, { convoy }) => {
    const place = trace.place(convoy.resource.place);
    return {
      kind: 'Lock convoy',
      what: `${waitedWords(trace, convoy)} for ${resourceName(convoy.resource)}`,
      where: place ? placePart(place) : null,
      cost: holdWords(trace, convoy),
    };
  },
  places: (trace, { convoy }) => {
    const selection = longestWait(trace, convoy);
    return selection === null ? [] : [selection];
  },
  notes: () => [],
  moment: ({ convoy: { begin } }) => begin,
};

/** `10 tasks waited 89 % of their time`. */
export function waitedWords(trace: Trace, convoy: Convoy): string {
  return `${plural(convoy.members.size, 'task')} waited ${Math.round(shareOf(trace, convoy) * 100)} % of their time`;
}

/** `held 33 ms at a time`, and who held it longest where that one stands out. */
export function holdParts(trace: Trace, { longestHold, usualHold }: Convoy): Part[] {
  if (longestHold === null) return [];
  const usual = { text: `· held ${formatDuration(usualHold)} at a time` };
  if (longestHold.task === 0 || longestHold.length < STANDS_OUT * usualHold) return [usual];
  return [
    usual,
    { text: ', longest by' },
    taskLink(trace, longestHold.task),
    { text: `(${formatDuration(longestHold.length)})` },
  ];
}

function holdWords(trace: Trace, { longestHold, usualHold }: Convoy): string {
  if (longestHold === null) return '';
  const usual = `held ${formatDuration(usualHold)} at a time`;
  return longestHold.task === 0 || longestHold.length < STANDS_OUT * usualHold
    ? usual
    : `${usual}, longest by ${nameOf(trace, longestHold.task)} (${formatDuration(longestHold.length)})`;
}

/** The part of the time that tasks were there for, while the convoy lasted, that they waited. */
function shareOf(trace: Trace, { begin, end, waited, members }: Convoy): number {
  let lived: Nanos = 0;
  let looked = 0;
  for (const id of members) {
    if (looked++ === MOST_LIVES) break;
    const task = trace.task(id);
    lived += Math.max(0, Math.min(end, task?.ended ?? end) - Math.max(begin, task?.created ?? begin));
  }
  const all = lived * (members.size / Math.min(members.size, MOST_LIVES));
  return Math.min(1, waited / Math.max(1, all));
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
