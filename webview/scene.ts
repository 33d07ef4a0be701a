import type { PieceMatcher } from '../src/core/query/pieceMatcher.ts';
import type { Trace } from '../src/core/trace.ts';
import type { Nanos } from '../src/core/units.ts';
import type { BlockIndex } from './blockIndex.ts';
import type { CellCache } from './cellCache.ts';
import type { FindingMoment } from './findings/finding.ts';
import type { SuspensionLabels } from './labels.ts';
import type { DensitySource, Rows } from './rowTypes.ts';
import type { Px, View } from './viewport.ts';

/** What there is to lay out, and from where it is looked at. */
export interface Scene {
  readonly trace: Trace;
  readonly rows: Rows;
  readonly blocks: BlockIndex;
  readonly labels: SuspensionLabels;
  readonly cells: CellCache;
  /** What the tasks of a group do; null where no row is a group's. */
  readonly density: DensitySource | null;
  readonly view: View;
  /** The moment up to which what goes on is drawn. */
  readonly present: Nanos;
  readonly width: Px;
  readonly height: Px;
  /** Nothing more comes: what has not ended by now never will. */
  readonly hasEnded: boolean;
  /** How far the rows are scrolled. */
  readonly scroll: Px;
  /** What the query singles out; null without one. */
  readonly matcher: PieceMatcher | null;
  /** When something the matter began, in the order of time. */
  readonly moments: readonly FindingMoment[];
}
