import type { Excerpt } from './messages.ts';
import type { Place } from './trace.ts';

/** So many lines stand before the place's own, and after it. */
const AROUND = 4;

/** What is behind this in a line is cut off, in characters. */
const LONGEST_LINE = 400;

/** Larger files are no source anybody wrote, in bytes. */
export const LARGEST_SOURCE = 2 * 1024 * 1024;

/**
 * Whether a file that a trace names may be read: a Python source with an absolute path. A trace is not to be trusted: it
 * may name any file, and one on another machine would be asked for over the network.
 */
export function isSourcePath(file: string): boolean {
  return /^(?:\/(?![/\\])|[a-z]:[\\/]).*\.pyw?$/is.test(file) && !file.includes('\0');
}

/** The lines of a source, which may end in any of Python's ways. */
export function sourceLines(text: string): readonly string[] {
  return text.split(/\r\n|\r|\n/);
}

/** The lines around a place; `source`: all of its file's, null where that cannot be read. */
export function excerptOf(
  { id, line }: Pick<Place, 'id' | 'line'>,
  source: readonly string[] | null,
): Excerpt {
  const begin = Math.max(0, line - 1 - AROUND);
  const isThere = source !== null && line >= 1 && line <= source.length;
  const lines = isThere ? source.slice(begin, line + AROUND) : [];
  return { place: id, from: begin + 1, lines: lines.map((each) => each.slice(0, LONGEST_LINE)) };
}
