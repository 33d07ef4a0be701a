import { BLOCKING_FROM, pausedBetween } from '../src/core/analysis/blocking.ts';
import {
  describeAwait,
  fileName,
  formatDuration,
  printable,
  subjectTitle,
  taskTitle,
} from '../src/core/format.ts';
import {
  callbackOf,
  endOfTrace,
  wakerOf,
  type Loop,
  type Place,
  type Site,
  type Task,
  type Trace,
} from '../src/core/trace.ts';
import type { Nanos, PlaceId, RunIndex, TaskId } from '../src/core/units.ts';
import { loopClass, placeLabel, shortName } from './labels.ts';
import { loopTrack, taskTrack, type Track } from './laneCursor.ts';
import { cursorOn, selectedLoop, selectedTask, type Selection } from './selection.ts';

/** Where a part of a description leads. */
export type Link = { readonly place: PlaceId } | { readonly select: Selection };

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

/** What the details pane shows, as plain data. */
export interface Details {
  /** What kind of thing it is: `Task`, `Suspension`. */
  readonly kind: string;
  readonly title: string;
  readonly badge: { readonly text: string; readonly tone: Tone } | null;
  readonly facts: readonly Fact[];
  readonly shares: Shares | null;
  readonly frames: readonly Frame[];
}

/** All that is known of the selected; null when it is not in the trace. */
export function describe(trace: Trace, selection: Selection): Details | null {
  const task = selectedTask(trace, selection);
  const loop = trace.loop(selectedLoop(trace, selection));
  if (selection.kind === 'task') return task ? describeTask(trace, task) : null;
  if (selection.kind === 'loop') return loop ? describeLoop(trace, loop) : null;
  const cursor = cursorOn(trace, selection);
  if (cursor === null) return null;
  const { from, to, position } = cursor;
  const isOpen = position >= cursor.track.lane.runs.length;
  const time = { from, to, isOpen };
  if (selection.kind === 'suspension') return task ? describeSuspension(trace, task, position, time) : null;
  if (selection.kind === 'ready') return task ? describeReady(trace, task, position, time) : null;
  if (task !== undefined) return describeStep(trace, task, position, time);
  const subject =
    selection.kind === 'run'
      ? trace.runs.subject[selection.run]
      : trace.running.get(selectedLoop(trace, selection))?.subject;
  return describeCallback(trace, subject ?? 0, selection.kind === 'run' ? selection.run : -1, time);
}

/** The place that a double click or Enter opens; 0 when there is none. */
export function placeOf(trace: Trace, selection: Selection): PlaceId {
  const task = selectedTask(trace, selection);
  if (selection.kind === 'run' || selection.kind === 'running') {
    const run = selection.kind === 'run' ? selection.run : -1;
    const callback = task ? undefined : callbackOf(trace, trace.runs.subject[run] ?? 0);
    if (callback !== undefined) return callback.place;
    const position = cursorOn(trace, selection)?.position ?? 0;
    const site = task && (siteAfter(trace, task, position - 1) ?? siteAfter(trace, task, position));
    return site?.place?.id ?? task?.place ?? 0;
  }
  if (selection.kind === 'suspension' || selection.kind === 'ready')
    return (task && siteAfter(trace, task, selection.position - 1)?.place?.id) ?? task?.place ?? 0;
  return task?.place ?? 0;
}

/** Where the run at a position of a task's lane suspended. */
export function siteAfter(trace: Trace, task: Task, position: number): Site | undefined {
  const run = task.lane.runs[position];
  return run === undefined ? undefined : trace.site(trace.runs.site[run]!);
}

/** What a task does at the end of the trace, or how it ended, in a few words. */
export function stateOf(trace: Trace, task: Task): { readonly text: string; readonly tone: Tone } {
  if (task.outcome === 'result') return { text: 'Finished', tone: 'good' };
  if (task.outcome === 'error') return { text: 'Failed', tone: 'bad' };
  if (task.outcome === 'cancelled') return { text: 'Cancelled', tone: 'warning' };
  if (trace.finished !== null) return { text: 'Pending at exit', tone: 'warning' };
  if (!Number.isNaN(taskTrack(trace, task).live)) return { text: 'Running', tone: 'good' };
  const site = siteAfter(trace, task, task.lane.runs.length - 1);
  return { text: site ? `Awaits ${describeAwait(site.kind)}` : 'Not started', tone: 'plain' };
}

