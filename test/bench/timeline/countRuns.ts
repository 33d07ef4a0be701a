import { readFileSync } from 'node:fs';
import { TraceBuilder } from '../../../src/core/traceBuilder.ts';

/** How many runs a trace file holds. */
export function countRuns(path: string): number {
  const trace = new TraceBuilder();
  trace.push(readFileSync(path));
  return trace.runs.length;
}
