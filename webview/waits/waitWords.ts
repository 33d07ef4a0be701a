import { countedTasks, formatCount } from '../../src/core/format.ts';
import type { ToWaits } from '../../src/core/waitMessages.ts';
import type { WaitMark, WaitPicture } from '../../src/core/inspect/waitPicture.ts';

type Shown = Extract<ToWaits, { type: 'picture' }>;

const MARKS: Readonly<Record<WaitMark, string>> = {
  deadlock: 'part of a deadlock',
  stuck: 'stuck behind a deadlock',
  lost: 'a lost wake-up',
};

/** What is wrong with a box, in a few words; empty for nothing. */
export function markWords(mark: WaitMark | null): string {
  return mark === null ? '' : MARKS[mark];
}

/** What a box waits for: `waits for Lock 2, held by right hand`; empty where it waits for nothing that is drawn. */
export function waitsOf({ boxes, arrows }: WaitPicture, box: number): string {
  const parts = arrows
    .filter(({ from }) => from === box)
    .map(({ to, kind }) => {
      const target = boxes[to]!;
      const holders = arrows.flatMap((next) =>
        next.from === to && next.kind === 'held by' ? boxes[next.to]!.title : [],
      );
      const more =
        target.kind === 'task'
          ? ''
          : holders.length > 0
            ? `, held by ${listed(holders)}`
            : target.detail === ''
              ? ''
              : `, ${target.detail}`;
      return `${kind} ${to === box ? 'one another' : target.title}${more}`;
    });
  return listed(parts, '; ');
}

/** What is to be known of a box beside what is to be read on it, for screen readers and as a tooltip. */
export function spokenOf(picture: WaitPicture, box: number): string {
  const { words, mark } = picture.boxes[box]!;
  return [words, markWords(mark), waitsOf(picture, box)].filter((part) => part !== '').join(', ');
}

/** How all stands, in a few words: `At the stop: 1 deadlock · 51 tasks`. */
export function summaryOf({ picture: { deadlocks, lostWakeUps }, tasks, isStopped }: Shown): string {
  const found = [
    deadlocks === 0 ? 'no deadlock' : counted(deadlocks, 'deadlock'),
    ...(lostWakeUps === 0 ? [] : [counted(lostWakeUps, 'lost wake-up')]),
    countedTasks(tasks),
  ];
  return `${isStopped ? 'At the stop' : 'While it runs'}: ${found.join(' · ')}`;
}

function counted(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** What is not drawn; empty for nothing. */
export function leftOutWords({ leftOut: { tasks, resources } }: WaitPicture): string {
  const parts = [
    ...(tasks > 0 ? [countedTasks(tasks)] : []),
    ...(resources > 0
      ? [resources === 1 ? '1 lock or the like' : `${formatCount(resources)} locks and the like`]
      : []),
  ];
  if (parts.length === 0) return '';
  return `${parts.join(' and ')} left out. What is wrong is shown first, then the longest chains and what the biggest crowds wait for.`;
}

const MOST = 5;

function listed(parts: readonly string[], between = ', '): string {
  const shown = parts.slice(0, MOST).join(between);
  return parts.length > MOST ? `${shown} and ${parts.length - MOST} more` : shown;
}
