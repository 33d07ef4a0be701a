import type { Block } from '../../src/core/analysis/blocking.ts';
import type { Delays } from '../../src/core/analysis/delays.ts';
import { formatDuration } from '../../src/core/format.ts';
import { subjectTitle } from '../../src/core/format.ts';
import type { Trace } from '../../src/core/trace.ts';
import type { Nanos } from '../../src/core/units.ts';
import type { BlockIndex } from '../blockIndex.ts';
import { blockLength, callOf } from '../blockWords.ts';
import { placePart, plural } from '../details.ts';
import { GRAVITY, type FindingKind, type FindingOf } from './finding.ts';

/** The block that held its loop longest, and those beside it. */
export interface WorstBlock {
  readonly worst: Block;
  /** For how long it held the loop, without what the debugger held. */
  readonly length: Nanos;
  /** Whom it made wait. */
  readonly delays: Delays;
  /** How many blocks there are, and for how long they held loops together. */
  readonly count: number;
  readonly total: Nanos;
}

/** A step or callback that held an event loop. */
export const BLOCK_KIND: FindingKind<FindingOf<'block'>> = {
  noun: 'block',
  gravity: ({ block: { delays } }) =>
    delays.tasks.length + delays.callbacks > 0 ? GRAVITY.block : GRAVITY.harmlessBlock,
  isGrave: () => true,
  signature: ({ block: { worst, count, delays } }) => [
    worst.run,
    count,
    delays.tasks.length,
    delays.callbacks,
    worst.culprits.length,
  ],
  words: (trace, { block: { worst, length, delays } }) => {
    const [culprit] = worst.culprits;
    const who = culprit === undefined ? subjectTitle(trace, trace.runs.subject(worst.run)) : callOf(culprit);
    return {
      kind: 'Block',
      what: `${who} held the loop for ${formatDuration(length)}`,
      where: culprit === undefined ? null : placePart(culprit.place),
      cost: delayWords(delays),
    };
  },
  places: (_, { block: { worst } }) => [{ kind: 'run', run: worst.run }],
  notes: (_, { block: { count, total } }) =>
    count === 1
      ? []
      : [{ text: `· the longest of ${plural(count, 'block')}, ${formatDuration(total)} in all` }],
  // Blocks have marks of their own.
  moment: () => null,
};

/** The worst of some blocks; null where there is none. */
export function worstBlock(trace: Trace, blocks: BlockIndex): WorstBlock | null {
  const { worst, total, blocks: all } = blocks.all;
  if (worst === undefined) return null;
  const [length, delays] = [blockLength(trace, worst), blocks.delays(trace, worst)];
  return { worst, length, delays, count: all.length, total };
}

function delayWords({ tasks, callbacks }: Delays): string {
  if (tasks.length > 0) return `${plural(tasks.length, 'task')} waited`;
  return callbacks > 0 ? `${plural(callbacks, 'callback')} waited` : 'nobody waited';
}
