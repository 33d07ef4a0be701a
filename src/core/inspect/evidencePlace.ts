import { fileName, printable } from '../format.ts';
import type { FramePlace } from './snapshot.ts';
import type { Evidence } from './waits.ts';

/** A line of source: `kitchen.py:27`; empty for none. */
export function lineText(place: FramePlace | null): string {
  return place === null ? '' : `${printable(fileName(place.file), 60)}:${place.line}`;
}

/** Where a piece of evidence is to be seen, behind its text: `at kitchen.py:27`; empty where it has no place. */
export function whereOf({ place }: Evidence): string {
  return place === null ? '' : `at ${lineText(place)}`;
}
