import { describe, expect, it } from 'vitest';
import { DeadlockFinder, type Deadlock } from '../../src/core/analysis/deadlocks.ts';
import { dump } from '../../src/core/export/dump.ts';
import type { Trace } from '../../src/core/trace.ts';
import { TraceBuilder } from '../../src/core/traceBuilder.ts';
import { RESOURCE_EVENTS, type AwaitKind, type ResourceEvent } from '../../src/core/wire.ts';
import { SITUATIONS } from '../webview/situations.ts';
import { build } from './smallTrace.ts';
import { TraceWriter } from './traceWriter.ts';

/** A loop in which each task has one step: what it takes in it, and what it then waits for. */
class World {
  readonly writer = new TraceWriter().header().loop();
  private now = 0;
  private tasks = 0;
  private scopes = 0;
  private loop = 1;
  private readonly resources = new Map<string, number>();

  /** The number of the lock, or of the semaphore for so many, of that name. */
  resource(name: string, places = 0): number {
    let id = this.resources.get(name);
    if (id === undefined) {
      this.resources.set(name, (id = this.resources.size + 1));
      this.writer.facts('resources', {
        id,
        at: this.now,
        kind: places > 0 ? 2 : 1,
        class: 'Lock',
        capacity: places,
      });
    }
    return id;
  }

  event(name: string, event: ResourceEvent, task: number): this {
    const row = {
      at: this.now,
      resource: this.resource(name),
      event: RESOURCE_EVENTS.indexOf(event) + 1,
      task,
    };
    this.writer.facts('resourceEvents', row);
    return this;
  }

  /** Tasks that are created, but do not run yet. */
  spawn(count: number): this {
    for (let i = 0; i < count; i++) this.writer.task(++this.tasks, { created: this.now, loop: this.loop });
    return this;
  }

  /** What follows happens in another event loop of the same process. */
  nextLoop(): this {
    this.writer.loop(++this.loop, this.now);
    return this;
  }

  step(
    task: number,
    { takes = [], waits = '', on = [], kind, frame = '' }: StepOf & { kind?: AwaitKind; frame?: string } = {},
  ): this {
    const begin = (this.now += 1000);
    this.now += 100;
    for (const name of takes) this.event(name, 'acquired', task);
    if (waits !== '') this.event(waits, 'begins to wait', task);
    const inner = this.writer.place('/app/main.py', 10 + task, 'work');
    const places = frame === '' ? [inner] : [inner, this.writer.place('/usr/lib/asyncio.py', 1, frame, 2)];
    const site = this.writer.site(
      kind ?? (on.length > 0 ? 'gather' : waits === '' ? 'sleep' : 'lock'),
      ...places,
    );
    const group = on.length === 0 ? 0 : this.writer.group(...on);
    this.now += 100;
    this.writer.runs([{ task, begin, end: this.now, ready: begin, site, group }], this.loop);
    return this;
  }

  trace(): TraceBuilder {
    return build(this.writer.beat((this.now += 5000)).bytes());
  }

  /** Enters a scope: 1 a TaskGroup, 3 a timeout. */
  enter(task: number, kind: 1 | 3, members: readonly number[] = []): this {
    const id = ++this.scopes;
    this.writer.facts('scopes', { id, at: (this.now += 10), kind, task, place: 0 });
    for (const member of members) this.writer.facts('members', { scope: id, task: member });
    return this;
  }

  /** Leaves the scope that was entered so many before. */
  leave(id: number): this {
    this.writer.facts('scopeEnds', { scope: id, at: (this.now += 10) });
    return this;
  }

  cancel(task: number, origin: number): this {
    this.writer.facts('cancels', { at: (this.now += 50), task, subject: 0, origin });
    return this;
  }
}

interface StepOf {
  readonly takes?: readonly string[];
  readonly waits?: string;
  readonly on?: readonly number[];
}

/** Two tasks, each of which holds what the other one waits for. */
function embrace(): World {
  return new World()
    .spawn(4)
    .step(1, { takes: ['a'] })
    .step(2, { takes: ['b'], waits: 'a' })
    .step(1, { waits: 'b' });
}

function deadlocksOf(trace: Trace, most = 1000): readonly Deadlock[] {
  const finder = new DeadlockFinder();
  while (!finder.update(trace, most));
  return finder.deadlocks;
}

