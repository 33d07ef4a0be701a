/** Runs that alternate: whatever else the machine does meets all contenders alike. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Measured } from './environments.ts';
import { runWorkload, type Found, type Loop } from './runWorkload.ts';
import { WAYS, type WayName } from './ways.ts';
import { WORKLOADS, type WorkloadName } from './workloads.ts';

/** A workload in an interpreter and a loop, run in several ways. */
export interface Match {
  readonly python: Measured;
  readonly workload: WorkloadName;
  readonly loop: Loop;
  readonly count: number;
  /** The bare run first. */
  readonly contenders: readonly Contender[];
}

/** One way of running, and what its runs found so far. */
export interface Contender {
  readonly way: WayName;
  readonly title: string;
  readonly probe: string;
  readonly found: Found[];
}

/** When to stop: after so many rounds, or, from the third one on, once so many seconds are over. */
export interface Limit {
  readonly rounds: number;
  readonly seconds: number;
}

const LEAST_ROUNDS = 3;
const MEMORY_ROUNDS = 3;

/** Whether a way can be run there: what it needs is installed. */
export function isPossible(python: Measured, way: WayName, workload: WorkloadName, loop: Loop): boolean {
  const needed = [WAYS[way].module, WORKLOADS[workload].module, loop === 'uvloop' ? 'uvloop' : undefined];
  return needed.every((module) => module === undefined || python.modules.has(module));
}

/** Runs all matches round by round. A contender that fails is told of, and leaves. */
export async function contest(matches: readonly Match[], limit: Limit): Promise<void> {
  const began = performance.now();
  const failed = new Set<Contender>();
  for (let round = 0; round < limit.rounds; round++) {
    if (round >= LEAST_ROUNDS && performance.now() - began > limit.seconds * 1000) break;
    for (const match of matches) {
      if (WORKLOADS[match.workload].isMemory && round >= MEMORY_ROUNDS) continue;
      for (const contender of match.contenders)
        if (!failed.has(contender) && !(await runOnce(match, contender))) failed.add(contender);
    }
  }
}

async function runOnce(match: Match, { way, title, probe, found }: Contender): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'coroscope-bench-'));
  try {
    found.push(
      await runWorkload({ ...match, workload: WORKLOADS[match.workload], way: WAYS[way], probe, folder }),
    );
    return true;
  } catch (error) {
    console.error(
      `Python ${match.python.version}, ${match.workload}, ${match.loop}, ${title}: ${String(error)}`,
    );
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
