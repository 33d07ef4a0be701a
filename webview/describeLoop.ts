import { unpausedBetween } from '../src/core/analysis/pauses.ts';
import type { Block, BlockNow } from '../src/core/analysis/blocking.ts';
import { formatDuration, printable, subjectTitle } from '../src/core/format.ts';
import { callbackOf, type Loop, type Trace } from '../src/core/trace.ts';
import type { RunIndex } from '../src/core/units.ts';
import type { BlockIndex } from './blockIndex.ts';
import { blockedFacts, describeBlock } from './describeBlock.ts';
import { fact, placePart, plural, type Details, type Fact } from './details.ts';
import { collectedIn, processFacts } from './describeProcess.ts';
import { loopClass } from './labels.ts';
import { loopTrack } from './laneCursor.ts';
import { beginFacts, sharesOf, spanFact, type Span } from './pieceFacts.ts';
import type { TaskCounts } from './taskCounts.ts';

/** All that is known of an event loop. */
export function describeLoop(
  trace: Trace,
  loop: Loop,
  counts: TaskCounts | null,
  blocks: BlockIndex,
): Details {
  const track = loopTrack(trace, loop);
  const { running } = sharesOf(track);
  const life = Math.max(1, unpausedBetween(trace.pauses, track.begin, track.end));
  const share = ((running / life) * 100).toFixed(1);
  const tasks = counts?.ofLoop(loop.id);
  const facts = [
    fact('Class', { text: printable(loop.class, 200) }),
    ...processFacts(trace, loop.process),
    fact('Thread', { text: `${printable(loop.thread.name)} (${loop.thread.id})` }),
    fact('Since', { text: formatDuration(loop.at) }),
    fact(
      'Busy',
      { text: formatDuration(running) },
      { text: `${share} % of its time, in ${plural(loop.lane.length, 'callback')}` },
    ),
  ];
  if (tasks !== undefined) {
    const text = `${tasks.all.toLocaleString('en')}, ${tasks.alive.toLocaleString('en')} not done`;
    facts.splice(facts.length - 1, 0, fact('Tasks', { text }));
  }
  facts.push(...blockedFacts(trace, 'Blocked', blocks.ofLoop(loop.id)));
  return {
    kind: 'Event loop',
    title: loopClass(loop),
    badge: null,
    facts,
    shares: { running, ready: 0, suspended: life - running },
    frames: [],
  };
}

/** What a loop ran that was no task's step; `run` is −1 while it still runs. */
export function describeCallback(
  trace: Trace,
  subject: number,
  run: RunIndex,
  span: Span,
  blocks: BlockIndex,
  block: Block | BlockNow | undefined,
): Details {
  const callback = callbackOf(trace, subject);
  const place = callback && trace.place(callback.place);
  const facts: Fact[] = [spanFact(trace, span)];
  if (place) facts.push(fact('Defined at', placePart(place)));
  if (run >= 0) facts.push(...beginFacts(trace, run), ...collectedIn(trace, run));
  const title = subjectTitle(trace, subject);
  if (block !== undefined) {
    const words = describeBlock(trace, blocks, block);
    const all = [fact('Callback', { text: title }), ...words.facts, ...facts];
    return { ...words, kind: 'Block · Callback', facts: all, shares: null, frames: [] };
  }
  return { kind: 'Callback', title, badge: null, facts, shares: null, frames: [] };
}
