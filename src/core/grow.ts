type Column = Int32Array | Uint8Array | Uint16Array | Uint32Array | Float64Array | Float32Array;

/** A copy of a full column, with room for twice as much. */
export function twice<T extends Column>(column: T): T {
  const copy = new (column.constructor as new (length: number) => T)(column.length * 2);
  copy.set(column);
  return copy;
}

/** Moves what a column has behind its first `gone` entries to its begin. */
export function dropFirst(column: Column, gone: number): void {
  column.copyWithin(0, gone);
}

/** How many of a column's first `length` entries are before a time, up to the first that is not. */
export function countBefore(times: Float64Array, length: number, until: number): number {
  let count = 0;
  while (count < length && times[count]! < until) count++;
  return count;
}
