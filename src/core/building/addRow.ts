import type { FactsOf } from '../frames.ts';
import type { TableName } from '../wire.ts';
import type { GrowingTrace } from './growingTrace.ts';
import type { ProcessPart } from './processPart.ts';

/** Adds a row of a table to the trace; false where it cannot be. */
export type AddRow<T extends TableName> = (
  trace: GrowingTrace,
  part: ProcessPart,
  frame: FactsOf<T>,
  row: number,
) => boolean;

export type AddRows<T extends TableName> = { readonly [K in T]: AddRow<K> };

/** Says what one of a process's own numbers is in the trace; false where it is 0 or has one already. */
export function define<T>(numbers: Map<number, T>, own: number, id: T): boolean {
  if (own < 1 || numbers.has(own)) return false;
  numbers.set(own, id);
  return true;
}
