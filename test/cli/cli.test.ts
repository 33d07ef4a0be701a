import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Dump } from '../../src/core/export/dump.ts';
import { buildCommandLine } from './commandLine.ts';
import { defaultPython } from '../support/pythons.ts';

const python = defaultPython().path;
const folder = mkdtempSync(join(tmpdir(), 'coroscope-cli-'));

let CLI = '';
beforeAll(async () => {
  CLI = await buildCommandLine('cli.test');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Result {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function start(...args: string[]): ChildProcess {
  return spawn(process.execPath, [CLI, ...args], { cwd: folder });
}

function finish(child: ChildProcess, input = ''): Promise<Result> {
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (bytes) => (stdout += String(bytes)));
  child.stderr?.on('data', (bytes) => (stderr += String(bytes)));
  child.stdin?.end(input);
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, stdout, stderr })));
}

const run = (...args: string[]): Promise<Result> => finish(start(...args));

async function dumpOf(file: string): Promise<Dump> {
  const { code, stdout, stderr } = await run('dump', file);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as Dump;
}

/** The tasks that the program made: `asyncio.run` adds two that shut the loop down. */
function ownTasks({ tasks }: Dump): Dump['tasks'] {
  return tasks.filter(({ coroutine }) => !coroutine.startsWith('BaseEventLoop.shutdown_'));
}

function program(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

const MAIN = `import asyncio, sys
async def child():
    await asyncio.sleep(0.02)
    return 1
async def main():
    task = asyncio.create_task(child(), name="the child")
    print("in:", sys.stdin.read(), sys.argv[1:])
    print("err", file=sys.stderr)
    await task
asyncio.run(main())
sys.exit(3)
`;

describe('record', () => {
  it('passes input, output, arguments and exit code through, and writes the trace', async () => {
    const script = program('job.py', MAIN);
    const child = start('record', '--python', python, '-o', 'own.tasktrace', script, '-o', '--flag', 'x y');
    expect(await finish(child, 'hello')).toEqual({
      code: 3,
      stdout: "in: hello ['-o', '--flag', 'x y']\n",
      stderr: 'err\n',
    });
    const dump = await dumpOf('own.tasktrace');
    expect(dump).toMatchObject({
      format: 1,
      dropped: 0,
      problems: [],
      process: { argv: [script, '-o', '--flag', 'x y'] },
    });
    expect(ownTasks(dump).map(({ name, parent, outcome }) => [name, parent, outcome])).toEqual([
      ['Task-1', null, 'result'],
      ['the child', 1, 'result'],
    ]);
    expect(dump.tasks[1]).toMatchObject({ created: { file: script, line: 6, function: 'main' } });
    expect(dump.tasks[1]?.steps[0]?.await).toMatchObject({ kind: 'sleep', line: 3, function: 'child' });
    expect(dump.tasks[0]?.steps[0]?.await).toMatchObject({ kind: 'task', line: 9, on: [2] });
  });

  it('runs a module, and names the trace after it', async () => {
    program('some_module.py', 'import asyncio\nasyncio.run(asyncio.sleep(0.01))\n');
    expect(await run('record', '--python', python, '-m', 'some_module')).toMatchObject({
      code: 0,
      stderr: '',
    });
    expect(ownTasks(await dumpOf('some_module.tasktrace'))).toHaveLength(1);
  });

  it('shows a program’s own traceback as it is, and exits with its code', async () => {
    const script = program('crash.py', 'import asyncio\nasync def main(): 1 / 0\nasyncio.run(main())\n');
    const bare = await finish(spawn(python, [script], { cwd: folder }));
    expect(await run('record', '--python', python, script)).toEqual(bare);
    expect(bare.code).toBe(1);
    expect((await dumpOf('crash.tasktrace')).tasks[0]).toMatchObject({
      outcome: 'error',
      error: 'ZeroDivisionError: division by zero',
    });
  });

  it.skipIf(process.platform === 'win32')(
    'keeps what a killed program sent, and passes signals on',
    async () => {
      const script = program(
        'endless.py',
        'import asyncio\nasync def main():\n    print("up", flush=True)\n    await asyncio.sleep(60)\nasyncio.run(main())\n',
      );
      const child = start('record', '--python', python, script);
      const end = finish(child);
      await new Promise((resolve) => child.stdout?.once('data', resolve));
      await new Promise((resolve) => setTimeout(resolve, 300));
      child.kill('SIGTERM');
      expect((await end).code).toBe(128 + 15);
      expect((await dumpOf('endless.tasktrace')).tasks[0]).toMatchObject({
        outcome: 'pending',
        endedAt: null,
        steps: [{ await: { kind: 'sleep', line: 4 } }],
      });
    },
  );

  it('says so when nothing could be recorded', async () => {
    const script = program('plain.py', 'print(1)\n');
    const wrapper = program('isolated.sh', `#!/bin/sh\nexec ${python} -I "$@"\n`);
    const { code, stdout, stderr } = await run('record', '--python', '/bin/sh', wrapper, script);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '1\n' });
    expect(stderr).toMatch(/^coroscope: nothing was recorded: .*-I/);
  });

  it.each([
    [['record'], 'record needs a program'],
    [['record', '-m'], 'record needs a program'],
    [['record', '--nope', 'x.py'], 'record has no option --nope'],
    [['record', '-o'], '-o needs a value'],
    [
      ['record', '--threshold', '9', 'x.py'],
      "--threshold takes whole milliseconds from 10 to 10000, not '9'",
    ],
    [
      ['record', '--threshold', '1e3', 'x.py'],
      "--threshold takes whole milliseconds from 10 to 10000, not '1e3'",
    ],
    [['record', '-o', '/no/such/folder/x', 'x.py'], 'cannot write /no/such/folder/x'],
    [['record', '--python', 'no-such-python', 'x.py'], "cannot run 'no-such-python'"],
    [['dump'], 'dump takes one trace file'],
    [['dump', 'no-such-file'], 'cannot read no-such-file'],
    [['frobnicate'], "no command 'frobnicate'"],
    [[], 'no command given'],
  ])('%j is answered by one clear error', async (args, message) => {
    const { code, stdout, stderr } = await run(...args);
    expect(code).not.toBe(0);
    expect(stdout).toBe('');
    expect(stderr).toContain(`coroscope: ${message}`);
    expect(stderr).not.toContain('    at ');
  });
});

