/** What the Asyncio Tasks view knows of programs behind the real debugger: at a stop, in a deadlock, while one hangs. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { PictureTree } from '../../src/core/inspect/pictureTree.ts';
import { NO_FILTER } from '../../src/core/inspect/taskFilter.ts';
import type { TaskPicture, TaskRow } from '../../src/core/inspect/taskRows.ts';
import { bootExpression } from '../../src/entry/probeEntry.ts';
import type { Debuggee, Debuggees } from '../../src/host/debug/debuggees.ts';
import { findingTitle, itemOf } from '../../src/host/tasks/taskItems.ts';
import { TaskWatch } from '../../src/host/tasks/taskWatch.ts';
import { build } from '../core/smallTrace.ts';
import { TraceWriter } from '../core/traceWriter.ts';
import { crowdProgram } from '../support/crowd.ts';
import { repository } from '../support/paths.ts';
import { defaultPython } from '../support/pythons.ts';
import { startSession } from './clients.ts';
import { launch, type DebugAdapter } from './debugAdapter.ts';

const folder = mkdtempSync(join(tmpdir(), 'coroscope-watch-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const started: DebugAdapter[] = [];
// Else they would go on asking adapters that are gone. This runs before those are ended.
afterEach(() => started.splice(0).forEach(({ debuggee }) => debuggee.ended()));

interface Watched {
  readonly adapter: DebugAdapter;
  readonly watch: TaskWatch;
  /** What is known after one more look. */
  readonly look: () => TaskPicture;
}

/** Debugs a program; it stops where a line of it ends with `# stop`. */
async function watchProgram(name: string, program: string): Promise<Watched> {
  const file = join(folder, `${name}.py`);
  writeFileSync(file, program);
  const lines = program.split('\n').flatMap((line, at) => (line.endsWith('# stop') ? [at + 1] : []));
  const { session, path, token } = await startSession();
  const adapter = launch(defaultPython().path, file, session);
  const boot = bootExpression(join(repository, 'src', 'probe'), { socket: path, token });
  const { debuggee } = adapter;
  debuggee.entry = {
    begin: () => void debuggee.evaluateQuietly(boot),
    own: () => undefined,
    end: () => undefined,
  };
  await adapter.start({ file, lines });
  started.push(adapter);
  const debuggees: Pick<Debuggees, 'all'> = { all: [debuggee] };
  const watch = new TaskWatch(debuggees, () => undefined);
  const look = (): TaskPicture => {
    watch.look();
    return watch.take();
  };
  return { adapter, watch, look };
}

function named({ rows }: TaskPicture, name: string): TaskRow {
  return [...rows.values()].find((row) => row.name === name)!;
}

function isExact({ rows }: TaskPicture): boolean {
  return [...rows.values()].some((row) => row.isExact);
}

const POLL = { timeout: 30_000, interval: 20 };

it('knows nothing of a program that runs on after its recording has ended', () => {
  const trace = build(new TraceWriter().header({ pid: 7 }).loop().task(1).beat(1_000).bytes());
  const picture = (state: string): TaskPicture => {
    const session = { id: 's', info: { state }, recording: { trace } };
    const debug = { id: 'd', name: 'app', configuration: {} };
    const debuggee = { id: 'd', debug, session, pid: 7, stop: null, state: 'running' };
    return new TaskWatch({ all: [debuggee as unknown as Debuggee] }, () => undefined).take();
  };
  expect(picture('live').rows.size).toBe(1);
  expect(picture('ended').rows.size).toBe(0);
});

