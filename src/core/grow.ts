type Column = Int32Array | Uint8Array | Uint16Array | Uint32Array | Float64Array | Float32Array;

/** A copy of a full column, with room for twice as much. */
export function twice<T extends Column>(column: T): T {
  const copy = new (column.constructor as new (length: number) => T)(column.length * 2);
  copy.set(column);
  return copy;
}
