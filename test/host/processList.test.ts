/** Which Python processes there are, and how one that runs is entered. */
import { spawn, type ChildProcess } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { bootExpression } from '../../src/entry/probeEntry.ts';
import {
  programName,
  pythonProcess,
  pythonProcesses,
  readStatus,
  type PythonProcess,
} from '../../src/host/run/processList.ts';
import { canBeEntered, remoteExec, Script, versionOf, whyNoEntry } from '../../src/host/run/remoteExec.ts';
import { repository } from '../support/paths.ts';
import { defaultPython, pythons } from '../support/pythons.ts';
import { startSession } from './clients.ts';

const folders: string[] = [];
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'coroscope-processes-'));
  folders.push(made);
  return made;
}

/** The text of a `stat` file. */
function status({ name = 'python3', state = 'S', terminal = 0, started = 7 }): string {
  const before = [state, 1, 2, 3, terminal, ...Array<number>(14).fill(0)];
  return `4711 (${name}) ${[...before, started, 0, 0].join(' ')}\n`;
}

function process(...command: string[]): PythonProcess {
  return {
    pid: 4711,
    executable: '/usr/bin/python3.14',
    command: ['python3', ...command],
    started: 1,
    hasTerminal: false,
    isStopped: false,
  };
}

describe('the list', () => {
  it('has this user’s Python processes, the newest first, and nothing that cannot be read', async () => {
    const root = folder();
    const add = (pid: string, exe: string, command: string, stat: string): void => {
      mkdirSync(join(root, pid));
      symlinkSync(exe, join(root, pid, 'exe'));
      writeFileSync(join(root, pid, 'cmdline'), command);
      writeFileSync(join(root, pid, 'stat'), stat);
    };
    add('10', '/usr/bin/python3.14', 'python3\0a b.py\0--x\0', status({ started: 5, terminal: 9 }));
    add('11', '/opt/python3.15t (deleted)', 'python\0', status({ started: 6, state: 'T' }));
    add('12', '/usr/bin/bash', 'python3\0', status({}));
    add('13', '/usr/bin/pythonista-helper', 'x\0', status({}));
    mkdirSync(join(root, '14'));
    writeFileSync(join(root, 'version'), '');
    expect(await pythonProcesses(root)).toEqual([
      {
        pid: 11,
        executable: '/opt/python3.15t',
        command: ['python'],
        started: 6,
        hasTerminal: false,
        isStopped: true,
      },
      {
        pid: 10,
        executable: '/usr/bin/python3.14',
        command: ['python3', 'a b.py', '--x'],
        started: 5,
        hasTerminal: true,
        isStopped: false,
      },
    ]);
    expect(await pythonProcesses(root, -1)).toEqual([]);
    expect(await pythonProcesses(join(root, 'none'))).toEqual([]);
  });

  it('reads a process whose name tries to look like more', () => {
    expect(readStatus(status({ name: 'a) T 1 (b', state: 'R', started: 99 }))).toEqual({
      started: 99,
      hasTerminal: false,
      isStopped: false,
    });
  });

  it.each([
    [['server.py', '--port', '1'], 'server.py'],
    [['-u', '/srv/app/main.py'], 'main.py'],
    [['-X', 'dev', '-m', 'uvicorn', 'app:app'], 'uvicorn'],
    [['-m', 'package.app', 'x.py'], 'package.app'],
    [['-c', 'import x', 'y'], 'Python 4711'],
    [[], 'Python 4711'],
  ])('names %j', (command, name) => {
    expect(programName(process(...command))).toBe(name);
  });
});

