import type { Convoy } from '../../src/core/analysis/convoys.ts';
import type { Deadlock } from '../../src/core/analysis/deadlocks.ts';
import type { Failures } from '../../src/core/analysis/failures.ts';
import type { Leak } from '../../src/core/analysis/leaks.ts';
import type { SequentialAwaits } from '../../src/core/analysis/sequentialAwaits.ts';
import type { Straggler } from '../../src/core/analysis/stragglers.ts';
import type { Trace } from '../../src/core/trace.ts';
import type { Nanos } from '../../src/core/units.ts';
import type { Part } from '../details.ts';
import type { Selection } from '../selection.ts';
import type { WorstBlock } from './blockKind.ts';

/** Something the matter with a program. */
export type Finding =
  | { readonly kind: 'deadlock'; readonly deadlock: Deadlock }
  | { readonly kind: 'failure'; readonly failures: Failures }
  | { readonly kind: 'block'; readonly block: WorstBlock }
  | { readonly kind: 'leak'; readonly leak: Leak }
  | { readonly kind: 'convoy'; readonly convoy: Convoy }
  | { readonly kind: 'straggler'; readonly straggler: Straggler }
  | { readonly kind: 'sequential'; readonly sequential: SequentialAwaits };

/** When a finding began. */
export interface FindingMoment {
  readonly at: Nanos;
  readonly isGrave: boolean;
}

/** The findings of a kind. */
export type FindingOf<K extends Finding['kind']> = Extract<Finding, { readonly kind: K }>;

/** A finding in one sentence: what it is, what is the matter, where, and what it costs. */
export interface FindingWords {
  /** `Deadlock`. */
  readonly kind: string;
  /** `order-4 and order-5 wait for each other’s lock`. */
  readonly what: string;
  /** `db.py:33`, leading there; null where no line is known. */
  readonly where: Part | null;
  /** What goes before that line, where there is room: `both at`. */
  readonly before?: string;
  /** `stuck from 612 ms on`; empty where there is nothing to say. */
  readonly cost: string;
}

/** How grave findings are: those of the least number come first. */
export const GRAVITY = {
  deadlock: 0,
  failure: 1,
  block: 2,
  leak: 3,
  lostFailure: 3,
  convoy: 4,
  straggler: 5,
  sequential: 6,
  handledFailure: 7,
  harmlessBlock: 8,
} as const;

/** All that there is to know of a kind of finding: a new kind is a new one of these in `kinds.ts`. */
export interface FindingKind<F extends Finding> {
  /** What was looked for, as in `no deadlock, lock convoy or block`. */
  readonly noun: string;
  /** One of {@link GRAVITY}. */
  readonly gravity: (finding: F) => number;
  /** Shown in red, not in amber. */
  readonly isGrave: (finding: F) => boolean;
  /** What changes, as JSON, whenever something of what is told does. */
  readonly signature: (finding: F) => unknown;
  readonly words: (trace: Trace, finding: F) => FindingWords;
  /** Where to look, one place after the other, the most telling first. */
  readonly places: (trace: Trace, finding: F) => readonly Selection[];
  /** What the details of the trace say beside the words. */
  readonly notes: (trace: Trace, finding: F) => readonly Part[];
  /** When it began, to be marked on the time axis; null where it has no such moment, or its own mark. */
  readonly moment: (finding: F) => Nanos | null;
}