describe('dump', () => {
  it('names the line that blocked, its stack, and whom it delayed', async () => {
    const script = program(
      'blocks.py',
      `import asyncio, time
def helper():
    time.sleep(0.06)
async def waiting():
    await asyncio.sleep(0.01)
async def main():
    task = asyncio.create_task(waiting())
    await asyncio.sleep(0)
    helper()
    await task
asyncio.run(main())
`,
    );
    await run('record', '--python', python, '--threshold', '40', '-o', 'blocks.tasktrace', script);
    const { blocks, tasks } = await dumpOf('blocks.tasktrace');
    expect(blocks).toHaveLength(1);
    expect(blocks[0]).toMatchObject({
      task: 1,
      file: script,
      line: 3,
      function: 'helper',
      stack: [
        { file: script, line: 9, function: 'main' },
        { file: script, line: 3, function: 'helper' },
      ],
      culprits: [{ file: script, line: 3 }],
    });
    expect(blocks[0]?.delayed).toEqual([
      {
        task: tasks.find(({ coroutine }) => coroutine === 'waiting')?.id,
        wait: expect.any(Number) as number,
      },
    ]);
    expect(blocks[0]?.delayed[0]?.wait).toBeGreaterThan(30_000_000);
  });

  it('tells who cancelled, what ran off the loop, and why each step could run', async () => {
    const script = program(
      'facts.py',
      `import asyncio, time
def work():
    time.sleep(0.2)
async def victim():
    await asyncio.sleep(60)
async def main():
    task = asyncio.create_task(victim())
    await asyncio.sleep(0.01)
    task.cancel("enough")
    await asyncio.wait([task])
    await asyncio.get_running_loop().run_in_executor(None, work)
asyncio.run(main())
`,
    );
    await run('record', '--python', python, '-o', 'facts.tasktrace', script);
    const { tasks, callbacks, cancels, jobs, threads, processes } = await dumpOf('facts.tasktrace');
    const [main, victim] = ownTasks({ tasks } as Dump);
    expect(victim).toMatchObject({ outcome: 'cancelled', cancelledBy: cancels[0] });
    expect(cancels).toMatchObject([
      {
        task: victim?.id,
        by: { task: main?.id },
        place: { file: script, line: 9, function: 'main' },
        origin: 'call',
        message: 'enough',
        fate: 'cancelled',
        swallowed: false,
      },
    ]);
    expect(jobs).toMatchObject([
      { kind: 'thread', function: 'work', task: main?.id, place: { line: 11 }, outcome: 'result' },
    ]);
    const [job] = jobs;
    expect(threads.map(({ id }) => id)).toContain(job?.thread);
    expect(job!.queued <= job!.begin! && job!.begin! <= job!.end!).toBe(true);
    expect(processes).toMatchObject([{ kind: null, finished: expect.any(Number) as number }]);

    const slept = callbacks.find(({ cause }) => cause.kind === 'timer')!;
    expect(slept.wokenBy).toEqual({ task: main?.id });
    expect(main?.steps[1]).toMatchObject({ wokenBy: { callback: slept.id }, cause: { kind: 'run' } });
    const fromThread = callbacks.filter(({ cause }) => cause.kind === 'thread');
    expect(fromThread.map(({ wokenBy }) => wokenBy)).toEqual(fromThread.map(() => null));
    expect(fromThread[0]?.cause).toMatchObject({ thread: { id: job?.thread } });
  });

  it.each([
    ['record', '--python', 'py', '--help'],
    ['dump', '-h'],
    ['report', 'a.tasktrace', '--help'],
    ['lint', '--json', '-h'],
  ])('%s explains itself when asked', async (command, ...args) => {
    const { code, stdout, stderr } = await run(command, ...args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`usage: coroscope ${command} `);
  });

  it('leaves a request for help to the program that follows', async () => {
    const script = program('helpful.py', 'import sys\nprint(sys.argv[1:])\n');
    const { code, stdout } = await run('record', '--python', python, script, '--help');
    expect({ code, stdout }).toEqual({ code: 0, stdout: "['--help']\n" });
  });

  it('refuses a file that is no trace', async () => {
    const { code, stderr } = await run('dump', program('text.tasktrace', 'hello, world\n'));
    expect(code).toBe(1);
    expect(stderr).toMatch(/^coroscope: .*text.tasktrace: not a Coroscope trace/);
  });

  it('reads a trace that was cut off anywhere', async () => {
    const script = program('cut.py', 'import asyncio\nasyncio.run(asyncio.sleep(0.01))\n');
    await run('record', '--python', python, '-o', 'cut.tasktrace', script);
    expect(existsSync(join(folder, 'cut.tasktrace'))).toBe(true);
    const whole = readFileSync(join(folder, 'cut.tasktrace'));
    for (const part of [0, 4, 8, 20, 0.5 * whole.length, whole.length - 1]) {
      writeFileSync(join(folder, 'part.tasktrace'), whole.subarray(0, part));
      expect((await dumpOf('part.tasktrace')).problems).toEqual([]);
    }
  });
});