interface Span {
  readonly from: Nanos;
  readonly to: Nanos;
  /** It goes on: `to` is the newest moment known of. */
  readonly isOpen: boolean;
}

function describeTask(trace: Trace, task: Task): Details {
  const track = taskTrack(trace, task);
  const created = trace.place(task.place);
  const parent = trace.task(task.parent);
  const loop = trace.loop(task.loop);
  const shares = sharesOf(track);
  const facts: Fact[] = [fact('Coroutine', { text: printable(task.coroutine, 200) })];
  if (task.error !== null)
    facts.push({ ...fact('Error', { text: printable(task.error, 2000) }), tone: 'bad' });
  facts.push(
    created
      ? fact('Created at', placePart(created), { text: `in ${printable(created.function, 120)}` })
      : fact('Created at', { text: 'not known' }),
    parent ? fact('Created by', taskPart(parent)) : fact('Created by', { text: 'no task' }),
    fact(
      'Lived',
      { text: formatDuration(track.end - track.begin) },
      { text: `from ${at(track.begin)} ${task.ended === null ? 'on' : `to ${at(track.end)}`}` },
    ),
    fact(
      'Ran',
      { text: formatDuration(shares.running) },
      { text: `in ${plural(task.lane.runs.length + (Number.isNaN(track.live) ? 0 : 1), 'step')}` },
    ),
    fact('Stood ready', { text: formatDuration(shares.ready) }),
    fact('Suspended', { text: formatDuration(shares.suspended) }),
  );
  if (loop) facts.push(fact('Loop', loopPart(loop)));
  const last = task.ended === null ? siteAfter(trace, task, task.lane.runs.length - 1) : undefined;
  return {
    kind: 'Task',
    title: shortName(task),
    badge: stateOf(trace, task),
    facts,
    shares,
    frames: last ? framesOf(last) : [],
  };
}

function describeSuspension(trace: Trace, task: Task, position: number, span: Span): Details {
  const run = task.lane.runs[position - 1];
  const site = siteAfter(trace, task, position - 1);
  const facts: Fact[] = [fact('Task', taskPart(task)), ...spanFacts(span)];
  if (run !== undefined) facts.push(...awaitedFacts(trace, trace.runs.group[run]!));
  const next = task.lane.runs[position];
  if (next !== undefined) facts.push(wakerFact(trace, next));
  const unknown = position === 0 ? 'Not started yet' : 'Between two steps; what it awaited is not known';
  const title = site ? `Awaits ${describeAwait(site.kind)}` : unknown;
  const badge =
    span.isOpen && task.ended === null
      ? ({ text: trace.finished === null ? 'Still waiting' : 'Never woken', tone: 'warning' } as const)
      : null;
  return {
    kind: site ? `Suspension · ${site.kind}` : 'Suspension',
    title,
    badge,
    facts,
    shares: null,
    frames: site ? framesOf(site) : [],
  };
}

function describeReady(trace: Trace, task: Task, position: number, span: Span): Details {
  const facts: Fact[] = [fact('Task', taskPart(task)), ...spanFacts(span)];
  const next = task.lane.runs[position];
  const before = siteAfter(trace, task, position - 1);
  if (next !== undefined) {
    facts.push(
      wakerFact(trace, next),
      fact('Then ran', {
        text: formatDuration(trace.runs.end[next]! - trace.runs.begin[next]!),
        link: { select: { kind: 'run', run: next } },
      }),
    );
  }
  return {
    kind: 'Ready',
    title: 'Could run, but its loop was busy',
    badge: null,
    facts,
    shares: null,
    frames: before ? framesOf(before) : [],
  };
}

function describeStep(trace: Trace, task: Task, position: number, span: Span): Details {
  const run = task.lane.runs[position];
  const length = span.to - span.from - pausedBetween(trace.pauses, span.from, span.to);
  const isBlocking = length >= BLOCKING_FROM;
  const facts: Fact[] = [fact('Task', taskPart(task)), ...spanFacts(span)];
  if (run !== undefined) {
    const ready = trace.runs.ready[run]!;
    if (!Number.isNaN(ready)) facts.push(fact('Stood ready', { text: formatDuration(span.from - ready) }));
    facts.push(wakerFact(trace, run));
  }
  const before = siteAfter(trace, task, position - 1);
  const after = siteAfter(trace, task, position);
  if (before?.place)
    facts.push(fact('Resumed at', placePart(before.place), { text: `after ${before.kind}` }));
  if (after?.place)
    facts.push(
      fact('Ran until', placePart(after.place), {
        text: after.kind,
        link: { select: { kind: 'suspension', task: task.id, position: position + 1 } },
      }),
    );
  else if (position === task.lane.runs.length - 1 && task.ended !== null) facts.push(endFact(task));
  const badge = isBlocking
    ? ({ text: 'Blocks the loop', tone: 'bad' } as const)
    : span.isOpen
      ? ({ text: 'Running now', tone: 'good' } as const)
      : null;
  const frames = after ? framesOf(after) : before ? framesOf(before) : [];
  return {
    kind: `Step ${position + 1}`,
    title: `Ran for ${formatDuration(span.to - span.from)}`,
    badge,
    facts,
    shares: null,
    frames,
  };
}

