import type { ToView } from '../src/core/messages.ts';
import { browserClock, type Clock } from './clock.ts';
import { isExportAction } from './export/exportActions.ts';

/** What the messages do. None of it throws. */
export interface Taking {
  /** Does what a message says; of bytes, makes them the next to be read. */
  readonly take: (message: ToView) => void;
  /** Reads a little of the bytes that were taken; true when there is more to read. */
  readonly readOn: () => boolean;
  /** Begins and ends a time in which more has come than is read. */
  readonly setReading: (isReading: boolean) => void;
  /** Something is there to be seen. Answers what it will take to draw it, in milliseconds, as far as that is known. */
  readonly show: () => number;
}

/** Milliseconds that bytes are read before the page may do something else. */
const SLICE = 6;
/** Milliseconds between two pictures while more is read, at least; and the share of the time that goes into them. */
const PATIENCE = 200;
const SHARE = 1 / 6;

/**
 * Makes what takes in the host's messages: bytes are read in slices, so that a long recording that is opened keeps nobody waiting, and what a message
 * asks of the trace is answered when all is read that came before it.
 */
export function createIntake(
  { take, readOn, setReading, show }: Taking,
  clock: Clock = browserClock(),
): (message: ToView) => void {
  let waiting: ToView[] = [];
  let isBegun = false;
  let isAwaited = false;
  let next = 0;

  const slice = (): void => {
    const stop = clock.now() + SLICE;
    while (waiting.length > 0) {
      if (!isBegun) take(waiting[0]!);
      isBegun = waiting[0]!.type === 'bytes' && readOn();
      if (!isBegun) waiting.shift();
      if (clock.now() >= stop) break;
    }
    setReading(waiting.length > 0);
    isAwaited = waiting.length > 0;
    if (isAwaited) clock.call(slice, 0);
    const now = clock.now();
    if (waiting.length > 0 && now < next) return;
    next = now + Math.max(PATIENCE, show() / SHARE);
  };
  return (message) => {
    // What was sent of another stream, and asked of it, is nothing any more.
    if (message.type === 'begin') {
      waiting = [];
      isBegun = false;
    }
    if (isOfTrace(message)) {
      if (waiting.push(message) === 1 && !isAwaited) slice();
      return;
    }
    take(message);
    setReading(waiting.length > 0);
    show();
  };
}

/** Whether a message adds to the trace, or asks something of it: what must be known then has come before it. */
function isOfTrace(message: ToView): boolean {
  return message.type === 'navigate' ? isExportAction(message.action) : OF_TRACE[message.type];
}

const OF_TRACE: Readonly<Record<Exclude<ToView['type'], 'navigate'>, boolean>> = {
  bytes: true,
  reveal: true,
  walkBlocks: true,
  showRun: true,
  showTask: true,
  sessions: false,
  begin: false,
  excerpts: false,
  takeOver: false,
};
