/**
 * `npm run bench:tasks`: how long after a stop the Asyncio Tasks view has its rows, with 1,000 and 10,000 tasks, under the real
 * debugger; medians of `RUNS` stops (7 by default) of one program on `PYTHON` (3.12 by default). The debugger's client is
 * this file, which asks for the call stack first, as VS Code does; what VS Code itself takes to draw the rows comes on top.
 *
 * `probe` is the time within the program, as the answer tells it; `transfer` what remains until the answer is there: the
 * debugger's evaluation and its connection; `read`: the answer as a snapshot; `rows`: with what the trace knows; `tree`: the
 * tree, and all of its rows that are shown at first; `graph`: what comes later, who holds and awaits what, and what is wrong.
 * It runs within vitest for the helpers of its tests.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { LiveTasks } from '../../src/core/inspect/liveTasks.ts';
import { PictureTree } from '../../src/core/inspect/pictureTree.ts';
import { readSnapshot } from '../../src/core/inspect/readSnapshot.ts';
import type { Snapshot } from '../../src/core/inspect/snapshot.ts';
import { NO_FILTER } from '../../src/core/inspect/taskFilter.ts';
import { takePicture } from '../../src/core/inspect/taskPicture.ts';
import type { TreeNode } from '../../src/core/inspect/taskTree.ts';
import { waitGraph } from '../../src/core/inspect/waitGraph.ts';
import { bootExpression } from '../../src/entry/probeEntry.ts';
import { itemOf } from '../../src/host/tasks/taskItems.ts';
import { startSession } from '../host/clients.ts';
import { launch, type DebugAdapter } from '../host/debugAdapter.ts';
import { CROWD_STOP, crowdProgram } from '../support/crowd.ts';
import { repository } from '../support/paths.ts';
import { pythons } from '../support/pythons.ts';

const RUNS = Number(process.env['RUNS'] ?? 7);
const VERSION = process.env['PYTHON'] ?? '3.12';
/** Milliseconds, by count of tasks. */
const GOALS = [
  [1_000, 300],
  [10_000, 2_000],
] as const;
const PARTS = ['stack', 'probe', 'transfer', 'read', 'rows', 'tree', 'all', 'graph'] as const;

type Parts = Readonly<Record<(typeof PARTS)[number], number>>;

it.each(GOALS)('%d tasks, goal %d ms', { timeout: 240_000 }, async (count, goal) => {
  const folder = mkdtempSync(join(tmpdir(), 'coroscope-bench-'));
  const file = join(folder, 'crowd.py');
  const program = crowdProgram(count)
    .replace('    await asyncio.sleep(2)\n', '    while True:\n        await asyncio.sleep(0.5)\n')
    .replace('    print(', '        print(');
  writeFileSync(file, program);
  try {
    const { session, path, token } = await startSession();
    const adapter = launch(pythons().find(({ version }) => version.startsWith(VERSION))!.path, file, session);
    const boot = bootExpression(join(repository, 'src', 'probe'), { socket: path, token });
    adapter.debuggee.entry = {
      begin: () => void adapter.debuggee.evaluateQuietly(boot),
      own: () => undefined,
      end: () => undefined,
    };
    await adapter.start({ file, lines: [CROWD_STOP + 1] });
    const alive = new LiveTasks(session.recording.trace);
    const measured: Parts[] = [];
    for (let run = 0; run <= RUNS; run++) {
      await expect.poll(() => adapter.debuggee.stop, { timeout: 60_000, interval: 1 }).not.toBeNull();
      const parts = await measureStop(adapter, alive, count);
      // The first one loads what answers, and is not the user's second step.
      console.log(`  ${run === 0 ? 'first' : String(run).padStart(5)}: ${written(parts)}`);
      if (run > 0) measured.push(parts);
      await adapter.request('continue', { threadId: adapter.debuggee.stop!.thread });
      await expect.poll(() => adapter.debuggee.stop, { timeout: 60_000, interval: 1 }).toBeNull();
    }
    const medians = Object.fromEntries(
      PARTS.map((part) => [part, median(measured.map((each) => each[part]))]),
    ) as Parts;
    console.log(`${count} tasks, Python ${VERSION}, median of ${RUNS}: ${written(medians)}; goal ${goal} ms`);
    adapter.debuggee.ended();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

async function measureStop(adapter: DebugAdapter, alive: LiveTasks, count: number): Promise<Parts> {
  const { debuggee } = adapter;
  const begin = performance.now();
  const stack = adapter
    .request('stackTrace', { threadId: debuggee.stop!.thread, startFrame: 0, levels: 20 })
    .then(() => performance.now());
  const text = await debuggee.ask({ what: 'snapshot' }, 60_000);
  const answered = performance.now();
  const snapshot = readSnapshot(text) as Snapshot;
  const read = performance.now();
  const { trace } = debuggee.session!.recording;
  const source = { pid: snapshot.pid, name: 'crowd', isStopped: true, isDebugged: true, snapshot };
  const picture = takePicture(trace, alive.update(), [source]);
  const taken = performance.now();
  const tree = new PictureTree(picture, { filter: NO_FILTER, order: 'parent' });
  const show = (nodes: readonly TreeNode[]): void => {
    for (const node of nodes)
      if (itemOf(picture, node, node.kind === 'task' ? tree.tasksBelow(node.task) : 0)?.expands === 'open')
        show(tree.children(node));
  };
  show(tree.children(null));
  const shown = performance.now();
  expect(picture.rows.size).toBe(count + 1);
  const shownStack = (await stack) - begin;
  const before = performance.now();
  const graph = readSnapshot(await debuggee.ask({ what: 'graph' }, 60_000)) as Snapshot;
  waitGraph(trace, [graph]);
  const probe = (JSON.parse(text) as { took: number }).took / 1e6;
  return {
    stack: shownStack,
    probe,
    transfer: answered - begin - shownStack - probe,
    read: read - answered,
    rows: taken - read,
    tree: shown - taken,
    all: shown - begin,
    graph: performance.now() - before,
  };
}

function written(parts: Parts): string {
  return PARTS.map((part) => `${part} ${parts[part].toFixed(0)}`).join(', ');
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
