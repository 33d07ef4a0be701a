/** A recorded program does, says and shows what it would without the product. */
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';
import {
  debugRun,
  withoutProduct,
  workspaceFolder,
  writeFile,
  type Run,
  type RunOptions,
} from './debugRun.ts';

const NOISY = `\
import asyncio
import sys
import threading


async def failing():
    raise LookupError("never looked at")


async def main():
    task = asyncio.create_task(failing(), name="failing")
    await asyncio.sleep(0.01)
    del task
    print("threads", [thread.name for thread in threading.enumerate() if "pydev" not in type(thread).__name__.lower()])
    print("modules", sorted(name for name in sys.modules if "sitecustomize" in name))
    print("to stderr", file=sys.stderr)
    1 / 0


asyncio.run(main())
`;

const STEPPED = `\
import asyncio


async def inner(n):
    await asyncio.sleep(0)
    return n + 1


async def main():
    breakpoint()
    total = await inner(1)
    task = asyncio.create_task(inner(total))
    total = await task
    print(total)


asyncio.run(main())
`;

describe('a recorded program', () => {
  for (const noDebug of [false, true]) {
    const how = noDebug ? 'without debugging' : 'with debugging';

    it(`writes the same output ${how}`, async () => {
      const program = writeFile('noisy.py', NOISY);
      const run = (): Promise<Run> => debugRun({ program }, { noDebug, whenStopped: stepper(0) });
      const recorded = await run();
      const plain = await withoutProduct(run);
      assert.match(plain.output['stdout'] ?? '', /threads/);
      assert.match(plain.output['stderr'] ?? '', /ZeroDivisionError/);
      assert.deepEqual(stable(recorded), stable(plain));
    });
  }

  it('has the same threads for the debugger, and is stepped through along the same lines', async () => {
    const program = writeFile('stepped.py', STEPPED);
    const run = (): Promise<Run> => debugRun({ program }, { whenStopped: stepper(12) });
    const recorded = await run();
    const plain = await withoutProduct(run);
    assert.ok(plain.stops.length > 5, JSON.stringify(plain.stops));
    assert.deepEqual(recorded.stops, plain.stops);
  });

  it('is stepped through without ever entering the probe, with justMyCode off', async () => {
    const program = writeFile('stepped.py', STEPPED);
    const { stops } = await debugRun({ program, justMyCode: false }, { whenStopped: stepper(40) });
    assert.ok(stops.length > 20);
    assert.deepEqual(
      stops.filter((stop) => /coroscope_probe|frozen coroscope/.test(JSON.stringify(stop))),
      [],
    );
  });

  it('is launched with the configuration as it is', async () => {
    const program = writeFile('hello.py', 'print("hello")\n');
    const configuration = {
      program,
      args: ['a b'],
      env: { A: '1' },
      justMyCode: false,
      cwd: workspaceFolder().uri.fsPath,
    };
    const recorded = await debugRun(configuration);
    const plain = await withoutProduct(() => debugRun(configuration));
    assert.deepEqual(withoutNames(recorded.configuration), withoutNames(plain.configuration));
    assert.deepEqual(ownVariables(recorded.configuration), { ...TERMINALS, A: '1' });
  });

  it('is not touched at all when the product is switched off', async () => {
    const program = writeFile(
      'environment.py',
      'import os\nprint(sorted(name for name in os.environ if "COROSCOPE_O" in name or name == "PYTHONPATH"))\n',
    );
    const { configuration, output } = await withoutProduct(() =>
      debugRun({ program, env: {} }, { noDebug: true }),
    );
    assert.deepEqual(ownVariables(configuration), TERMINALS);
    assert.equal(output['stdout']?.trim(), '[]');
  });

  it('in an external terminal has the configuration as it is', async () => {
    const started = await startedConfiguration({
      console: 'externalTerminal',
      program: writeFile('hello.py', 'print("hello")\n'),
    });
    assert.equal(started.console, 'externalTerminal');
    assert.deepEqual(started.env, TERMINALS);
  });
});

/** What the debugger's extension adds to every launch. */
const TERMINALS = { PYTHONIOENCODING: 'UTF-8', PYTHONUNBUFFERED: '1' };

/** The variables of a launch that VS Code itself does not have alike. */
function ownVariables({ env }: vscode.DebugConfiguration): Record<string, unknown> {
  const own = Object.entries(env as Record<string, unknown>).filter(
    ([name, value]) => name in TERMINALS || process.env[name] !== value,
  );
  return Object.fromEntries(own);
}

/** Notes the frames and threads at each stop, and steps into what comes, so many times; then lets it run. */
function stepper(steps: number): NonNullable<RunOptions['whenStopped']> {
  let left = steps;
  return async (session, threadId) => {
    const { threads } = (await session.customRequest('threads')) as { threads: { name: string }[] };
    const { stackFrames } = (await session.customRequest('stackTrace', { threadId, levels: 3 })) as {
      stackFrames: { name: string; line: number; source?: { name?: string; path?: string } }[];
    };
    const frames = stackFrames.map(
      ({ name, line, source }) => `${source?.path ?? ''}:${String(line)} ${name}`,
    );
    void session.customRequest(left-- > 0 ? 'stepIn' : 'continue', { threadId });
    return { threads: threads.map(({ name }) => name), frames };
  };
}

// Addresses differ from run to run; so does the adapter's own greeting, which names a port.
function stable({ output, exitCode }: Run): unknown {
  const entries = Object.entries(output).map(([category, text]) => [
    category,
    text.replaceAll(/0x[0-9a-f]+/g, '0x'),
  ]);
  return { exitCode, output: Object.fromEntries(entries) as unknown };
}

function withoutNames(configuration: vscode.DebugConfiguration): unknown {
  return { ...configuration, name: '', __sessionId: '' };
}

/** The configuration that reaches the adapter, whose start is then cut short. */
function startedConfiguration(
  config: Partial<vscode.DebugConfiguration>,
): Promise<vscode.DebugConfiguration> {
  return new Promise((resolve, reject) => {
    const factory = vscode.debug.registerDebugAdapterTrackerFactory('debugpy', {
      createDebugAdapterTracker(session) {
        factory.dispose();
        resolve(session.configuration);
        void vscode.debug.stopDebugging(session);
        return undefined;
      },
    });
    const full = { type: 'debugpy', request: 'launch', name: 'external', ...config };
    vscode.debug.startDebugging(workspaceFolder(), full).then(undefined, reject);
  });
}
