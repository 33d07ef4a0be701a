import { fileName, printable, shortDuration } from '../src/core/format.ts';
import type { Loop, Place, Site, Task, Trace } from '../src/core/trace.ts';
import type { Nanos } from '../src/core/units.ts';

const MOST_CACHED = 8192;

/** More than there are groups, those of a single task included. */
const GROUPS = 2 ** 32;

const NONE: readonly string[] = [];

/**
 * What may be written into a suspended box, the longest first: `lock · db.py:29 · 33 ms`, `db.py:29 · 33 ms`, `db.py:29`, `33 ms`. What
 * colour and sign tell as well is the first to go; of the rest stays what tells the box from its neighbours: the task or the
 * function that is waited for, or else the line.
 */
export class SuspensionLabels {
  /** By site and group, then by length: boxes are labelled again in every frame. */
  private readonly known = new Map<number, Map<Nanos, readonly string[]>>();
  private readonly calls = new Map<string, number>();
  private count = 0;

  /** `call`: the function that an executor runs meanwhile; empty where it is not known. */
  of(trace: Trace, siteId: number, group: number, length: Nanos, call = ''): readonly string[] {
    const site = trace.site(siteId);
    if (site === undefined) return NONE;
    if (this.count >= MOST_CACHED) this.forget();
    const key = siteId * GROUPS + (call === '' ? group : this.numberOf(call));
    let byLength = this.known.get(key);
    if (byLength === undefined) this.known.set(key, (byLength = new Map<Nanos, readonly string[]>()));
    let labels = byLength.get(length);
    if (labels === undefined) {
      this.count++;
      byLength.set(length, (labels = compose(trace, site, group, length, call)));
    }
    return labels;
  }

  private numberOf(call: string): number {
    let number = this.calls.get(call);
    if (number === undefined) this.calls.set(call, (number = this.calls.size + 1));
    return number;
  }

  private forget(): void {
    this.known.clear();
    this.calls.clear();
    this.count = 0;
  }
}

/** What may be written into a box whose length is all there is to say: `ready 12 ms`, `12 ms`. */
export function durationLabels(word: string, nanos: Nanos): readonly string[] {
  const duration = shortDuration(nanos);
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

function compose(trace: Trace, site: Site, group: number, length: Nanos, call: string): readonly string[] {
  const { kind } = site;
  const awaited = trace.group(group);
  const only = awaited.length === 1 ? trace.task(awaited[0]!) : undefined;
  const many = awaited.length > 1 ? `×${awaited.length}` : '';
  // Where a function was defined is not how it is called.
  const who = printable(call.replace(/^.*<locals>\./, ''), 40) || (only ? shortName(only) : many);
  const what = call !== '' ? `${kind} · ${who}` : who === '' ? kind : `${kind} ${who}`;
  const where = site.place === null ? '' : placeLabel(site.place);
  const long = shortDuration(length);
  const labels = [[what, where, long], [who, where, long], [who || where, long], [who || where], [long]].map(
    (parts) => parts.filter((part) => part !== '').join(' · '),
  );
  return [...new Set(labels)].filter((label) => label !== '');
}
