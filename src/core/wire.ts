import type { ResourceKind } from './facts.ts';
import type { Scope } from './trace.ts';

/**
 * The names and numbers of docs/wire.md that writer and reader must agree on. What a frame may contain is in decode.ts.
 */

/** The first bytes of every stream: `CORO`, CR LF SUB, protocol version. */
export const MAGIC: Uint8Array = Uint8Array.of(0x43, 0x4f, 0x52, 0x4f, 0x0d, 0x0a, 0x1a, 0x02);

/** The protocol's version, the last byte of the magic and the handshake's number. */
export const WIRE_VERSION = 2;

/** Bytes before a frame's payload: its kind (u8) and its length (u32). */
export const FRAME_HEAD = 5;

/** The blocking threshold of a stream whose header names none, in nanoseconds. */
export const DEFAULT_THRESHOLD = 100_000_000;

/** The longest payload a reader accepts, in bytes. */
export const MAX_PAYLOAD = 16 * 1024 * 1024;

/** A frame holds at most as many entries as its payload has bytes, and so many more. */
export const SPARE_ENTRIES = 64;

export const FRAME = {
  header: 1,
  strings: 2,
  places: 3,
  sites: 4,
  groups: 5,
  loop: 6,
  tasks: 7,
  runs: 8,
  callbacks: 9,
  ends: 10,
  beat: 11,
  loss: 12,
  pause: 13,
  problem: 14,
  finish: 15,
  stacks: 16,
  samples: 17,
  process: 18,
  /** Among the {@link TABLES}. */
  forget: 32,
} as const;

/** The tables of facts beside runs, each with the kind of its frames and its columns, in the order of both on the wire. */
export const TABLES = {
  threads: { kind: 19, columns: ['id', 'ident', 'name'] },
  scopes: { kind: 20, columns: ['id', 'at', 'kind', 'task', 'place'] },
  members: { kind: 21, columns: ['scope', 'task'] },
  scopeEnds: { kind: 22, columns: ['scope', 'at'] },
  cancels: { kind: 23, columns: ['at', 'task', 'subject', 'place', 'origin', 'message'] },
  resources: { kind: 24, columns: ['id', 'at', 'kind', 'class', 'place', 'capacity'] },
  resourceEvents: { kind: 25, columns: ['at', 'resource', 'event', 'task', 'value'] },
  jobs: { kind: 26, columns: ['id', 'queued', 'kind', 'function', 'place', 'task'] },
  jobRuns: { kind: 27, columns: ['job', 'begin', 'end', 'thread', 'outcome'] },
  children: { kind: 28, columns: ['id', 'at', 'pid', 'kind', 'command', 'task', 'place'] },
  childEnds: { kind: 29, columns: ['child', 'at', 'code'] },
  collections: { kind: 30, columns: ['begin', 'end', 'generation', 'collected', 'thread'] },
  lost: { kind: 31, columns: ['at', 'kind', 'task', 'name', 'place', 'error'] },
  bands: { kind: 33, columns: ['at', 'kind', 'phase', 'name', 'task', 'outcome'] },
} as const;

export type TableName = keyof typeof TABLES;

/** What a run's `cause` says: what made it ready. */
export const CAUSE = {
  soon: 0,
  timer: 1,
  readable: 2,
  writable: 3,
  signal: 4,
  thread: 5,
  loop: 6,
  unknown: 7,
} as const;

/**
 * What a row of runs tells of those behind it, where it is no run itself: the loop turns to its callbacks; why the next
 * run was ready; from here on runs are inside the one that goes on, up to here they were.
 */
export const ROW = { begin: 0, cause: 1, enter: 2, leave: 3 } as const;

/** What a suspension waits for, in the order of their codes on the wire, which begin at 1. */
export const AWAIT_KINDS = [
  'sleep',
  'task',
  'gather',
  'wait',
  'timeout',
  'lock',
  'event',
  'condition',
  'semaphore',
  'barrier',
  'queue.get',
  'queue.put',
  'stream',
  'socket',
  'subprocess',
  'executor',
  'future',
  'yield',
] as const;

export type AwaitKind = (typeof AWAIT_KINDS)[number];

/** Whose code a place is in, in the order of their codes, which begin at 0. */
export const SCOPES: readonly Scope[] = ['user', 'library', 'stdlib'];

/** The kinds of resource, in the order of their codes, which begin at 1. */
export const RESOURCE_KINDS: readonly ResourceKind[] = [
  'lock',
  'semaphore',
  'condition',
  'event',
  'barrier',
  'queue',
  'priority queue',
  'LIFO queue',
];

/** What may happen to a resource, in the order of their codes, which begin at 1. */
export const RESOURCE_EVENTS = [
  'acquired',
  'released',
  'begins to wait',
  'stops waiting',
  'size',
  'set',
  'cleared',
  'broken',
] as const;

export type ResourceEvent = (typeof RESOURCE_EVENTS)[number];

/** What work comes to nothing, in the order of their codes, which begin at 1. */
export const LOST_KINDS = [
  'task destroyed',
  'exception never retrieved',
  'coroutine never awaited',
  'async generator left open',
] as const;

export type LostKind = (typeof LOST_KINDS)[number];

/** What a run's subject says, in its two low bits: a task's step, a plain callback, or one of them inside another run. */
export const SUBJECT = { step: 0, callback: 1, nestedStep: 2, nestedCallback: 3 } as const;

/** Whether a run's subject is a plain callback. */
export function isCallback(subject: number): boolean {
  return subject % 2 === 1;
}

/** Whether a run was inside another one. */
export function isNested(subject: number): boolean {
  return subject % 4 >= SUBJECT.nestedStep;
}

/** The line a client sends before its stream, without the line feed; not part of the trace. */
export function handshake(token: string): string {
  return `coroscope/${WIRE_VERSION} ${token}`;
}

/** The line of a child process of the program that the token was made for. */
export function childHandshake(token: string): string {
  return `${handshake(token)} child`;
}

/** A `process` frame, as receivers write it into a stream of several processes: whose frames follow. */
export function encodeProcess(index: number): Uint8Array {
  const frame = new Uint8Array(FRAME_HEAD + 4);
  const view = new DataView(frame.buffer);
  view.setUint8(0, FRAME.process);
  view.setUint32(1, 4, true);
  view.setUint32(FRAME_HEAD, index, true);
  return frame;
}

/** A `pause` frame, as the host writes it into a stream: the debugger stopped the program, or let it go on. */
export function encodePause(at: number, stopped: boolean): Uint8Array {
  const [frame, view] = frameOfTime(FRAME.pause, at, 1);
  view.setUint8(FRAME_HEAD + 8, stopped ? 1 : 0);
  return frame;
}

/** A `finish` frame, as the host writes it for a child that ended and did not say so; `at`: in the child's own time. */
export function encodeFinish(at: number): Uint8Array {
  return frameOfTime(FRAME.finish, at, 0)[0];
}

/** A frame that begins with a time, and has so many bytes more. */
function frameOfTime(kind: number, at: number, more: number): [frame: Uint8Array, view: DataView] {
  const frame = new Uint8Array(FRAME_HEAD + 8 + more);
  const view = new DataView(frame.buffer);
  view.setUint8(0, kind);
  view.setUint32(1, 8 + more, true);
  view.setUint32(FRAME_HEAD, at % 2 ** 32, true);
  view.setUint32(FRAME_HEAD + 4, Math.floor(at / 2 ** 32), true);
  return [frame, view];
}

/** A group from this one on is a single task: its id, and so much. */
export const SINGLE_GROUP = 2 ** 31;
