import { describe, expect, it } from 'vitest';
import { RunBatch } from '../../src/core/runBatch.ts';
import { RunChunks } from '../../src/core/runChunks.ts';
import type { Runs } from '../../src/core/trace.ts';
import type { RunIndex } from '../../src/core/units.ts';
import { RandomColumns } from './randomColumns.ts';

const CHUNK = 16_384;
const QUESTIONS = ['subject', 'loop', 'begin', 'end', 'ready', 'site', 'group', 'cause', 'detail'] as const;

/** All that is known of a run. */
function allOf(runs: Runs, run: RunIndex): number[] {
  return QUESTIONS.map((question) => runs[question](run));
}

function expectSame({ packed, plain }: RandomColumns): void {
  expect([packed.first, packed.length]).toEqual([plain.first, plain.length]);
  for (let run = -1; run <= plain.length; run++)
    for (const question of QUESTIONS)
      if (!Object.is(packed[question](run), plain[question](run)))
        expect(packed[question](run), `${question} of run ${run}`).toBe(plain[question](run));
}

/** All runs from one on, as batches of some size have them. */
function readAll(runs: Runs, from: RunIndex, capacity: number): number[][] {
  const batch = new RunBatch(capacity);
  const rows: number[][] = [];
  let at = Math.max(from, runs.first);
  for (let count = runs.read(at, batch); count > 0; count = runs.read(at, batch)) {
    for (let i = 0; i < count; i++)
      rows.push([batch.subject[i]!, batch.loop[i]!, batch.site[i]!, batch.group[i]!]);
    for (let i = 0; i < count; i++)
      rows[rows.length - count + i]!.push(batch.begin[i]!, batch.end[i]!, batch.ready[i]!);
    at += count;
  }
  return rows;
}

describe('packed columns', () => {
  it.each([
    ['of a usual program', 1, false],
    ['with values as no program has them', 2, true],
  ])('%s are as plain ones', (_, seed, isHostile) => {
    const columns = new RandomColumns(seed, isHostile);
    for (const count of [3, 50, CHUNK - 53, 1, CHUNK, 500]) {
      columns.grow(count);
      expectSame(columns);
    }
    for (const [from, capacity] of [
      [0, 4096],
      [CHUNK - 7, 10_000],
      [2 * CHUNK, 77],
    ] as const)
      expect(readAll(columns.packed, from, capacity)).toEqual(readAll(columns.plain, from, capacity));
  });

  it('let go of the oldest, and of nothing else', () => {
    const columns = new RandomColumns(3, true);
    columns.grow(3 * CHUNK);
    for (const first of [0, 5, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK + 70]) {
      columns.forget(first);
      columns.grow(300);
      expectSame(columns);
    }
    expect(readAll(columns.packed, 0, 999)).toEqual(readAll(columns.plain, 0, 999));
  });

  it('never let go of what was let go already, nor give a number twice', () => {
    const columns = new RandomColumns(4, false);
    columns.grow(100);
    columns.packed.forgetBefore(60);
    columns.packed.forgetBefore(10);
    expect(columns.packed.first).toBe(60);
    columns.packed.forgetBefore(500);
    expect([columns.packed.first, columns.packed.length]).toEqual([500, 500]);
    expect(allOf(columns.packed, 99)).toEqual(allOf(columns.packed, -1));
    expect(columns.packed.add(4, 1, 9e9, 5, 7, 1, 0, 0, 0)).toBe(500);
    columns.packed.forgetBefore(2 ** 31);
    expect(columns.packed.add(8, 2, 9e9 + 100, 5, Number.NaN, 70_000, 3, 1, 2 ** 50)).toBe(2 ** 31);
    const unknown = Number.NaN;
    expect(allOf(columns.packed, 2 ** 31)).toEqual([
      8,
      2,
      9e9 + 95,
      9e9 + 100,
      unknown,
      70_000,
      3,
      1,
      2 ** 50,
    ]);
    expect(allOf(columns.packed, 500)).toEqual([0, 0, unknown, unknown, unknown, 0, 0, 0, 0]);
  });

  it('hold the times of an idle program, and of loops whose clocks are apart', () => {
    const runs = new RunChunks();
    const ends = [5, 9e15, 2 ** 53 - 1, 0, 7e9, 2 ** 40 + 1];
    for (const end of ends) runs.add(4, 1, end, 0, 0, 0, 0, 0, 0);
    expect(ends.map((_, run) => runs.end(run))).toEqual(ends);
  });
});