function describeCallback(trace: Trace, subject: number, run: RunIndex, span: Span): Details {
  const callback = callbackOf(trace, subject);
  const place = callback && trace.place(callback.place);
  const facts: Fact[] = [...spanFacts(span)];
  if (place) facts.push(fact('Defined at', placePart(place)));
  if (run >= 0) {
    const ready = trace.runs.ready[run]!;
    if (!Number.isNaN(ready)) facts.push(fact('Stood ready', { text: formatDuration(span.from - ready) }));
    facts.push(wakerFact(trace, run));
  }
  const isBlocking = span.to - span.from - pausedBetween(trace.pauses, span.from, span.to) >= BLOCKING_FROM;
  return {
    kind: 'Callback',
    title: subjectTitle(trace, subject),
    badge: isBlocking ? { text: 'Blocks the loop', tone: 'bad' } : null,
    facts,
    shares: null,
    frames: [],
  };
}

function describeLoop(trace: Trace, loop: Loop): Details {
  const track = loopTrack(trace, loop);
  const { running } = sharesOf(track);
  const life = Math.max(1, track.end - track.begin);
  let tasks = 0;
  let alive = 0;
  for (const task of trace.tasks)
    if (task.loop === loop.id) {
      tasks++;
      if (task.ended === null) alive++;
    }
  const facts = [
    fact('Class', { text: printable(loop.class, 200) }),
    fact('Thread', { text: `${printable(loop.thread.name)} (${loop.thread.id})` }),
    fact('Since', { text: at(loop.at) }),
    fact('Tasks', { text: `${tasks.toLocaleString('en')}, ${alive.toLocaleString('en')} not done` }),
    fact(
      'Busy',
      { text: formatDuration(running) },
      {
        text: `${((running / life) * 100).toFixed(1)} % of its time, in ${plural(loop.lane.runs.length, 'callback')}`,
      },
    ),
  ];
  return {
    kind: 'Event loop',
    title: loopClass(loop),
    badge: null,
    facts,
    shares: { running, ready: 0, suspended: life - running },
    frames: [],
  };
}

function sharesOf(track: Track): Shares {
  const live = Number.isNaN(track.live) ? 0 : Math.max(0, track.end - track.live);
  const running = (track.lane.busy.at(-1) ?? 0) + live;
  const ready = track.hasReady ? (track.lane.ready.at(-1) ?? 0) : 0;
  return { running, ready, suspended: Math.max(0, track.end - track.begin - running - ready) };
}

/** The user's frames from the innermost outwards, then those of libraries from the outermost inwards. */
function framesOf(site: Site): Frame[] {
  const own = site.stack.filter((place) => place.scope === 'user').reverse();
  const others = site.stack.filter((place) => place.scope !== 'user');
  // A recursive function stands in the chain more than once; only its innermost frame is the one to look at.
  const focus =
    own.length > 0 ? 0 : site.stack.filter((place) => place.scope !== 'user').indexOf(site.place!);
  const frame = (place: Place, index: number): Frame => ({
    place: place.id,
    function: printable(place.function, 120),
    where: placeLabel(place),
    file: printable(place.file, 300),
    role: index === focus ? 'focus' : place.scope === 'user' ? 'user' : 'foreign',
  });
  return [...own, ...others]
    .map(frame)
    .sort((a, b) => Number(b.role === 'focus') - Number(a.role === 'focus'));
}

function spanFacts({ from, to, isOpen }: Span): Fact[] {
  return [
    fact(
      'Duration',
      { text: formatDuration(to - from) },
      { text: isOpen ? `since ${at(from)}` : `from ${at(from)} to ${at(to)}` },
    ),
  ];
}

const MOST_AWAITED = 20;

