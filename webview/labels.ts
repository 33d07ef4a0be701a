import { fileName, formatDuration, printable } from '../src/core/format.ts';
import type { Loop, Place, Site, Task, Trace } from '../src/core/trace.ts';
import type { Nanos } from '../src/core/units.ts';

const MOST_CACHED = 4096;

/** More than there are groups, those of a single task included. */
const GROUPS = 2 ** 32;

const NONE: readonly string[] = [];

/** What may be written into a suspended box, the longest first: `task fetch-3 · main.py:12`, `task fetch-3`, `fetch-3`, `task`. */
export class SuspensionLabels {
  private readonly known = new Map<number, readonly string[]>();

  of(trace: Trace, siteId: number, group: number): readonly string[] {
    const key = siteId * GROUPS + group;
    const cached = this.known.get(key);
    if (cached !== undefined) return cached;
    const site = trace.site(siteId);
    if (site === undefined) return NONE;
    if (this.known.size >= MOST_CACHED) this.known.clear();
    const labels = compose(trace, site, group);
    this.known.set(key, labels);
    return labels;
  }
}

/** What may be written into a box whose length is all there is to say: `ready 12.3 ms`, `12.3 ms`. */
export function durationLabels(word: string, nanos: Nanos): readonly string[] {
  const duration = formatDuration(nanos);
  return word === '' ? [duration] : [`${word} ${duration}`, duration];
}

/** `main.py:12`, fit to be drawn; of a file that is named as many others, with its folder: `json/__init__.py:12`. */
export function placeLabel({ file, line }: Place): string {
  const name = fileName(file);
  const folder = name.startsWith('__') ? fileName(file.slice(0, -name.length - 1)) : '';
  return `${printable(folder === '' ? name : `${folder}/${name}`, 40)}:${line}`;
}

/** The name that tells a task apart: its own, or its coroutine's where it has only a number. */
export function shortName(task: Task): string {
  return printable(task.name, 40) || printable(task.coroutine, 40) || `task ${task.id}`;
}

/** A loop's class without its modules and underscore: `UnixSelectorEventLoop`. */
export function loopClass(loop: Loop): string {
  return printable(loop.class.slice(loop.class.lastIndexOf('.') + 1).replace(/^_/, ''), 40);
}

/** The process of a loop where there are several: `main 4711`, `spawn 4712`; else empty. */
export function processLabel(trace: Trace, loop: Loop): string {
  if (trace.processes.length < 2) return '';
  const process = trace.processes[loop.process];
  return process === undefined ? '' : `${process.kind ?? 'main'} ${process.pid}`;
}

function compose(trace: Trace, site: Site, group: number): readonly string[] {
  const awaited = trace.group(group);
  const only = awaited.length === 1 ? trace.task(awaited[0]!) : undefined;
  const name = only === undefined ? '' : shortName(only);
  const what =
    name !== '' ? `${site.kind} ${name}` : awaited.length > 1 ? `${site.kind} ×${awaited.length}` : site.kind;
  const labels = what === site.kind ? [what] : [what, site.kind];
  // The glyph says of which family the kind is: which task it is says more.
  if (name.length > site.kind.length) labels.splice(1, 0, name);
  return site.place === null ? labels : [`${what} · ${placeLabel(site.place)}`, ...labels];
}
