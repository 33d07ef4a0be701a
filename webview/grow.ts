type Column = Int32Array | Uint8Array | Float64Array | Float32Array;

/** The column with room for twice as much. */
export function twice<T extends Column>(column: T): T {
  const copy = new (column.constructor as new (length: number) => T)(column.length * 2);
  copy.set(column);
  return copy;
}
