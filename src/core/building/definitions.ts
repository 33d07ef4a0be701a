import type { Column } from '../frameReader.ts';
import type { Frame } from '../frames.ts';
import { asNumber, asObject, asText, type Json } from '../json.ts';
import type { Place } from '../trace.ts';
import { AWAIT_KINDS, CAUSE, SCOPES } from '../wire.ts';
import { LoopLane } from '../lanes/loopLane.ts';
import { TaskLane } from '../lanes/taskLane.ts';
import type { GrowingTrace, WritableTask } from './growingTrace.ts';
import type { ProcessPart } from './processPart.ts';

/**
 * What runs refer to: places, stacks, sites, groups, callbacks, loops and tasks. The first five count themselves in the
 * stream; loops and tasks carry the probe's own serial numbers.
 */

const MOST_LOOPS = 0xffff;

export function addPlaces(trace: GrowingTrace, part: ProcessPart, frame: Frame & { kind: 'places' }): void {
  for (let i = 0; i < frame.file.length; i++) {
    const id = trace.places.length;
    part.places.push(id);
    trace.places.push({
      id,
      file: part.text(frame.file[i]!),
      line: frame.line[i]!,
      function: part.text(frame.function[i]!),
      scope: SCOPES[frame.scope[i]!] ?? 'library',
      end:
        frame.endLine[i]! > 0 && frame.endColumn[i]! > 0
          ? { line: frame.endLine[i]!, column: frame.endColumn[i]! - 1 }
          : null,
      coroutine: frame.coroutine[i]! === 1,
    });
  }
}

export function addSites(trace: GrowingTrace, part: ProcessPart, frame: Frame & { kind: 'sites' }): void {
  let at = 0;
  for (let i = 0; i < frame.await.length; i++) {
    const stack = stackOf(trace, part, frame.places.subarray(at, (at += frame.depth[i]!)));
    const id = trace.sites.length;
    part.sites.push(id);
    trace.sites.push({
      id,
      kind: AWAIT_KINDS[frame.await[i]! - 1] ?? 'future',
      stack,
      place: innermost(stack),
    });
  }
}

export function addStacks(trace: GrowingTrace, part: ProcessPart, frame: Frame & { kind: 'stacks' }): void {
  let at = 0;
  for (const depth of frame.depth) {
    part.stacks.push(trace.stacks.length);
    trace.stacks.push(stackOf(trace, part, frame.places.subarray(at, (at += depth))));
  }
}

export function addGroups(trace: GrowingTrace, part: ProcessPart, frame: Frame & { kind: 'groups' }): void {
  let at = 0;
  for (const size of frame.size) {
    part.groups.push(trace.groups.length);
    trace.groups.push(Array.from(frame.tasks.subarray(at, (at += size)), (task) => part.task(task)));
  }
}

export function addCallbacks(
  trace: GrowingTrace,
  part: ProcessPart,
  frame: Frame & { kind: 'callbacks' },
): void {
  for (let i = 0; i < frame.name.length; i++) {
    const id = trace.callbacks.length;
    part.callbacks.push(id);
    trace.callbacks.push({ id, name: part.text(frame.name[i]!), place: part.place(frame.place[i]!) });
  }
}

export function addLoop(trace: GrowingTrace, part: ProcessPart, json: Json): void {
  const own = asNumber(json['id']);
  const thread = asObject(json['thread']);
  if (own < 1 || part.loops.has(own) || trace.loops.length === MOST_LOOPS)
    return trace.report('stream', `a loop with the number ${own}`, part.index);
  const loop = {
    id: trace.loops.length + 1,
    serial: own,
    process: part.index,
    at: part.time(asNumber(json['at'])),
    class: asText(json['class']),
    thread: { id: asNumber(thread['id']), name: asText(thread['name']) },
    lane: new LoopLane(trace.runs, trace.loopArena),
    nested: { runs: [], outer: [] },
    inner: [],
    log: { begin: 0, outer: [], cause: CAUSE.soon, detail: 0, made: null, lostUntil: 0, nestedUntil: 0 },
    samples: [],
  };
  part.loops.set(own, loop);
  trace.loops.push(loop);
  trace.advance(loop.at);
}

export function addTasks(trace: GrowingTrace, part: ProcessPart, frame: Frame & { kind: 'tasks' }): void {
  for (let i = 0; i < frame.id.length; i++) {
    const own = frame.id[i]!;
    const id = part.task(own);
    if (id === 0 || trace.task(id) !== undefined) {
      const what = id === 0 ? `a task with the number ${own}` : `task ${own} created twice`;
      trace.report('stream', what, part.index);
      continue;
    }
    const parent = trace.task(part.task(frame.parent[i]!));
    const number = frame.number[i]!;
    const task: WritableTask = {
      id,
      index: trace.tasks.length,
      serial: own,
      name: number > 0 ? `Task-${number}` : frame.name[i]!,
      coroutine: part.text(frame.coroutine[i]!),
      parent: parent?.id ?? 0,
      loop: part.loops.get(frame.loop[i]!)?.id ?? 0,
      created: part.time(frame.base + frame.created[i]!),
      place: part.place(frame.place[i]!),
      ended: null,
      destroyed: null,
      outcome: 'pending',
      error: null,
      lane: new TaskLane(trace.runs, trace.taskArena),
    };
    trace.addTask(task);
    trace.advance(task.created);
  }
}

function stackOf(trace: GrowingTrace, part: ProcessPart, ids: Column): Place[] {
  const stack: Place[] = [];
  for (const id of ids) {
    const place = trace.place(part.place(id));
    if (place !== undefined) stack.push(place);
  }
  return stack;
}

/** The frame a user wants to see: the innermost of their own code, else of a library, else of all. */
function innermost(stack: readonly Place[]): Place | null {
  return (
    stack.findLast((place) => place.scope === 'user') ??
    stack.findLast((place) => place.scope === 'library') ??
    stack.at(-1) ??
    null
  );
}
