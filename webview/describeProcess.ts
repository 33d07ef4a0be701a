import { formatDuration, printable } from '../src/core/format.ts';
import type { Child } from '../src/core/facts.ts';
import { between, factsOf } from '../src/core/links/factIndex.ts';
import { runAt, type Loop, type Trace } from '../src/core/trace.ts';
import type { Nanos, ProcessIndex, RunIndex, TaskId } from '../src/core/units.ts';
import { fact, placePart, plural, taskLink, type Fact, type Part } from './details.ts';
import { processLabel } from './labels.ts';
import { formatMoment } from './moments.ts';

/** Processes as lines of a description: which there are, who started them, and what their garbage collectors took. */

const MOST = 5;

/** The child processes of the whole trace, recorded or not; a recorded one leads to its first loop. */
export function childrenFacts(trace: Trace): Fact[] {
  const { children, processes } = trace;
  const facts = children.slice(0, MOST).map((child) => childFact(trace, 'Child process', child));
  const more = children.length - facts.length;
  if (more > 0) facts.push(fact('Child process', { text: `and ${more} more` }));
  const recorded = processes.length - 1;
  if (recorded > children.length)
    facts.push(fact('Child process', { text: `${plural(recorded, 'process')} recorded` }));
  return facts;
}

/** The processes that a task started in a time. */
export function startedFacts(trace: Trace, task: TaskId, from: Nanos, to: Nanos): Fact[] {
  const started = between(factsOf(trace).children.of(task), ({ at }) => at, from, to, MOST);
  return started.map((child) => childFact(trace, 'Started', child));
}

/** Which process this is and who started it, where there are several. */
export function processFacts(trace: Trace, index: ProcessIndex): Fact[] {
  const process = trace.processes[index];
  if (process === undefined || trace.processes.length < 2) return [];
  if (process.kind === null) return [fact('Process', { text: `${process.pid}` }, { text: 'the main one' })];
  const child = trace.children.find(({ pid }) => pid === process.pid);
  const place = child && trace.place(child.place);
  return [
    fact('Process', { text: `${process.pid}` }, { text: `${process.kind}, Python ${process.python}` }),
    fact(
      'Started by',
      ...(child !== undefined && child.task > 0
        ? [taskLink(trace, child.task)]
        : [{ text: `process ${process.parent}` }]),
      ...(place ? [{ text: 'at' }, placePart(place)] : []),
    ),
  ];
}

/** What garbage collection took of the whole trace, and where it took longest. */
export function collectionFacts(trace: Trace): Fact[] {
  const { begin, end, length } = trace.collections;
  const { spent, longest } = factsOf(trace).collected;
  if (spent === 0) return [];
  const total = fact('GC pauses', { text: formatDuration(spent) });
  const run = runUnder(trace, longest);
  const text = `${length === 1 ? 'one pause' : `longest ${formatDuration(end[longest]! - begin[longest]!)}`}, at ${formatMoment(trace, begin[longest]!)}`;
  const where: Part = run < 0 ? { text } : { text, link: { select: { kind: 'run', run } } };
  if (length === 1) return [{ ...total, parts: [...total.parts, { text: 'in' }, where] }];
  return [
    { ...total, parts: [...total.parts, { text: `in ${length.toLocaleString('en')} pauses;` }, where] },
  ];
}

/** What garbage collection took of a run. */
export function collectedIn(trace: Trace, run: RunIndex): Fact[] {
  const { collections, runs } = trace;
  const loop = trace.loop(runs.loop(run));
  if (loop === undefined) return [];
  let spent = 0;
  let freed = 0;
  const [begin, end] = [runs.begin(run), runs.end(run)];
  for (const { id, ident, process } of trace.threads) {
    if (ident !== loop.thread.id || process !== loop.process) continue;
    for (const i of between(factsOf(trace).collections.of(id), (at) => collections.begin[at]!, begin, end)) {
      if (collections.end[i]! > end) continue;
      spent += collections.end[i]! - collections.begin[i]!;
      freed += collections.collected[i]!;
    }
  }
  if (spent === 0) return [];
  return [
    fact('GC pauses', { text: formatDuration(spent) }, { text: `of it; freed ${plural(freed, 'object')}` }),
  ];
}

function childFact(trace: Trace, label: string, child: Child): Fact {
  const index = trace.processes.findIndex(({ pid, kind }) => kind !== null && pid === child.pid);
  const loop = index < 0 ? undefined : trace.loops.find(({ process }) => process === index);
  const place = trace.place(child.place);
  const exit = child.code === null ? 'ended' : `exited with ${child.code}`;
  return fact(
    label,
    loop === undefined
      ? { text: `${child.kind} ${child.pid}` }
      : { text: processLabel(trace, loop), link: { select: { kind: 'loop', loop: loop.id } } },
    // Of the program that runs, its name will do.
    { text: printable(child.command.replace(/^\S*[\\/]/, ''), 120) },
    ...(place ? [{ text: 'at' }, placePart(place)] : []),
    ...(child.ended === null ? [] : [{ text: `${exit} after ${formatDuration(child.ended - child.at)}` }]),
  );
}

function runUnder(trace: Trace, collection: number): RunIndex {
  for (const loop of trace.loops) {
    if (!isOn(trace, loop, collection)) continue;
    const run = runAt(trace, loop.lane, trace.collections.begin[collection]!);
    if (run >= 0) return run;
  }
  return -1;
}

/** True when a collection held the thread of a loop. */
function isOn(trace: Trace, loop: Loop, collection: number): boolean {
  const { collections } = trace;
  if (collections.process[collection] !== loop.process) return false;
  return trace.thread(collections.thread[collection]!)?.ident === loop.thread.id;
}
