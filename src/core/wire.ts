/**
 * The names and numbers of docs/wire.md that writer and reader must agree on. What a frame may contain is in decode.ts.
 */

/** The first bytes of every stream: `CORO`, CR LF SUB, protocol version. */
export const MAGIC: Uint8Array = Uint8Array.of(0x43, 0x4f, 0x52, 0x4f, 0x0d, 0x0a, 0x1a, 0x01);

/** The protocol's version, the last byte of the magic and the handshake's number. */
export const WIRE_VERSION = 1;

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
} as const;

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

/** A `pause` frame, the only one that the host writes into a stream: the debugger stopped the program, or let it go on. */
export function encodePause(at: number, stopped: boolean): Uint8Array {
  const frame = new Uint8Array(FRAME_HEAD + 9);
  const view = new DataView(frame.buffer);
  view.setUint8(0, FRAME.pause);
  view.setUint32(1, 9, true);
  view.setUint32(FRAME_HEAD, at % 2 ** 32, true);
  view.setUint32(FRAME_HEAD + 4, Math.floor(at / 2 ** 32), true);
  view.setUint8(FRAME_HEAD + 8, stopped ? 1 : 0);
  return frame;
}