function said(trace: Trace, most = 1000): string[] {
  return deadlocksOf(trace, most).map(
    ({ cycle, behind }) =>
      `${cycle.map(({ task, resource }) => `${task}${resource ? `:${resource.id}` : ''}`).join(' ')} < ${behind.join()}`,
  );
}

describe('a deadlock', () => {
  it('is two tasks that wait for each other, and those behind them', () => {
    expect(said(embrace().trace())).toEqual(['2:1 1:2 < ']);
    const [found] = deadlocksOf(
      embrace()
        .step(3, { waits: 'a' })
        .step(4, { on: [3] })
        .trace(),
    );
    expect(found!.cycle.map(({ task, position }) => [task, position])).toEqual([
      [2, 1],
      [1, 2],
    ]);
    expect([...found!.behind].sort()).toEqual([3, 4]);
    expect(found!.since).toBe(3600);
  });

  it('is the same whatever the slices', () => {
    const trace = embrace().step(3, { waits: 'a' }).trace();
    for (const most of [1, 2, 3, 7]) expect(said(trace, most)).toEqual(said(trace));
  });

  it('is a task that waits for what it holds itself', () => {
    expect(
      said(
        new World()
          .spawn(1)
          .step(1, { takes: ['a'], waits: 'a' })
          .trace(),
      ),
    ).toEqual(['1:1 < ']);
  });

  it('goes by way of awaited tasks', () => {
    const world = new World().spawn(2).step(1, { takes: ['a'], on: [2], kind: 'task' });
    expect(said(world.step(2, { waits: 'a' }).trace())).toEqual(['1 2:1 < ']);
    expect(
      said(
        new World()
          .spawn(2)
          .step(1, { on: [2] })
          .step(2, { on: [1] })
          .trace(),
      ),
    ).toEqual(['1 2 < ']);
    const group = new World()
      .spawn(2)
      .step(1, { takes: ['a'], on: [2], kind: 'wait', frame: 'TaskGroup.__aexit__' });
    expect(said(group.step(2, { waits: 'a' }).trace())).toEqual(['1 2:1 < ']);
  });

  it('goes by way of a semaphore when all who hold it are stuck', () => {
    const world = new World().spawn(3);
    world.resource('s', 2);
    world.step(1, { takes: ['s', 'a'] }).step(2, { takes: ['s'], waits: 'a' });
    world.step(1, { waits: 's', kind: 'semaphore' });
    expect(said(world.trace())).toEqual(['2:2 1:1 < ']);
  });

  it('is over when a task of it may go on: nothing is said of what any other can end', () => {
    const sleeps = new World().spawn(2).step(1, { takes: ['a'] });
    expect(said(sleeps.step(2, { takes: ['b'], waits: 'a' }).trace())).toEqual([]);
    expect(said(new World().spawn(2).step(1, { waits: 'a' }).step(2, { waits: 'a' }).trace())).toEqual([]);
    // It has run since, whatever else is told.
    expect(said(embrace().step(1).trace())).toEqual([]);
    const start = (): World =>
      new World()
        .spawn(3)
        .step(1, { takes: ['a'] })
        .step(2, { takes: ['b'], waits: 'a' });
    expect(said(start().step(1, { waits: 'b' }).trace())).toHaveLength(1);
    expect(said(start().step(1, { waits: 'b', kind: 'timeout' }).trace())).toEqual([]);
    expect(said(start().step(1, { waits: 'b', frame: 'wait_for' }).trace())).toEqual([]);
    // Before Python 3.12, `wait_for` makes a task of what it waits for.
    expect(
      said(
        start()
          .step(1, { waits: 'b' })
          .step(3, { on: [1], kind: 'timeout' })
          .trace(),
      ),
    ).toEqual([]);
    // asyncio.wait may have a timeout; who only waits for one of several may go on with any.
    const wait = (kind: AwaitKind): World => new World().spawn(2).step(1, { takes: ['a'], on: [2], kind });
    expect(said(wait('wait').step(2, { waits: 'a' }).trace())).toEqual([]);
    expect(
      said(
        new World()
          .spawn(3)
          .step(1, { takes: ['a'], on: [2, 3] })
          .step(2, { waits: 'a' })
          .trace(),
      ),
    ).toEqual([]);
  });

  it('is none before a timeout ends what is awaited in it, also by way of other tasks', () => {
    expect(said(embrace().enter(2, 3).trace())).toEqual([]);
    expect(said(embrace().enter(2, 3).leave(1).trace())).toEqual(['2:1 1:2 < ']);
    const awaited = (): World => embrace().enter(3, 3);
    expect(
      said(
        awaited()
          .step(3, { on: [1] })
          .trace(),
      ),
    ).toEqual([]);
    expect(
      said(
        awaited()
          .step(3, { on: [4] })
          .step(4, { on: [1], kind: 'task' })
          .trace(),
      ),
    ).toEqual([]);
    // A timeout in `asyncio.wait` cancels nobody.
    expect(
      said(
        awaited()
          .step(3, { on: [1], kind: 'wait' })
          .trace(),
      ),
    ).toEqual(['2:1 1:2 < ']);
  });

  it('is none within a TaskGroup that a timeout ends', () => {
    expect(said(embrace().enter(3, 3).enter(3, 1, [1]).step(3).trace())).toEqual([]);
    expect(said(embrace().enter(3, 1, [1]).enter(3, 3).step(3).trace())).toEqual(['2:1 1:2 < ']);
  });

  it('is over when it was cancelled, and when a lock was released', () => {
    expect(said(embrace().cancel(1, 1).trace())).toEqual([]);
    expect(said(embrace().event('a', 'released', 1).trace())).toEqual([]);
  });

  it('is told as it was before the end of the loop cancelled it', () => {
    const world = embrace().cancel(1, 5).cancel(2, 5);
    world.event('b', 'stops waiting', 1).event('a', 'released', 1).step(1);
    world.writer.end(1, 5_000, 'cancelled');
    expect(said(world.trace())).toEqual(['2:1 1:2 < ']);
  });

  it('is also found in a loop that runs after another one was cancelled at its end', () => {
    const world = new World()
      .spawn(1)
      .step(1, { takes: ['x'] })
      .cancel(1, 5);
    world.nextLoop().spawn(2);
    world
      .step(2, { takes: ['a'] })
      .step(3, { takes: ['b'], waits: 'a' })
      .step(2, { waits: 'b' });
    expect(said(world.trace())).toEqual(['3:2 2:3 < ']);
    world.event('b', 'stops waiting', 2).event('b', 'released', 3).step(2);
    expect(said(world.trace())).toEqual([]);
  });

  it('is not told where facts were lost since, or were let go', () => {
    const world = embrace();
    world.writer.loss(0, 9_000, 0, 5);
    expect(said(world.trace())).toEqual([]);

    const trace = build(embrace().writer.bytes());
    const finder = new DeadlockFinder();
    while (!finder.update(trace, 2));
    expect(finder.deadlocks).toHaveLength(1);
    trace.push(new TraceWriter().forget(2_500, 1).bytes().slice(8));
    expect(trace.epoch).toBeGreaterThan(0);
    while (!finder.update(trace, 2));
    expect(finder.deadlocks).toEqual([]);
  });

  it('is found while the trace grows', () => {
    const bytes = embrace().writer.bytes();
    const trace = new TraceBuilder();
    const finder = new DeadlockFinder();
    let [before, after] = [0, 0];
    for (let at = 0; at < bytes.length; at += 7) {
      trace.push(bytes.slice(at, at + 7));
      while (!finder.update(trace, 3));
      if (finder.deadlocks.length === 0) before++;
      else after++;
    }
    expect(before).toBeGreaterThan(10);
    expect(said(trace)).toEqual(['2:1 1:2 < ']);
    expect(after).toBeGreaterThan(0);
  });
});

it.each(SITUATIONS)('of the situations, the deadlock alone is one: $name', ({ name, trace }) => {
  expect(said(build(trace()))).toEqual(name === 'deadlock' ? ['6:2 7:1 < 8,9,10,11,12,13'] : []);
});

it('the dump tells it, with what each waits for', () => {
  const { deadlocks, convoys } = dump(embrace().step(3, { waits: 'a' }).trace());
  expect(deadlocks).toEqual([
    {
      since: 3600,
      cycle: [
        { task: 2, resource: 1, since: 2400 },
        { task: 1, resource: 2, since: 3600 },
      ],
      behind: [3],
    },
  ]);
  expect(convoys).toEqual([]);
});
