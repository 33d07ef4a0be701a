import { OWN_EVENT } from '../../entry/questions.ts';

/** What the Debug Adapter Protocol's messages of one session come to. */
export interface DapSink {
  initialized(): void;
  stopped(thread: number, reason: string): void;
  resumed(): void;
  process(pid: number): void;
  /**
   * VS Code was told the call stack of a thread that stands; `frame`: the debugger's number of the topmost frame; `place`:
   * where that is, null where it is in no file.
   */
  stack(frame: number, place: FramePlace | null): void;
  /** The body of an event of the probe's own; not to be trusted. */
  own(body: unknown): void;
  ended(): void;
}

/** Where a frame of a call stack is: the name of its file, without the folder, and the line from 1. */
export interface FramePlace {
  readonly file: string;
  readonly line: number;
}

/** Requests after which the program runs, once they are granted. */
const RESUMING = new Set(['continue', 'next', 'stepIn', 'stepOut', 'goto', 'stepBack', 'reverseContinue']);

const MOST_REASON = 100;
const MOST_NAME = 200;

/** Reads a message from the debug adapter, whatever it is. */
export function readDap(message: unknown, sink: DapSink): void {
  const { type, event, command, success, body } = fields(message);
  if (type === 'event') readEvent(event, body, sink);
  else if (type === 'response' && success === true) {
    if (typeof command === 'string' && RESUMING.has(command)) sink.resumed();
    if (command === 'stackTrace') readStack(body, sink);
  }
}

function readEvent(event: unknown, body: unknown, sink: DapSink): void {
  switch (event) {
    case 'initialized':
      return sink.initialized();
    case 'stopped': {
      const { threadId, reason } = fields(body);
      return sink.stopped(
        number(threadId) ?? 0,
        typeof reason === 'string' ? reason.slice(0, MOST_REASON) : '',
      );
    }
    case 'continued':
      return sink.resumed();
    case 'process': {
      const pid = number(fields(body).systemProcessId);
      return pid === null ? undefined : sink.process(pid);
    }
    case OWN_EVENT:
      return sink.own(body);
    case 'terminated':
      return sink.ended();
  }
}

function readStack(body: unknown, sink: DapSink): void {
  const { stackFrames } = fields(body);
  const first = fields(Array.isArray(stackFrames) ? stackFrames[0] : null);
  const id = number(first['id']);
  if (id !== null) sink.stack(id, readPlace(first));
}

function readPlace({ line, source }: Readonly<Record<string, unknown>>): FramePlace | null {
  const { path, name } = fields(source);
  const given = typeof path === 'string' ? path : typeof name === 'string' ? name : '';
  const file = given.slice(Math.max(given.lastIndexOf('/'), given.lastIndexOf('\\')) + 1, given.length);
  const at = number(line);
  return file === '' || at === null || at < 1 ? null : { file: file.slice(0, MOST_NAME), line: at };
}

/** The fields of a value that need not be an object. */
export function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function number(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : null;
}

/** Whether a message from the debug adapter says that the program is over, or at least the debugging of it. */
export function saysEnd(message: unknown): boolean {
  const { type, event } = fields(message);
  return type === 'event' && (event === 'exited' || event === 'terminated');
}

/** Whether a request to the debug adapter is one to leave the program and let it live. */
export function leavesProgram(message: unknown): boolean {
  const { type, command, arguments: given } = fields(message);
  return type === 'request' && command === 'disconnect' && fields(given).terminateDebuggee !== true;
}
