import { taskTitle } from '../src/core/format.ts';
import type { Loop, Place, Task, Trace } from '../src/core/trace.ts';
import type { Nanos, PlaceId, TaskId } from '../src/core/units.ts';
import { printable } from '../src/core/format.ts';
import { loopClass, placeLabel, processLabel, shortName } from './labels.ts';
import type { Selection } from './selection.ts';

/** Where a part of a description leads. */
export type Link =
  { readonly place: PlaceId } | { readonly select: Selection } | { readonly inTasks: TaskId };

/** Text, perhaps one that leads somewhere. */
export interface Part {
  readonly text: string;
  readonly link?: Link;
}

export type Tone = 'plain' | 'good' | 'warning' | 'bad' | 'muted';

/** One line of a description: what, and its parts. */
export interface Fact {
  readonly label: string;
  readonly parts: readonly Part[];
  readonly tone?: Tone;
}

/** A line of an await chain. `role`: the innermost of the user's code, others of it, and code of others. */
export interface Frame {
  readonly place: PlaceId;
  readonly line: number;
  readonly function: string;
  readonly where: string;
  readonly file: string;
  readonly role: 'focus' | 'user' | 'foreign';
}

/** How a time is divided, in nanoseconds. */
export interface Shares {
  readonly running: Nanos;
  readonly ready: Nanos;
  readonly suspended: Nanos;
}

/** A line at which a block was seen, and its stack. */
export interface CulpritDetails {
  /** What the line calls: `subprocess.run`. */
  readonly words: string;
  readonly percent: string;
  readonly time: string;
  /** The part of the block's time, from 0 to 1. */
  readonly share: number;
  readonly focus: Frame;
  /** What the line called, inwards. */
  readonly calls: readonly Frame[];
  /** Who called the line's function, outwards. */
  readonly callers: readonly Frame[];
}

/** Who stood ready during a block. */
export interface Waiting {
  readonly text: string;
  readonly tasks: readonly { readonly name: Part; readonly time: string; readonly share: number }[];
  /** How many tasks are not named. */
  readonly more: number;
}

/** What there is to say of a block beside the step or callback that it is. */
export interface BlockDetails {
  readonly culprits: readonly CulpritDetails[];
  /** What could not be seen, and what is known nevertheless; empty where all was seen. */
  readonly unseen: readonly Part[];
  /** Null while the block goes on: who waits is known once they run. */
  readonly waiting: Waiting | null;
}

export interface Badge {
  readonly text: string;
  readonly tone: Tone;
}

/** What the details pane shows, as plain data. */
export interface Details {
  /** What kind of thing it is: `Task`, `Suspension`. */
  readonly kind: string;
  readonly title: string;
  readonly badge: Badge | null;
  readonly facts: readonly Fact[];
  readonly shares: Shares | null;
  readonly frames: readonly Frame[];
  readonly block?: BlockDetails;
}

/** A fact of one or more parts. */
export function fact(label: string, ...parts: Part[]): Fact {
  return { label, parts };
}

/** A fact that stands out. */
export function tonedFact(tone: Tone, label: string, ...parts: Part[]): Fact {
  return { label, parts, tone };
}

/** A place, leading to it; code that Python carries within itself, or got as text, is in no file. */
export function placePart(place: Place): Part {
  const text = placeLabel(place);
  return place.file.startsWith('<') ? { text } : { text, link: { place: place.id } };
}

/** A task by its name and coroutine, leading to it. */
export function taskPart(task: Task): Part {
  return { text: taskTitle(task), link: { select: { kind: 'task', task: task.id } } };
}

/** A task by its name alone, leading to it when it is known. */
export function taskLink(trace: Trace, id: TaskId): Part {
  const task = trace.task(id);
  return task
    ? { text: shortName(task), link: { select: { kind: 'task', task: id } } }
    : { text: `task ${id}` };
}

/** A loop by its class, thread and, where there are several, process, leading to it. */
export function loopPart(trace: Trace, loop: Loop): Part {
  const process = processLabel(trace, loop);
  return {
    text: `${process === '' ? '' : `${process} · `}${loopClass(loop)} in ${printable(loop.thread.name, 40)}`,
    link: { select: { kind: 'loop', loop: loop.id } },
  };
}

/** The first of many parts with commas between them, and how many more there are. */
export function listParts(parts: readonly Part[], most: number): Part[] {
  const shown = parts.slice(0, most);
  const listed = shown.map((part, at) => (at < shown.length - 1 ? { ...part, text: `${part.text},` } : part));
  return parts.length > most ? [...listed, { text: `and ${parts.length - most} more` }] : listed;
}

/** `1 step`, `2,000 steps`. */
export function plural(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}