describe('watching a program', { timeout: 90_000 }, () => {
  it('names a deadlock at a stop, and whom it holds up', async () => {
    const { look, watch } = await watchProgram(
      'deadlock',
      `\
import asyncio


async def transfer(source, target):
    async with source:
        await asyncio.sleep(0.01)
        async with target:
            pass


async def audit(lock):
    async with lock:
        pass


async def main():
    savings, checking = asyncio.Lock(), asyncio.Lock()
    there = asyncio.create_task(transfer(savings, checking), name="there")
    back = asyncio.create_task(transfer(checking, savings), name="back")
    await asyncio.sleep(0)
    auditor = asyncio.create_task(audit(savings), name="auditor")
    waiter = asyncio.create_task(asyncio.wait_for(audit(checking), 60), name="patient")
    await asyncio.sleep(0.3)
    print("stuck")  # stop
    await asyncio.wait([there, back, auditor, waiter], timeout=1)


asyncio.run(main())
`,
    );
    await expect.poll(() => look().findings.length, POLL).toBeGreaterThan(0);
    const picture = look();
    expect(isExact(picture)).toBe(true);
    const [finding] = picture.findings;
    expect(picture.findings).toHaveLength(1);
    expect(findingTitle(picture, finding!)).toMatch(/^Deadlock: (?:there ⇄ back|back ⇄ there)$/);
    const item = itemOf(picture, { kind: 'finding', id: 'finding 0', finding: 0 });
    expect(item?.icon).toBe('error');
    expect(item?.description).toMatch(/stuck behind$/);
    const stuck = finding!.kind === 'deadlock' ? finding!.stuck : [];
    expect(stuck).toContain(named(picture, 'auditor').key);
    // A timeout ends its wait.
    expect(stuck).not.toContain(named(picture, 'patient').key);
    expect(named(picture, 'auditor')).toMatchObject({ state: 'suspended', kind: 'lock' });
    expect(watch.whySilent).toBeNull();
  });

  it('tells a future that nobody is left to resolve', async () => {
    const { look } = await watchProgram(
      'lost',
      `\
import asyncio


async def lost():
    await asyncio.get_running_loop().create_future()


async def main():
    waiter = asyncio.create_task(lost(), name="forgotten")
    await asyncio.sleep(0.3)
    print("forgotten")  # stop


asyncio.run(main())
`,
    );
    await expect.poll(() => look().findings.length, POLL).toBe(1);
    const picture = look();
    expect(findingTitle(picture, picture.findings[0]!)).toBe('Lost wake-up: forgotten');
  });

  it('asks a program whose loop hangs, where it is', async () => {
    const { look, watch } = await watchProgram(
      'hang',
      `\
import asyncio
import time


async def spin():
    until = time.monotonic() + 5
    while time.monotonic() < until:
        pass


async def main():
    other = asyncio.create_task(asyncio.sleep(60), name="other")
    spinner = asyncio.create_task(spin(), name="spinner")
    await spinner
    await asyncio.sleep(60)


asyncio.run(main())
`,
    );
    await expect.poll(() => isExact(look()), POLL).toBe(true);
    const picture = look();
    expect(watch.isHanging).toBe(true);
    const spinner = named(picture, 'spinner');
    expect(spinner).toMatchObject({ state: 'running', isCurrent: true });
    expect(spinner.stack.map(({ function: name }) => name)).toEqual(['spin']);
    expect(spinner.stack[0]!.line).toBeGreaterThanOrEqual(7);
    expect(named(picture, 'other').state).toBe('suspended');
    // Once it goes on, the recording tells again.
    await expect.poll(() => isExact(look()), POLL).toBe(false);
    expect(watch.isHanging).toBe(false);
  });

  it('cancels a task of a program that runs', async () => {
    const { look, watch, adapter } = await watchProgram(
      'cancel',
      `\
import asyncio


async def main():
    victim = asyncio.create_task(asyncio.sleep(60), name="victim")
    try:
        await victim
    except asyncio.CancelledError:
        print("was cancelled", flush=True)


asyncio.run(main())
`,
    );
    await expect.poll(() => [...look().rows.values()].map(({ name }) => name), POLL).toContain('victim');
    const { key } = named(look(), 'victim');
    expect(watch.find(key).row).toBeNull();
    const { debuggee, row } = await watch.findExact(key);
    expect(row).toMatchObject({ name: 'victim', state: 'suspended' });
    const exact = await watch.takeExact();
    expect(isExact(exact)).toBe(true);
    expect(await debuggee!.ask({ what: 'cancel', key: row!.key, serial: row!.serial })).toBe('requested');
    await expect.poll(() => adapter.console, POLL).toContain('was cancelled');
  });

  it('knows 10,000 tasks at a stop, and makes few rows of them', async () => {
    const { look, adapter } = await watchProgram('crowd', crowdProgram(10_000));
    await expect.poll(() => adapter.debuggee.stop, POLL).not.toBeNull();
    await expect.poll(() => isExact(look()), { ...POLL, interval: 100 }).toBe(true);
    const picture = look();
    expect(picture.rows.size).toBe(10_001);
    const tree = new PictureTree(picture, { filter: NO_FILTER, order: 'parent' });
    const [main] = tree.children(null);
    expect(tree.children(main!).filter(({ kind }) => kind === 'group')).toHaveLength(2);
  });
});
