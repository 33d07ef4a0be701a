/** What is asked of a program behind the real debugger: tasks at a stop and while it runs, variables of suspended frames. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { bootExpression } from '../../src/entry/probeEntry.ts';
import { repository } from '../support/paths.ts';
import { defaultPython } from '../support/pythons.ts';
import { issue, startSession } from './clients.ts';
import { launch, type DebugAdapter } from './debugAdapter.ts';

const folder = mkdtempSync(join(tmpdir(), 'coroscope-debuggee-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const FILE = join(folder, 'program.py');
const PROGRAM = `\
import asyncio


async def wait(event, number):
    thing = {"number": number}
    await event.wait()


async def main():
    event = asyncio.Event()
    tasks = [asyncio.create_task(wait(event, n), name=f"waiter {n}") for n in range(3)]
    await asyncio.sleep(0.02)
    stopped = True
    while not event.is_set():
        await asyncio.sleep(0.01)
    await asyncio.gather(*tasks)


asyncio.run(main())
`;
writeFileSync(FILE, PROGRAM);

async function start(withProbe = true): Promise<DebugAdapter> {
  const { session, path, token } = await startSession();
  const adapter = launch(defaultPython().path, FILE, session);
  const boot = bootExpression(join(repository, 'src', 'probe'), { socket: path, token });
  if (withProbe)
    adapter.debuggee.entry = {
      begin: () => void adapter.debuggee.evaluateQuietly(boot),
      own: () => undefined,
      end: () => undefined,
    };
  await adapter.start({ file: FILE, lines: [13] });
  return adapter;
}

interface Tasks {
  readonly tasks: readonly (readonly [string, number, number, number, number, string, string])[];
}

describe('a debuggee', { timeout: 60_000 }, () => {
  it('answers at a stop and while it runs, and shows variables at the stop', async () => {
    const adapter = await start();
    const { debuggee, changes } = adapter;
    await expect.poll(() => debuggee.state, { timeout: 30_000 }).toBe('stopped');
    expect(debuggee.stop).toMatchObject({ reason: 'breakpoint', serial: 1 });
    expect(debuggee.pid).toBeGreaterThan(1);
    expect(changes).toContain('pid');

    // Who asks meanwhile gets the same one.
    const [text, again] = await Promise.all([
      debuggee.ask({ what: 'snapshot' }, 10_000),
      debuggee.ask({ what: 'snapshot' }, 10_000),
    ]);
    expect(again).toBe(text);
    const { tasks } = JSON.parse(text) as Tasks;
    const names = tasks.map((task) => task[5]);
    expect(names).toEqual(expect.arrayContaining(['waiter 0', 'waiter 1', 'waiter 2']));

    // Of a suspended frame: its variables, parts of one, and the value of an expression.
    const waiter = tasks.find((task) => task[5] === 'waiter 1')![0];
    const variables = await debuggee.variables(waiter, 0);
    expect(variables.map(({ name }) => name)).toEqual(expect.arrayContaining(['event', 'number', 'thing']));
    expect(variables.find(({ name }) => name === 'number')).toEqual({
      name: 'number',
      value: '1',
      type: 'int',
      reference: 0,
    });
    const thing = variables.find(({ name }) => name === 'thing')!;
    expect((await debuggee.expand(thing.reference)).map(({ name, value }) => `${name}=${value}`)).toContain(
      "'number'=1",
    );
    expect(await debuggee.evaluate(waiter, 0, '[thing["number"] + n for n in (1, 2)]')).toMatchObject({
      value: '[2, 3]',
      type: 'list',
    });
    await expect(debuggee.evaluate(waiter, 0, 'nothing')).rejects.toMatchObject({
      name: 'Fault',
      message: "NameError: name 'nothing' is not defined",
    });
    await expect(debuggee.variables(waiter, 99)).rejects.toMatchObject({ name: 'Fault' });

    await expect(debuggee.ask({ what: 'cancel', key: '1); print(2', serial: 0 })).rejects.toThrow(RangeError);
    const output = adapter.console;
    await adapter.request('continue', { threadId: debuggee.stop!.thread });
    await expect.poll(() => debuggee.state).toBe('running');
    expect(debuggee.stop).toBeNull();
    const running = JSON.parse(await debuggee.ask({ what: 'snapshot' }, 10_000)) as Tasks;
    expect(running.tasks).toHaveLength(4);
    await expect(debuggee.variables(tasks[0]![0], 0)).rejects.toThrow('The program runs.');
    // Nothing of it is to be seen in the Debug Console.
    expect(adapter.console).toBe(output);

    await adapter.request('pause', { threadId: 1 });
    await expect.poll(() => debuggee.stop?.serial).toBe(2);
    await adapter.request('disconnect', { terminateDebuggee: true });
    await expect.poll(() => debuggee.state).toBe('ended');
    await expect(debuggee.ask({ what: 'snapshot' })).rejects.toMatchObject({ name: 'NoProbe' });
  });

  it('says so where there is no probe', async () => {
    await issue();
    const { debuggee } = await start(false);
    await expect.poll(() => debuggee.state, { timeout: 30_000 }).toBe('stopped');
    await expect(debuggee.ask({ what: 'snapshot' }, 10_000)).rejects.toMatchObject({ name: 'NoProbe' });
  });
});
