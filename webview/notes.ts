import { printable } from '../src/core/format.ts';
import type { SessionInfo } from '../src/core/messages.ts';
import type { Trace } from '../src/core/trace.ts';
import { plural, type Fact } from './details.ts';

/** Something about the recording as a whole that the user must know: a few words for a chip, and all of it. */
export interface Note {
  readonly kind: 'ended' | 'loss' | 'problem';
  readonly short: string;
  /** What happened, and what to do. */
  readonly text: string;
}

/** How many of a trace's problems are spelt out. */
const MOST_PROBLEMS = 5;

const ADVICE = {
  probe:
    'The program itself is not affected; what the recorder could not see is missing from the picture. The log has the details to report.',
  stream:
    'A part of the recording could not be read and was left out. If this is a file, record it again; if it comes back, report it with the log.',
} as const;

/** What there is to say of a session's recording. */
export function notesOf(session: SessionInfo | null, trace: Trace): Note[] {
  const notes: Note[] = [];
  if (session?.message) notes.push({ kind: 'ended', short: '', text: printable(session.message, 1000) });
  if (trace.lost > 0)
    notes.push({ kind: 'loss', short: `${plural(trace.lost, 'step')} lost`, text: lossText(trace) });
  const { problems } = trace;
  if (problems.length > 0) {
    const sources = (['probe', 'stream'] as const).filter((source) =>
      problems.some((problem) => problem.source === source),
    );
    const shown = problems.slice(0, MOST_PROBLEMS).map(({ message }) => `• ${printable(message, 300)}`);
    if (problems.length > MOST_PROBLEMS) shown.push(`• and ${problems.length - MOST_PROBLEMS} more`);
    notes.push({
      kind: 'problem',
      short: plural(problems.length, 'problem'),
      text: [...shown, ...sources.map((source) => ADVICE[source])].join('\n'),
    });
  }
  return notes;
}

/** The notes as facts of the trace's summary. */
export function noteFacts(notes: readonly Note[]): Fact[] {
  const labels = { ended: 'Note', loss: 'Lost', problem: 'Problems' } as const;
  return notes.map(({ kind, text }) => ({ label: labels[kind], parts: [{ text }], tone: 'warning' }));
}

function lossText(trace: Trace): string {
  return `${plural(trace.lost, 'step')} were lost: the program made them faster than they could be taken. The striped bands show when; lanes are incomplete there. To keep all, record to a file: coroscope record.`;
}
