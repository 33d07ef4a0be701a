import { readFile, stat } from 'node:fs/promises';
import { LARGEST_SOURCE, excerptOf, isSourcePath, sourceLines } from '../core/excerpt.ts';
import type { Excerpt } from '../core/messages.ts';
import type { Trace } from '../core/trace.ts';
import type { PlaceId } from '../core/units.ts';
import { decodePython } from '../sources/sourceText.ts';

/** So many places are read at once, at most. */
const MOST_PLACES = 24;

/**
 * The source around places of a trace, in the order asked for; unknown places are left out. `openText`: the text of a
 * file that is open in an editor; the others are read from disk. `localFile`: where a file of the program's is on this
 * machine.
 */
export async function readExcerpts(
  trace: Trace,
  ids: readonly PlaceId[],
  openText: (file: string) => string | null,
  localFile: (file: string) => string,
): Promise<readonly Excerpt[]> {
  const places = ids.slice(0, MOST_PLACES).flatMap((id) => trace.place(id) ?? []);
  const sources = new Map<string, Promise<readonly string[] | null>>();
  for (const { file } of places) {
    const local = localFile(file);
    if (!sources.has(file)) sources.set(file, linesOf(local, openText(local)));
  }
  return Promise.all(places.map(async (place) => excerptOf(place, (await sources.get(place.file)) ?? null)));
}

async function linesOf(file: string, openText: string | null): Promise<readonly string[] | null> {
  const text = openText ?? (await read(file));
  return text === null ? null : sourceLines(text);
}

async function read(file: string): Promise<string | null> {
  if (!isSourcePath(file)) return null;
  try {
    const about = await stat(file);
    return about.isFile() && about.size <= LARGEST_SOURCE ? decodePython(await readFile(file)) : null;
  } catch {
    return null;
  }
}
