import { printable } from '../src/core/format.ts';
import type { SessionInfo } from '../src/core/messages.ts';
import type { Trace } from '../src/core/trace.ts';
import type { Tone } from './details.ts';
import type { Sign } from './glyphs.ts';

/** What stands in place of the lanes while there are none: why, and what to do next. */
export interface StateCard {
  readonly sign: Sign;
  readonly title: string;
  readonly text: string;
  /** Keys to press, such as `F5`. */
  readonly key: string | null;
  readonly action: 'runSample' | 'showLog' | 'manageTrust' | null;
}

/**
 * The card for this session and trace; null when there is something to draw. `isRestricted`: the workspace is not
 * trusted, so nothing is recorded.
 */
export function stateCard(
  session: SessionInfo | null,
  trace: Trace,
  isRestricted: boolean,
): StateCard | null {
  if (session === null && isRestricted)
    return {
      sign: 'pause',
      title: 'Restricted Mode: programs are not recorded',
      text: 'The folder is open in Restricted Mode, so Coroscope does not enter its programs. Recordings can be opened and looked at. Trust the workspace to record.',
      key: null,
      action: 'manageTrust',
    };
  if (session === null)
    return {
      sign: 'loop',
      title: 'No program has been recorded yet',
      text: 'Coroscope draws every asyncio task of the Python program you debug: when it ran, what it awaited, and how it ended. Start a Python file as always, and its timeline appears here.',
      key: 'F5',
      action: 'runSample',
    };
  if (trace.loops.length > 0 || trace.tasks.length > 0) return null;
  const { state } = session;
  const message = session.message === null ? null : printable(session.message, 1000);
  if (state === 'failed')
    return {
      sign: 'error',
      title: 'The program could not be recorded',
      text: message ?? 'The log says why.',
      key: null,
      action: 'showLog',
    };
  const problem = trace.problems.find(({ source }) => source === 'probe');
  if (problem !== undefined)
    return {
      sign: 'error',
      title: 'The program is not recorded',
      text: `${problem.message} Choose a supported interpreter, CPython 3.9 to 3.15, and start the program again.`,
      key: null,
      action: 'showLog',
    };
  if (state === 'waiting')
    return {
      sign: 'waiting',
      title: 'Waiting for the program',
      text: 'The timeline begins as soon as the program runs Python.',
      key: null,
      action: null,
    };
  if (state === 'paused')
    return {
      sign: 'pause',
      title: 'Paused at a breakpoint',
      text: 'The program has not started an event loop yet. Continue to go on recording.',
      key: 'F5',
      action: null,
    };
  if (state === 'live')
    return {
      sign: 'live',
      title: 'The program has not used asyncio yet',
      text: 'It is being recorded: lanes appear as soon as it starts an event loop, as asyncio.run() does.',
      key: null,
      action: null,
    };
  return {
    sign: 'ended',
    title: 'The program ended without using asyncio',
    text:
      message ??
      'Nothing was scheduled on an event loop, so there are no tasks to draw. Coroscope records programs that call asyncio.run() or run a loop of their own.',
    key: null,
    action: 'runSample',
  };
}

/** The chip that says how a session stands. */
export interface StatusChip {
  readonly sign: Sign;
  readonly text: string;
  readonly tone: Tone;
}

const CHIPS: Readonly<Record<SessionInfo['state'], StatusChip>> = {
  waiting: { sign: 'waiting', text: 'Waiting', tone: 'muted' },
  live: { sign: 'live', text: 'Live', tone: 'good' },
  paused: { sign: 'pause', text: 'Paused', tone: 'warning' },
  ended: { sign: 'ended', text: 'Ended', tone: 'muted' },
  failed: { sign: 'error', text: 'Failed', tone: 'bad' },
};

/** The chip of a session. */
export function statusChip(session: SessionInfo): StatusChip {
  return CHIPS[session.state];
}
