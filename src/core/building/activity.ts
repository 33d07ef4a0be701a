import type { Frame } from '../frames.ts';
import type { Outcome } from '../trace.ts';
import type { GrowingTrace } from './growingTrace.ts';
import type { ProcessPart } from './processPart.ts';

/** What is known of runs while they go on, and of tasks that ended. */

const OUTCOMES: readonly Outcome[] = ['pending', 'result', 'error', 'cancelled'];

export function addSamples(trace: GrowingTrace, part: ProcessPart, frame: Frame & { kind: 'samples' }): void {
  const loop = part.loops.get(frame.loop);
  if (loop === undefined)
    return trace.report('stream', `samples of the unknown loop ${frame.loop}`, part.index);
  const { samples } = trace;
  for (let i = 0; i < frame.at.length; i++) {
    const at = part.time(frame.base + frame.at[i]!);
    const begin = at - frame.since[i]!;
    const last = loop.samples.at(-1);
    if (begin < 0 || (last !== undefined && (at <= samples.at[last]! || begin < samples.begin[last]!))) {
      trace.report('stream', 'a sample that is older than the one before it', part.index);
      continue;
    }
    const subject = part.subject(frame.subject[i]!);
    const stack = part.stacks[frame.stack[i]!] ?? 0;
    loop.samples.push(samples.add(loop.id, subject, begin, at, frame.weight[i]!, stack));
    if (begin >= loop.lane.end) trace.running.set(loop.id, { loop: loop.id, subject, begin });
    trace.advance(at);
  }
}

export function addEnds(trace: GrowingTrace, part: ProcessPart, frame: Frame & { kind: 'ends' }): void {
  for (let i = 0; i < frame.task.length; i++) {
    const task = trace.task(part.task(frame.task[i]!));
    const outcome = OUTCOMES[frame.outcome[i]!];
    if (task === undefined || task.ended !== null || outcome === undefined) {
      trace.report('stream', `an end of task ${frame.task[i]!} that cannot be`, part.index);
      continue;
    }
    task.ended = Math.max(part.time(frame.base + frame.at[i]!), task.created);
    task.outcome = outcome;
    if (outcome === 'error') task.error = part.text(frame.error[i]!);
    if (frame.name[i] !== '') task.name = frame.name[i]!;
    trace.advance(task.ended);
  }
}

/** Takes note of what a process runs at a moment; of its other loops nothing runs. */
export function setRunning(trace: GrowingTrace, part: ProcessPart, frame: Frame & { kind: 'beat' }): void {
  forgetRunning(trace, part);
  const now = part.time(frame.now);
  for (let i = 0; i < frame.loop.length; i++) {
    const loop = part.loops.get(frame.loop[i]!);
    const begin = now - frame.since[i]!;
    if (loop !== undefined && begin >= loop.lane.end)
      trace.running.set(loop.id, { loop: loop.id, subject: part.subject(frame.subject[i]!), begin });
  }
  trace.advance(now);
}

export function forgetRunning(trace: GrowingTrace, part: ProcessPart): void {
  for (const loop of part.loops.values()) trace.running.delete(loop.id);
}
