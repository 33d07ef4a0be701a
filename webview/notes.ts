import { formatDuration, printable } from '../src/core/format.ts';
import type { SessionInfo } from '../src/core/messages.ts';
import type { Trace, TraceProblem } from '../src/core/trace.ts';
import { plural, tonedFact, type Fact } from './details.ts';

/** Something about the recording as a whole that the user must know: what happened, what it means and what to do. */
export interface Note {
  readonly kind: 'ended' | 'loss' | 'forgotten' | 'problem';
  readonly what: string;
  readonly advice: string;
}

/** How many of a trace's problems are spelt out. */
const MOST_PROBLEMS = 5;

const LOSS_ADVICE =
  'The program made them faster than they could be taken. The striped bands show when; lanes are incomplete there. To keep all, record to a file: coroscope record.';

/** Why steps were let go, and what keeps them. */
export const FORGOTTEN_ADVICE =
  'The recording reached its limit, the setting coroscope.recordingMegabytes; the oldest go first. To keep all, record to a file: coroscope record.';

const PROBLEM_ADVICE: Readonly<Record<TraceProblem['source'], string>> = {
  probe:
    'The program itself is not affected; what the recorder could not see is missing from the picture. The log has the details to report.',
  stream:
    'A part of the recording could not be read and was left out. Record it again; if it comes back, report it with the log.',
};

/** What there is to say of a session's recording. */
export function notesOf(
  session: SessionInfo | null,
  { dropped, losses, problems, forgotten, now }: Trace,
): Note[] {
  const notes: Note[] = [];
  if (session?.message) notes.push({ kind: 'ended', what: printable(session.message, 1000), advice: '' });
  const facts = losses.reduce((sum, loss) => sum + loss.facts, 0);
  if (dropped + facts > 0)
    notes.push({ kind: 'loss', what: `${lossText(dropped, facts)}.`, advice: LOSS_ADVICE });
  if (forgotten !== null)
    notes.push({
      kind: 'forgotten',
      what: `Earlier steps let go: the last ${formatDuration(now - forgotten.until)} are held.`,
      advice: FORGOTTEN_ADVICE,
    });
  if (problems.length > 0) notes.push(problemNote(problems));
  return notes;
}

/** `812 steps lost`, `812 steps, 5 other facts lost`. */
export function lossText(steps: number, facts: number): string {
  const parts = [
    ...(steps > 0 || facts === 0 ? [plural(steps, 'step')] : []),
    ...(facts > 0 ? [plural(facts, 'other fact')] : []),
  ];
  return `${parts.join(', ')} lost`;
}

/** The whole of a note. */
export function noteText({ what, advice }: Note): string {
  return advice === '' ? what : `${what}\n${advice}`;
}

/** The notes as facts of the trace's summary. */
export function noteFacts(notes: readonly Note[]): Fact[] {
  const labels = { ended: 'Note', loss: 'Lost', forgotten: 'Let go', problem: 'Problems' } as const;
  return notes.map(({ kind, what, advice }) =>
    tonedFact('warning', labels[kind], { text: what }, ...(advice === '' ? [] : [{ text: advice }])),
  );
}

function problemNote(problems: readonly TraceProblem[]): Note {
  const shown = problems.slice(0, MOST_PROBLEMS).map(({ message }) => printable(message, 300));
  if (problems.length > MOST_PROBLEMS) shown.push(`and ${problems.length - MOST_PROBLEMS} more`);
  const sources = new Set(problems.map(({ source }) => source));
  return {
    kind: 'problem',
    what: `${plural(problems.length, 'problem')}: ${shown.join('; ')}.`,
    advice: [...sources].map((source) => PROBLEM_ADVICE[source]).join(' '),
  };
}
