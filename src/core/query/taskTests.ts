import { testsOf } from '../analysis/testRuns.ts';
import { isDestroyed } from '../ends.ts';
import type { TaskScope } from '../facts.ts';
import type { Task, Trace } from '../trace.ts';
import type { LoopId, TaskId } from '../units.ts';
import { EVERYTHING, NONE, type Test } from './piece.ts';
import { likeTest, textTest } from './textTest.ts';

// Terms that are about a task as a whole, or about a callback.

/** In the name of the task, of its coroutine, or of the callback. */
export function textOf(text: string): Test {
  const isName = likeTest(text);
  const isWanted = remembering(isName);
  return ofTasks(
    byName((task) => isWanted(task.coroutine) || isName(task.name)),
    isWanted,
  );
}

/** The task's own name. */
export function nameOf(value: string): Test {
  const isName = textTest(value);
  return ofTasks(
    byName((task) => isName(task.name)),
    () => false,
  );
}

/** The coroutine's qualified name; of a callback its own. */
export function coroutineOf(value: string): Test {
  const isWanted = remembering(textTest(value));
  return ofTasks((task) => isWanted(task.coroutine), isWanted);
}

/** What became of the task. */
export function outcomeOf(value: string): Test {
  const wanted = new Set(value.split(','));
  return ofTasks(
    (task) => wanted.has(outcomeName(task)),
    () => false,
  );
}

/** A number is the loop's own; else a part of its class or of its thread's name. */
export function loopOf(value: string): Test {
  const isText = textTest(value);
  const number = numberOf(value);
  return ofLoops((trace, id) => {
    if (number !== null) return id === number;
    const loop = trace.loop(id);
    return loop !== undefined && (isText(loop.class) || isText(loop.thread.name));
  });
}

/** A number is the pid; else `main`, or how the child was made. */
export function processOf(value: string): Test {
  const isText = textTest(value);
  const number = numberOf(value);
  return ofLoops((trace, id) => {
    const process = trace.processes[trace.loop(id)?.process ?? 0];
    if (process === undefined) return false;
    return number === null ? isText(process.kind ?? 'main') : process.pid === number;
  });
}

/** A number is the scope's own; else a part of its kind, or of the function that entered it. */
export function scopeOf(value: string): Test {
  const members = new ScopeMembers(textTest(value), numberOf(value));
  return {
    ...ofTasks(
      (task) => members.ids.has(task.id),
      () => false,
    ),
    update: (trace) => members.update(trace),
  };
}

/** A part of the name of the test in which the task began. */
export function testOf(value: string): Test {
  const isWanted = remembering(textTest(value));
  return ofTasks(
    (task, trace) => {
      const process = trace.loop(task.loop)?.process ?? 0;
      const test = trace.bands.length === 0 ? undefined : testsOf(trace).of(process)?.during(task.created);
      return test !== undefined && isWanted(test.name);
    },
    () => false,
  );
}

/** The tasks of the scopes that are meant. */
class ScopeMembers {
  readonly ids = new Set<TaskId>();
  private readonly isText: (text: string) => boolean;
  private readonly number: number | null;
  private seen = 0;
  /** Those that may get more members, with how many were seen. */
  private open: { readonly scope: TaskScope; seen: number }[] = [];

  constructor(isText: (text: string) => boolean, number: number | null) {
    this.isText = isText;
    this.number = number;
  }

  update(trace: Trace): void {
    for (; this.seen < trace.scopes.length; this.seen++) {
      const scope = trace.scopes[this.seen]!;
      if (this.isMeant(trace, scope)) this.open.push({ scope, seen: 0 });
    }
    this.open = this.open.filter((entry) => {
      const { scope } = entry;
      for (; entry.seen < scope.members.length; entry.seen++) this.ids.add(scope.members[entry.seen]!);
      return scope.ended === null;
    });
  }

  private isMeant(trace: Trace, { id, kind, place }: TaskScope): boolean {
    if (this.number !== null) return id === this.number;
    return this.isText(kind) || this.isText(trace.place(place)?.function ?? '');
  }
}

function numberOf(value: string): number | null {
  const match = /^=?(\d{1,15})$/.exec(value);
  return match && Number(match[1]);
}

function outcomeName(task: Task): string {
  if (task.outcome === 'pending') return isDestroyed(task) ? 'lost' : 'pending';
  return task.outcome === 'result' ? 'done' : task.outcome === 'error' ? 'failed' : 'cancelled';
}

function ofTasks(test: (task: Task, trace: Trace) => boolean, callback: (name: string) => boolean): Test {
  return {
    isOfTasks: true,
    task: (task, trace) => (test(task, trace) ? EVERYTHING : NONE),
    piece: ({ trace, task, callback: id }) =>
      task === null ? callback(trace.callback(id)?.name ?? '') : test(task, trace),
  };
}

function ofLoops(test: (trace: Trace, loop: LoopId) => boolean): Test {
  return {
    isOfTasks: true,
    task: (task, trace) => (test(trace, task.loop) ? EVERYTHING : NONE),
    piece: ({ trace, loop }) => test(trace, loop),
  };
}

/** Names repeat: coroutines and callbacks are few, however many tasks there are. */
function remembering(test: (text: string) => boolean): (text: string) => boolean {
  const known = new Map<string, boolean>();
  return (text) => {
    let answer = known.get(text);
    if (answer === undefined) known.set(text, (answer = test(text)));
    return answer;
  };
}

/** Keeps the answer for each task as long as it has the same name: it may get one only when it ends. */
function byName(test: (task: Task) => boolean): (task: Task) => boolean {
  const names: string[] = [];
  const answers: boolean[] = [];
  return (task) => {
    const { index, name } = task;
    if (names[index] !== name) {
      names[index] = name;
      answers[index] = test(task);
    }
    return answers[index]!;
  };
}
