import { expect, it } from 'vitest';
import { createChores, type Chore } from '../../webview/chores.ts';

/** A world whose time goes on by the work alone: a microsecond for each run that is looked at. */
class World {
  time = 1000;
  isBusy = false;
  shown = 0;
  readonly waiting: { readonly slice: () => void; readonly after: number }[] = [];
  readonly chores = createChores(
    () => this.isBusy,
    () => this.shown++,
    { now: () => this.time, call: (slice, after) => this.waiting.push({ slice, after }) },
  );

  chore(runs: number): Chore & { rest: number } {
    const chore = {
      rest: runs,
      work: (most: number): boolean => {
        const some = Math.min(most, chore.rest);
        chore.rest -= some;
        this.time += some / 1000;
        return chore.rest > 0;
      },
    };
    return chore;
  }

  /** Lets one slice run when its time has come; answers how long it took. */
  slice(): number {
    const { slice, after } = this.waiting.shift()!;
    this.time += after;
    const begin = this.time;
    slice();
    return this.time - begin;
  }
}

it('works in short slices, the most urgent first, until all is done', () => {
  const world = new World();
  const [first, second] = [world.chore(100_000), world.chore(50_000)];
  world.chores.set([first, second]);
  let slices = 0;
  for (; world.waiting.length > 0; slices++) {
    expect(world.slice()).toBeLessThan(10);
    expect(second.rest === 50_000 || first.rest === 0).toBe(true);
  }
  expect([first.rest, second.rest]).toEqual([0, 0]);
  expect(slices).toBeGreaterThan(10);
  expect(world.shown).toBeGreaterThanOrEqual(1);
});

it('does nothing while a gesture is on, and goes on behind it', () => {
  const world = new World();
  const chore = world.chore(1000);
  world.isBusy = true;
  world.chores.set([chore]);
  world.slice();
  expect([chore.rest, world.waiting[0]!.after > 0, world.shown]).toEqual([1000, true, 0]);
  world.isBusy = false;
  world.slice();
  expect([chore.rest, world.waiting.length, world.shown]).toEqual([0, 0, 1]);
});

it('lets go of what is not named any more', () => {
  const world = new World();
  const [old, young] = [world.chore(1_000_000), world.chore(10)];
  world.chores.set([old]);
  world.chores.set([young]);
  while (world.waiting.length > 0) world.slice();
  expect([old.rest, young.rest]).toEqual([1_000_000, 0]);
});

it('keeps its slices short, however often there was nothing to do before', () => {
  const world = new World();
  for (let time = 0; time < 50; time++) {
    world.chores.set([world.chore(0), world.chore(0)]);
    while (world.waiting.length > 0) world.slice();
  }
  const long = world.chore(1_000_000);
  world.chores.set([world.chore(0), long]);
  while (world.waiting.length > 0) expect(world.slice()).toBeLessThan(10);
  expect(long.rest).toBe(0);
});

it('shows what was found at most every now and then, and the last of it', () => {
  const world = new World();
  world.chores.set([world.chore(10)]);
  world.slice();
  expect(world.shown).toBe(1);
  world.chores.set([world.chore(10)]);
  world.slice();
  expect([world.shown, world.waiting[0]!.after > 100]).toEqual([1, true]);
  world.slice();
  expect([world.shown, world.waiting.length]).toEqual([2, 0]);
});
