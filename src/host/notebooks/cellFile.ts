/**
 * A Jupyter kernel compiles each cell as a file of its own, `ipykernel_<process>/<number>.py` in its folder for temporary files.
 * Most often there is no such file; the number is a hash of the cell's text, and so leads back to the cell.
 */

/** The seed that ipykernel gives its hash. */
const SEED = 0xc70f6907;
const FACTOR = 0x5bd1e995;

/** The number in the name of a cell's file; null where the path is none of a cell. */
export function cellNumber(path: string): number | null {
  const found = /[\\/]ipykernel_\d{1,20}[\\/](\d{1,10})\.py$/.exec(path)?.[1];
  return found === undefined ? null : Number(found);
}

/** The number under which a kernel compiles a cell of that text: MurmurHash2 of its UTF-8, as ipykernel computes it. */
export function numberOfText(text: string): number {
  // A kernel gets lines that end as in Python.
  const bytes = Buffer.from(text.replaceAll('\r\n', '\n'));
  const whole = bytes.length & ~3;
  let hash = SEED ^ bytes.length;
  for (let at = 0; at < whole; at += 4) {
    const mixed = Math.imul(bytes.readInt32LE(at), FACTOR);
    hash = Math.imul(hash, FACTOR) ^ Math.imul(mixed ^ (mixed >>> 24), FACTOR);
  }
  if (whole < bytes.length) {
    hash ^= bytes.readUIntLE(whole, bytes.length - whole);
    hash = Math.imul(hash, FACTOR);
  }
  hash = Math.imul(hash ^ (hash >>> 13), FACTOR);
  return (hash ^ (hash >>> 15)) >>> 0;
}
