import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Task, Trace } from '../../src/core/trace.ts';
import type { Nanos } from '../../src/core/units.ts';
import { familyOf, type Family } from '../../src/core/awaitFamilies.ts';
import { BlockIndex } from '../../webview/blockIndex.ts';
import { Findings } from '../../webview/findings/findings.ts';
import { findingWords, sentence } from '../../webview/findings/kinds.ts';
import { buildCommandLine } from '../cli/commandLine.ts';
import { build } from '../core/smallTrace.ts';
import { repository } from '../support/paths.ts';
import { pythons } from '../support/pythons.ts';
import { SITUATIONS } from './situations.ts';

// The simulated traces and the recorded programs tell the same stories: what is wrong in them is in the trace.

const MS = 1e6;
const folder = mkdtempSync(join(tmpdir(), 'coroscope-situations-'));
const recorded = new Map<string, Uint8Array>();

beforeAll(async () => {
  const cli = await buildCommandLine('situations.test');
  const python = pythons().at(-1)!.path;
  await Promise.all(SITUATIONS.map(({ name }) => record(cli, python, name)));
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function record(cli: string, python: string, name: string): Promise<void> {
  const output = join(folder, `${name}.tasktrace`);
  const program = join(repository, 'test', 'programs', 'situations', `${name}.py`);
  const child = spawn(process.execPath, [cli, 'record', '--python', python, '-o', output, program]);
  const code = await new Promise((done) => child.on('close', done));
  expect(code, name).toBe(0);
  recorded.set(name, readFileSync(output));
}

/** What is wrong with a program, as a rule over its trace. */
const RULES: Readonly<Record<string, (trace: Trace) => void>> = {
  healthy_server: (trace) => {
    expect(mostAtOnce(trace)).toBeGreaterThan(3);
    expect(longestStep(trace)).toBeLessThan(100 * MS);
    expect(share(trace, 'lock')).toBeLessThan(0.2);
  },
  lock_convoy: (trace) => {
    expect(share(trace, 'lock')).toBeGreaterThan(0.6);
    expect(trace.resources.some(({ kind }) => kind === 'lock')).toBe(true);
  },
  blocked_loop: (trace) => {
    expect(longestStep(trace)).toBeGreaterThan(450 * MS);
    const delayed = allRuns(trace).filter((run) => trace.runs.begin(run) - trace.runs.ready(run) > 300 * MS);
    expect(delayed.length).toBeGreaterThan(1);
  },
  fan_out_straggler: (trace) => {
    const lengths = childrenOf(trace, 'fetch')
      .map(lengthOf)
      .sort((a, b) => a - b);
    expect(lengths).toHaveLength(16);
    expect(lengths.at(-1)!).toBeGreaterThan(4 * lengths.at(-2)!);
  },
  task_leak: (trace) => {
    const left = childrenOf(trace, 'watch_disconnect');
    expect(left.length).toBeGreaterThan(20);
    for (const task of left) expect(task.ended === null || task.outcome === 'cancelled').toBe(true);
    expect(lengthOf(left[0]!, trace)).toBeGreaterThan(1_500 * MS);
  },
  cancellation_storm: (trace) => {
    const cancelled = trace.tasks.filter(({ outcome }) => outcome === 'cancelled');
    expect(cancelled.length).toBeGreaterThanOrEqual(27);
    expect(trace.tasks.filter(({ outcome }) => outcome === 'error').length).toBeGreaterThanOrEqual(3);
    const asked = new Set(trace.cancels.map(({ task }) => task));
    expect(cancelled.filter(({ id }) => !asked.has(id))).toEqual([]);
  },
  sequential_awaits: (trace) => {
    const fetches = childrenOf(trace, 'fetch');
    expect(fetches.length).toBeGreaterThan(10);
    for (const [at, fetch] of fetches.entries())
      if (at > 0) expect(fetch.created).toBeGreaterThanOrEqual(fetches[at - 1]!.ended!);
  },
  deadlock: (trace) => {
    const stuck = childrenOf(trace, 'transfer').filter((task) => {
      const run = task.lane.run(task.lane.length - (task.ended === null ? 1 : 2));
      return trace.site(trace.runs.site(run))?.kind === 'lock' && lengthOf(task, trace) > 800 * MS;
    });
    expect(stuck.length).toBeGreaterThan(5);
    expect(longestStep(trace)).toBeLessThan(100 * MS);
  },
};

/** What is found by itself: in the other situations, nothing. */
const FINDINGS: Readonly<Record<string, RegExp>> = {
  blocked_loop: /^Block: resize held the loop for .* · \w+\.py:\d+ · \d tasks waited$/,
  lock_convoy:
    /^Lock convoy: 10 tasks waited [89]\d % of their time for Lock 1 · \w+\.py:\d+ · held .* at a time/,
  fan_out_straggler:
    /^Straggler: gather at \w+\.py:\d+ waited [\d.]+ s for \S+ alone, the other 15 took [\d.]+ m?s · \w+\.py:\d+$/,
  task_leak:
    /^Task leak: (24|30) watch_disconnect tasks outlive their handle tasks · \w+\.py:\d+ · the oldest for .* s$/,
  cancellation_storm:
    /^Failures: [34] poll(_broken)? tasks failed · .*Error: .* · last awaited \w+\.py:\d+ · .*(27|36) others cancelled$/,
  sequential_awaits:
    /^Sequential awaits: main awaits 1[46] fetch tasks one after the other, [\d.]+ s in all, the longest [\d.]+ m?s · \w+\.py:\d+ · if they do not need each other, gather them$/,
  deadlock: /^Deadlock: \S+ and \S+ wait for each other’s lock · both at \w+\.py:\d+ · stuck from .* on$/,
};

describe.each(SITUATIONS)('$name', ({ name, trace }) => {
  it.each([
    ['simulated', trace],
    ['recorded', () => recorded.get(name)!],
  ] as const)('is what it says, %s', (_, bytes) => {
    const built = build(bytes());
    expect(built.problems).toEqual([]);
    RULES[name]!(built);
    const expected = FINDINGS[name];
    // A machine that is busy with something else holds up the recorded programs' loops, too.
    const found = findingsOf(built).filter(
      (words) => name === 'blocked_loop' || !words.startsWith('Block: '),
    );
    expect(found).toEqual(expected === undefined ? [] : [expect.stringMatching(expected)]);
  });
});

function findingsOf(trace: Trace): string[] {
  const [blocks, findings] = [new BlockIndex(), new Findings()];
  blocks.update(trace);
  while (!findings.update(trace, blocks, 1000));
  return findings.all.map((finding) => {
    const words = findingWords(trace, finding);
    return `${words.kind}: ${sentence(words)}`;
  });
}

function childrenOf(trace: Trace, coroutine: string): Task[] {
  return trace.tasks.filter((task) => task.coroutine.split('.').at(-1) === coroutine);
}

function lengthOf(task: Task, trace?: Trace | number): Nanos {
  return (task.ended ?? (typeof trace === 'object' ? trace.now : task.created)) - task.created;
}

function allRuns({ runs }: Trace): number[] {
  return Array.from({ length: runs.length - runs.first }, (_, at) => runs.first + at);
}

function longestStep(trace: Trace): Nanos {
  return Math.max(...allRuns(trace).map((run) => trace.runs.end(run) - trace.runs.begin(run)));
}

/** The most tasks that were there at the same time. */
function mostAtOnce({ tasks, now }: Trace): number {
  const moments = tasks.map(({ created }) => created);
  return Math.max(
    ...moments.map((at) => tasks.filter((task) => task.created <= at && (task.ended ?? now) >= at).length),
  );
}

/** What share of all suspended time is for a family, leaving out those who only wait for tasks. */
function share(trace: Trace, family: Family): number {
  let [part, whole] = [0, 0];
  for (const { lane } of trace.tasks)
    for (let at = lane.first; at + 1 < lane.length; at++) {
      const [run, next] = [lane.run(at), lane.run(at + 1)];
      const site = trace.site(trace.runs.site(run));
      if (site === undefined || familyOf(site.kind) === 'task') continue;
      const time = trace.runs.ready(next) - trace.runs.end(run);
      if (!(time > 0)) continue;
      whole += time;
      if (familyOf(site.kind) === family) part += time;
    }
  return part / whole;
}
