import type { Place } from '../trace.ts';

/** A line, as the dump tells it. */
export interface DumpPlace {
  readonly file: string;
  readonly line: number;
  readonly function: string;
}

export type Nullable<T> = { readonly [K in keyof T]: T[K] | null };

export const NOWHERE: Nullable<DumpPlace> = { file: null, line: null, function: null };

export function dumpPlace(place: Place | null | undefined): DumpPlace | null {
  return place ? placeOf(place) : null;
}

export function placeOf({ file, line, function: name }: Place): DumpPlace {
  return { file, line, function: name };
}
