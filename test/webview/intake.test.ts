import { expect, it } from 'vitest';
import type { ToView } from '../../src/core/messages.ts';
import { createIntake } from '../../webview/intake.ts';

/** A page whose time goes on by what it does alone: reading takes a millisecond for every byte, drawing a while. */
class World {
  time = 1000;
  left = 0;
  drawing = 20;
  isReading = false;
  readonly log: string[] = [];
  readonly shown: number[] = [];
  readonly calls: (() => void)[] = [];
  readonly receive = createIntake(
    {
      take: (message) => {
        this.log.push(message.type === 'bytes' ? `bytes ${message.bytes.length}` : message.type);
        if (message.type === 'bytes') this.left = message.bytes.length;
        if (message.type === 'begin') this.left = 0;
      },
      readOn: () => {
        this.time++;
        return --this.left > 0;
      },
      setReading: (isReading) => (this.isReading = isReading),
      show: () => {
        this.shown.push(this.time);
        return this.drawing;
      },
    },
    { now: () => this.time, call: (slice) => this.calls.push(slice) },
  );

  bytes(length: number): void {
    this.receive({ type: 'bytes', generation: 1, bytes: new Uint8Array(length) });
  }

  /** Lets one slice run; answers how long it took. */
  slice(): number {
    const begin = this.time;
    this.calls.shift()!();
    return this.time - begin;
  }
}

const BLOCKS: ToView = { type: 'walkBlocks', by: 1 };

it('reads what is short at once', () => {
  const world = new World();
  world.bytes(3);
  expect([world.left, world.isReading, world.calls.length, world.shown.length]).toEqual([0, false, 0, 1]);
});

it('reads what is long in short slices, and shows it now and then', () => {
  const world = new World();
  const begin = world.time;
  world.bytes(400);
  world.bytes(600);
  let slices = 1;
  expect(world.time - begin).toBeLessThanOrEqual(6);
  for (; world.calls.length > 0; slices++) {
    expect(world.isReading).toBe(true);
    expect(world.calls.length).toBe(1);
    expect(world.slice()).toBeLessThanOrEqual(6);
  }
  expect([world.time - begin, world.isReading, world.log]).toEqual([1000, false, ['bytes 400', 'bytes 600']]);
  expect(slices).toBeGreaterThan(100);
  // The last picture is of all, the others are far apart.
  expect(world.shown.at(-1)).toBe(world.time);
  for (let at = 1; at < world.shown.length - 1; at++)
    expect(world.shown[at]! - world.shown[at - 1]!).toBeGreaterThanOrEqual(200);
  expect(world.shown.length).toBeGreaterThan(4);
});

it('shows more seldom what takes long to draw', () => {
  const world = new World();
  world.drawing = 100;
  world.bytes(1500);
  while (world.calls.length > 0) world.slice();
  expect(world.shown.length).toBeLessThanOrEqual(4);
});

it('answers what is asked of the trace when all before it is read, and all else at once', () => {
  const world = new World();
  world.bytes(100);
  world.receive(BLOCKS);
  world.receive({ type: 'navigate', action: 'back' });
  world.bytes(100);
  expect(world.log).toEqual(['bytes 100', 'navigate']);
  while (world.calls.length > 0) world.slice();
  expect(world.log).toEqual(['bytes 100', 'navigate', 'walkBlocks', 'bytes 100']);
});

it('shows a task, and makes a picture, of all that was sent before', () => {
  const world = new World();
  world.bytes(100);
  world.receive({ type: 'showTask', task: 3 });
  world.receive({ type: 'navigate', action: 'exportPng' });
  expect(world.log).toEqual(['bytes 100']);
  while (world.calls.length > 0) world.slice();
  expect(world.log).toEqual(['bytes 100', 'showTask', 'navigate']);
});

it('forgets what came of another stream', () => {
  const world = new World();
  world.bytes(100);
  world.receive(BLOCKS);
  world.receive({ type: 'begin', id: 'other', generation: 2 });
  expect([world.isReading, world.log.at(-1)]).toEqual([false, 'begin']);
  world.bytes(20);
  while (world.calls.length > 0) world.slice();
  expect(world.log).toEqual(['bytes 100', 'begin', 'bytes 20']);
  expect(world.left).toBe(0);
});
