/** What a launch configuration can say, with the real debugpy and without a window: the program is recorded, and is as it would be. */
import { readFileSync, rmSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import type * as vscode from 'vscode';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { Listener } from '../../src/host/listener.ts';
import { Session } from '../../src/host/session.ts';
import type { Sessions } from '../../src/host/sessions.ts';
import { debugEnvironment } from '../support/debugpy-extension/environment.ts';
import { repository } from '../support/paths.ts';
import { defaultPython } from '../support/pythons.ts';
import { makeWorkspace } from '../support/workspace.ts';
import { DebugAdapter, run } from './debugAdapter.ts';
import { registered, settings } from './launchVscode.ts';

/** What the debugger says of a stop. */
interface Stopped {
  readonly event?: string;
  readonly body?: { readonly reason: string; readonly threadId: number };
}

vi.mock('vscode', async () => (await import('./launchVscode.ts')).vscodeOfLaunches);
const { watchLaunches } = await import('../../src/host/debug/launches.ts');
const { DebuggeeList } = await import('../../src/host/debug/debuggeeList.ts');

const PROGRAM = `\
import asyncio
import json
import os
import subprocess
import sys

import from_env
import from_file

CHILD = "import asyncio; asyncio.run(asyncio.sleep(0))"
VARIABLES = ("PYTHONPATH", "PYTHONWARNINGS", "FROM_FILE", "COROSCOPE_MINE", "COROSCOPE_OPTIONS", "GEVENT_SUPPORT")


async def main():
    await asyncio.create_task(asyncio.sleep(0.01), name="kept")


asyncio.run(main())
if "child" in sys.argv:
    subprocess.run([sys.executable, "-c", CHILD], check=True)
flags = sys.flags
said = {
    "variables": {name: os.environ[name] for name in VARIABLES if name in os.environ},
    "cwd": os.getcwd(), "arguments": sys.argv[1:], "warnings": sys.warnoptions, "dev": flags.dev_mode, "utf8": flags.utf8_mode,
    "main": __file__, "path": sys.path,
}
with open(os.path.join(os.path.dirname(__file__), "said.json"), "w") as file:
    json.dump(said, file)
`;
const NAME = 'mit Leerzeichen/prüfung Ω.py';
const workspace = makeWorkspace('options', {
  files: {
    [NAME]: PROGRAM,
    'file/from_file.py': '',
    'env/from_env.py': '',
    'elsewhere/readme.txt': '',
  },
});
const { file } = workspace;
const SAID = join(dirname(file(NAME)), 'said.json');
// Paths are absolute there.
const environment = makeWorkspace('variables', {
  files: { 'own.env': `FROM_FILE=from file\nPYTHONPATH="${file('file')}"\n` },
});
vi.setConfig({ testTimeout: 60_000 });
let listener = new Listener();
afterEach(() => {
  listener.close();
  listener = new Listener();
});
afterAll(() => {
  workspace.remove();
  environment.remove();
});

const python = defaultPython().path;
const BASE = {
  type: 'debugpy',
  request: 'launch',
  name: 'options',
  program: file(NAME),
  console: 'internalConsole',
  envFile: environment.file('own.env'),
};

interface Outcome {
  readonly session: Session;
  /** What the program told of itself. */
  readonly said: Record<string, unknown>;
  /** Where it stopped, and why. */
  readonly stops: readonly unknown[];
}

/** Begins to watch launches. Answers where their sessions will be. */
function watch(): Session[] {
  const recorded: Session[] = [];
  const sessions = {
    add: (name: string) => {
      recorded.push(new Session(name, name, 2 ** 30, () => undefined));
      return recorded.at(-1)!;
    },
  } as unknown as Sessions;
  const probeFolder = join(repository, 'src', 'probe');
  watchLaunches({ listener, sessions, debuggees: new DebuggeeList(), probeFolder });
  return recorded;
}

/** What VS Code launches for a configuration: the Python Debugger completes it, then Coroscope is asked. */
async function resolved(given: Record<string, unknown>): Promise<vscode.DebugConfiguration> {
  const complete = { ...BASE, ...given, env: debugEnvironment({ ...BASE, ...given }) };
  const provider = registered.providers.get('*')!;
  return (await provider.resolveDebugConfigurationWithSubstitutedVariables!(undefined, complete))!;
}

/** Launches a configuration, and lets the program go on wherever it stops. */
async function launched(given: Record<string, unknown>): Promise<Outcome> {
  const recorded = watch();
  const configuration = await resolved(given);
  const adapterProcess = run(python, ['-m', 'debugpy.adapter']);
  const adapter = new DebugAdapter(adapterProcess.stdin!, adapterProcess.stdout!, configuration);
  const customRequest = (command: string, body: object): Promise<unknown> => adapter.request(command, body);
  const debug = { id: 'options', name: 'options', type: 'debugpy', configuration, customRequest };
  const tracker = (await registered.tracker!.createDebugAdapterTracker(
    debug as unknown as vscode.DebugSession,
  ))!;
  const stops: unknown[] = [];
  adapter.onMessage = (message) => {
    tracker.onDidSendMessage!(message);
    const { event, body } = message as unknown as Stopped;
    if (event !== 'stopped' || body === undefined) return;
    stops.push(body.reason);
    void adapter.request('continue', { threadId: body.threadId });
  };
  const ended = adapter.event('terminated');
  await adapter.start();
  await ended;
  registered.terminated!(debug as unknown as vscode.DebugSession);
  const [session] = recorded;
  await expect.poll(() => session!.info.state, { timeout: 30_000 }).toBe('ended');
  const said = JSON.parse(readFileSync(SAID, 'utf8')) as Record<string, unknown>;
  rmSync(SAID);
  return { session: session!, said, stops };
}

function tasksOf({ recording }: Session): string[] {
  expect(recording.trace.problems).toEqual([]);
  return recording.trace.tasks.map(({ name }) => name);
}

describe.each([
  ['with the debugger', false],
  ['without', true],
])('%s', (_, noDebug) => {
  it('names of files, folders, arguments, variables and flags of the interpreter', async () => {
    const inherited = process.env['PYTHONPATH'];
    const { session, said } = await launched({
      noDebug,
      python,
      args: ['one', 'zwei Ω'],
      cwd: file('elsewhere'),
      env: { PYTHONPATH: file('env'), PYTHONWARNINGS: 'ignore::ImportWarning', COROSCOPE_MINE: 'mine' },
      pythonArgs: ['-X', 'dev', '-W', 'error::UserWarning'],
      justMyCode: false,
      redirectOutput: true,
      subProcess: true,
      django: true,
      jinja: true,
      purpose: ['debug-test'],
      autoReload: { enable: true },
    });
    expect(tasksOf(session)).toContain('kept');
    const path = [file('file'), file('env'), inherited ?? []].flat();
    expect(said).toMatchObject({
      variables: {
        PYTHONPATH: path.join(delimiter),
        PYTHONWARNINGS: 'ignore::ImportWarning',
        FROM_FILE: 'from file',
        COROSCOPE_MINE: 'mine',
      },
      cwd: file('elsewhere'),
      arguments: ['one', 'zwei Ω'],
      dev: true,
      main: file(NAME),
    });
    expect(said.variables).not.toHaveProperty('COROSCOPE_OPTIONS');
    expect(said.warnings).toContain('error::UserWarning');
    const entries = said.path as string[];
    expect(entries.filter((entry) => path.includes(entry))).toEqual(path);
    expect(entries.filter((entry) => entry.includes('probe'))).toEqual([]);
  });

  it('an interpreter with flags, a child that the debugger leaves alone, a stop on entry', async () => {
    const { session, said, stops } = await launched({
      noDebug,
      python: [python, '-X', 'utf8'],
      args: ['child'],
      env: { PYTHONPATH: file('env') },
      subProcess: false,
      stopOnEntry: true,
      redirectOutput: false,
      gevent: true,
    });
    expect(tasksOf(session)).toEqual(expect.arrayContaining(['kept']));
    expect(session.recording.trace.processes).toHaveLength(2);
    expect(said).toMatchObject({ utf8: 1, variables: { GEVENT_SUPPORT: 'True' } });
    expect(stops).toEqual(noDebug ? [] : ['entry']);
  });
});

describe('the environment', () => {
  const WITHOUT = { noDebug: true, envFile: undefined };

  it('is put together after the debugger has', () => {
    watch();
    expect([...registered.providers.keys()]).toEqual(['*']);
  });

  it('keeps the PYTHONPATH that the settings give terminals', async () => {
    watch();
    for (const system of ['linux', 'osx', 'windows'])
      settings[`terminal.integrated.env.${system}`] = { PYTHONPATH: '/of/terminals' };
    const { env } = await resolved({ ...WITHOUT, console: 'integratedTerminal' });
    expect(env).toMatchObject({
      PYTHONPATH: [join(repository, 'src', 'probe', 'site'), '/of/terminals'].join(delimiter),
      COROSCOPE_PYTHONPATH: '/of/terminals',
    });
  });

  it.each([
    [['-I'], false],
    [['-bEs'], false],
    [['-WError', '-W', 'Ignore', '-XInt'], true],
  ])('%j', async (pythonArgs, enters) => {
    watch();
    const { env } = await resolved({ ...WITHOUT, pythonArgs });
    expect('COROSCOPE_OPTIONS' in (env as object)).toBe(enters);
  });

  it.each([{ type: 'node' }, { request: 'attach' }, { noDebug: false }])(
    'is left alone: %j',
    async (given) => {
      watch();
      const { env } = await resolved({ ...WITHOUT, ...given });
      expect(env).not.toHaveProperty('COROSCOPE_OPTIONS');
    },
  );
});