describe('who can be entered', () => {
  it.each([
    ['3.13', false],
    ['3.14', true],
    ['3.15', true],
    ['2.14', false],
    [null, false],
  ])('%s: %s', (version, can) => {
    expect(canBeEntered(version)).toBe(can);
  });

  it('knows an interpreter’s version', async () => {
    const { path, version } = defaultPython();
    expect(version.startsWith((await versionOf(path))!)).toBe(true);
    expect(await versionOf('/no/such/python')).toBeNull();
  });

  it.each([
    ['PermissionError: [Errno 1] Operation not permitted', /ptrace_scope/],
    ['ProcessLookupError: [Errno 3] No such process', /has ended/],
    ['RuntimeError: Remote debugging is not enabled in the remote process.', /disable-remote-debug/],
    ['RuntimeError: PyRuntime address lookup failed during debug offsets initialization', /another version/],
    ['Traceback\nOSError: what else', /cannot be entered: OSError: what else/],
    ['', /does not run/],
  ])('says why not: %s', (errors, expected) => {
    expect(whyNoEntry(errors)).toMatch(expected);
  });
});

const PROGRAM = `\
import asyncio

async def wait(event):
    await event.wait()

async def main():
    event = asyncio.Event()
    waiters = [asyncio.create_task(wait(event), name=f"waiter {n}") for n in range(3)]
    print("running", flush=True)
    while True:
        await asyncio.sleep(0.02)

asyncio.run(main())
`;

const newest = pythons().find(({ version }) => version.startsWith('3.14'));

describe.runIf(globalThis.process.platform === 'linux' && newest !== undefined)('a program that runs', () => {
  it('is entered, says nothing of it, and tells of the tasks that it has', async () => {
    const file = join(folder(), 'main.py');
    writeFileSync(file, PROGRAM);
    const child = spawn(newest!.path, [file], { stdio: ['ignore', 'pipe', 'pipe'] });
    children.push(child);
    let printed = '';
    child.stdout.on('data', (bytes: Buffer) => (printed += String(bytes)));
    child.stderr.on('data', (bytes: Buffer) => (printed += String(bytes)));
    await expect.poll(() => printed).toBe('running\n');
    const target = (await pythonProcess(child.pid!))!;
    expect(target.command[1]).toBe(file);
    expect((await pythonProcesses()).map(({ pid }) => pid)).toContain(child.pid);

    const { session, path, token, until } = await startSession();
    const options = { socket: path, token, join: true, children: true } as const;
    const script = await Script.write(bootExpression(join(repository, 'src', 'probe'), options));
    await remoteExec(target, script.file);
    await until('live');
    await script.remove();
    expect(existsSync(script.file)).toBe(false);
    const { trace } = session.recording;
    const names = (): string[] => trace.tasks.map(({ name }) => name);
    await expect.poll(names).toEqual(expect.arrayContaining(['waiter 0', 'waiter 1', 'waiter 2']));
    expect(trace.processes[0]).toMatchObject({ joined: true, transport: 'socket', pid: child.pid });
    expect(trace.problems).toEqual([]);
    expect(printed).toBe('running\n');

    session.detach(true, '');
    await until('ended');
    expect(child.exitCode).toBeNull();
  });

  it('runs a script that was taken back, or that fails, without a word', async () => {
    const program = 'import time\nprint("running", flush=True)\nwhile True: time.sleep(0.02)\n';
    const child = spawn(newest!.path, ['-c', program], { stdio: ['ignore', 'pipe', 'pipe'] });
    children.push(child);
    let printed = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (bytes: Buffer) => (printed += String(bytes)));
    await expect.poll(() => printed).toBe('running\n');
    const target = (await pythonProcess(child.pid!))!;
    const seen = join(folder(), 'seen');
    const disarmed = await Script.write('1/0');
    disarmed.disarm();
    expect(readFileSync(disarmed.file, 'utf8')).toBe('');
    const failing = await Script.write('1/0');
    const last = await Script.write(`open(${JSON.stringify(seen)}, 'w').close()`);
    for (const script of [disarmed, failing, last]) {
      await remoteExec(target, script.file);
      await new Promise((done) => setTimeout(done, 100));
    }
    await expect.poll(() => existsSync(seen)).toBe(true);
    for (const script of [disarmed, failing, last]) await script.remove();
    expect(printed).toBe('running\n');
    expect(child.exitCode).toBeNull();
    await expect(remoteExec({ ...target, pid: 2 ** 22 - 3 }, seen)).rejects.toThrow(/./);
  });
});
