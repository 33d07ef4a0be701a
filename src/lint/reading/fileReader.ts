import type { Node } from '../parser.ts';
import { readChunk } from './chunkReader.ts';
import type { Chunk } from './facts.ts';

/** A chunk with the text it was read from. */
export interface ReadChunk {
  readonly text: string;
  readonly chunk: Chunk;
}

/** The statements that a file's chunks are read from, in the same order. */
export function chunkNodes(root: Node): Node[] {
  return root.namedChildren.filter((child) => child.type !== 'comment');
}

/** Reads a file's chunks, those with an unchanged text from what was read before. */
export function readFile(root: Node, text: string, before: readonly ReadChunk[] = []): ReadChunk[] {
  const known = new Map<string, ReadChunk[]>();
  for (const read of before) {
    const same = known.get(read.text);
    if (same === undefined) known.set(read.text, [read]);
    else same.push(read);
  }
  const found: ReadChunk[] = [];
  for (const statement of chunkNodes(root)) {
    const { row, column } = statement.startPosition;
    // A tree with errors may depend on more than its own text; so may one that does not begin its line.
    const isOwn = column === 0 && !statement.hasError;
    const own = text.slice(statement.startIndex, statement.endIndex);
    const reused = isOwn ? known.get(own)?.shift() : undefined;
    if (reused !== undefined) {
      reused.chunk.row = row;
      found.push(reused);
    } else found.push({ text: isOwn ? own : '', chunk: readChunk(statement, row) });
  }
  return found;
}