function awaitedFacts(trace: Trace, group: number): Fact[] {
  const tasks = trace.group(group);
  if (tasks.length === 0) return [];
  const parts = tasks.slice(0, MOST_AWAITED).map((id) => taskLink(trace, id));
  if (tasks.length > MOST_AWAITED) parts.push({ text: `and ${tasks.length - MOST_AWAITED} more` });
  return [{ label: tasks.length === 1 ? 'Awaits task' : `Awaits ${tasks.length} tasks`, parts }];
}

function wakerFact(trace: Trace, run: RunIndex): Fact {
  const waker = wakerOf(trace, run);
  if (waker < 0) return fact('Woken by', { text: 'not known' });
  return fact('Woken by', {
    text: subjectTitle(trace, trace.runs.subject[waker]!),
    link: { select: { kind: 'run', run: waker } },
  });
}

function endFact(task: Task): Fact {
  if (task.outcome === 'error')
    return { label: 'Ended with', parts: [{ text: printable(task.error ?? 'an error', 2000) }], tone: 'bad' };
  return fact('Ended with', { text: task.outcome === 'cancelled' ? 'cancellation' : 'a result' });
}

function fact(label: string, ...parts: Part[]): Fact {
  return { label, parts };
}

function placePart(place: Place): Part {
  return { text: placeLabel(place), link: { place: place.id } };
}

function taskPart(task: Task): Part {
  return { text: taskTitle(task), link: { select: { kind: 'task', task: task.id } } };
}

function taskLink(trace: Trace, id: TaskId): Part {
  const task = trace.task(id);
  return task
    ? { text: shortName(task), link: { select: { kind: 'task', task: id } } }
    : { text: `task ${id}` };
}

function loopPart(loop: Loop): Part {
  return {
    text: `${loopClass(loop)} in ${printable(loop.thread.name, 40)}`,
    link: { select: { kind: 'loop', loop: loop.id } },
  };
}

function at(time: Nanos): string {
  return formatDuration(time);
}

function plural(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}

/** The counts for the toolbar: tasks, and those not done. */
export function countTasks(trace: Trace): {
  readonly all: number;
  readonly alive: number;
  readonly failed: number;
} {
  let alive = 0;
  let failed = 0;
  for (const task of trace.tasks) {
    if (task.outcome === 'pending') alive++;
    if (task.outcome === 'error') failed++;
  }
  return { all: trace.tasks.length, alive, failed };
}

/** The trace as a whole: what the details pane shows while nothing is selected. */
export function describeTrace(trace: Trace, blocks: number): Details {
  const { process } = trace;
  const outcomes = { pending: 0, result: 0, error: 0, cancelled: 0 };
  for (const task of trace.tasks) outcomes[task.outcome]++;
  const [script = ''] = process?.argv ?? [];
  const facts: Fact[] = [];
  if (process !== null)
    facts.push(fact('Python', { text: printable(process.python, 40) }, { text: `process ${process.pid}` }));
  if (process !== null && process.argv.length > 1)
    facts.push(fact('Arguments', { text: printable(process.argv.slice(1).join(' '), 200) }));
  facts.push(
    fact(
      'Recorded',
      { text: formatDuration(endOfTrace(trace)) },
      { text: plural(trace.runs.length, 'step') },
    ),
  );
  facts.push(
    fact(
      'Tasks',
      { text: trace.tasks.length.toLocaleString('en') },
      {
        text: `${outcomes.result.toLocaleString('en')} finished, ${outcomes.pending.toLocaleString('en')} not done`,
      },
    ),
  );
  if (outcomes.error > 0)
    facts.push({ ...fact('Failed', { text: plural(outcomes.error, 'task') }), tone: 'bad' });
  if (outcomes.cancelled > 0) facts.push(fact('Cancelled', { text: plural(outcomes.cancelled, 'task') }));
  if (blocks > 0)
    facts.push({
      ...fact('Loop blocked', { text: plural(blocks, 'time') }, { text: 'for 100 ms or longer' }),
      tone: 'bad',
    });
  if (trace.lost > 0) facts.push({ ...fact('Lost', { text: plural(trace.lost, 'step') }), tone: 'warning' });
  for (const loop of trace.loops.slice(0, 8)) facts.push(fact('Loop', loopPart(loop)));
  for (const problem of trace.problems.slice(0, 5))
    facts.push(fact('Problem', { text: printable(problem.message, 300) }));
  return {
    kind: 'Trace',
    title: printable(fileName(script), 80) || 'Python program',
    badge: null,
    facts,
    shares: null,
    frames: [],
  };
}
