import type { FactsFrame } from '../frames.ts';
import type { TableName } from '../wire.ts';
import type { AddRows } from './addRow.ts';
import type { GrowingTrace } from './growingTrace.ts';
import { OTHER_FACTS } from './otherFacts.ts';
import type { ProcessPart } from './processPart.ts';
import { TASK_FACTS } from './taskFacts.ts';

const ADD_ROW: AddRows<TableName> = { ...TASK_FACTS, ...OTHER_FACTS };

/** Adds a frame of a table. A row that speaks of something unknown is left out and reported; those behind it are read. */
export function addFacts(trace: GrowingTrace, part: ProcessPart, frame: FactsFrame): void {
  // The function is that of the frame's own table, which no type can follow through the look-up.
  const addRow = ADD_ROW[frame.table] as (...row: [GrowingTrace, ProcessPart, FactsFrame, number]) => boolean;
  for (let row = 0; row < frame.length; row++)
    if (!addRow(trace, part, frame, row))
      trace.report('stream', `a row of ${frame.table} that cannot be`, part.index);
}
