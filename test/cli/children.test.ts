/** What `coroscope record` makes of the files that a program's child processes write. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Dump } from '../../src/core/export/dump.ts';
import { TraceBuilder } from '../../src/core/traceBuilder.ts';
import { defaultPython } from '../support/pythons.ts';
import { buildCommandLine } from './commandLine.ts';

const python = defaultPython().path;
const folder = mkdtempSync(join(tmpdir(), 'coroscope-children-'));

let CLI = '';
beforeAll(async () => {
  CLI = await buildCommandLine('children.test');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Result {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(...args: string[]): Promise<Result> {
  const child = spawn(process.execPath, [CLI, ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (bytes) => (stdout += String(bytes)));
  child.stderr.on('data', (bytes) => (stderr += String(bytes)));
  const [code] = (await once(child, 'exit')) as [number | null];
  return { code, stdout, stderr };
}

/** Records a program into `<name>.tasktrace`. */
async function record(name: string, text: string): Promise<Result> {
  writeFileSync(join(folder, `${name}.py`), text);
  return run('record', '--python', python, '-o', `${name}.tasktrace`, `${name}.py`);
}

async function dumpOf(name: string): Promise<Dump> {
  const { code, stdout, stderr } = await run('dump', `${name}.tasktrace`);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as Dump;
}

/** What each process's program made, by the way it came to be. */
function byKind({ tasks, processes }: Dump): Record<string, string[]> {
  const own = tasks.filter(({ coroutine }) => !coroutine.startsWith('BaseEventLoop.shutdown_'));
  return Object.fromEntries(
    processes.map(({ index, kind }) => [
      kind ?? 'main',
      own.filter((task) => task.process === index).map(({ name }) => name),
    ]),
  );
}

function partsOf(name: string): string[] {
  return readdirSync(folder).filter((file) => file.startsWith(`${name}.tasktrace.`));
}

function readAlone(file: string): TraceBuilder {
  const trace = new TraceBuilder();
  trace.push(readFileSync(join(folder, file)));
  return trace;
}

const FAMILY = `import asyncio, multiprocessing, os, subprocess, sys
async def named(name):
    task = asyncio.current_task()
    task.set_name(name)
    await asyncio.sleep(0.01)
def work(name):
    asyncio.run(named(name))
if __name__ == "__main__":
    if len(sys.argv) > 1:
        work(sys.argv[1])
        sys.exit(5)
    with open(sys.argv[0].replace(".py", ".tasktrace.77.part"), "w") as foreign:
        foreign.write("somebody else's")
    asyncio.run(named("the main one's"))
    if os.fork() == 0:
        work("forked")
        os._exit(4)
    print(os.waitstatus_to_exitcode(os.wait()[1]))
    process = multiprocessing.get_context("spawn").Process(target=work, args=("spawned",))
    process.start()
    process.join()
    print(subprocess.call([sys.executable, __file__, "called"]))
`;

describe.skipIf(process.platform === 'win32')(
  'the children of a recorded program',
  { timeout: 60_000 },
  () => {
    it('are in its trace, and leave no files; what else is there stays as it is', async () => {
      const old = 'family.tasktrace.4711.part';
      writeFileSync(join(folder, old), 'of an earlier run');
      expect(await record('family', FAMILY)).toEqual({ code: 0, stdout: '4\n5\n', stderr: '' });
      expect(partsOf('family').sort()).toEqual([old, 'family.tasktrace.77.part']);
      expect(readFileSync(join(folder, old), 'utf8')).toBe('of an earlier run');
      const dump = await dumpOf('family');
      expect(byKind(dump)).toEqual({
        main: ["the main one's"],
        fork: ['forked'],
        spawn: ['spawned'],
        subprocess: ['called'],
      });
      expect(dump.problems).toEqual([]);
      // Every prefix is a trace, whose problems are none.
      const whole = readFileSync(join(folder, 'family.tasktrace'));
      for (let at = 0; at < whole.length; at += 97) {
        const trace = new TraceBuilder();
        trace.push(whole.subarray(0, at));
        expect(trace.problems).toEqual([]);
      }
    });

    it('lose no more than the frame that one was killed in', async () => {
      const text = `import asyncio, glob, os, signal, sys, time
async def main(name):
    asyncio.current_task().set_name(name)
    await asyncio.sleep(0.15)
    if name != "main":
        os.kill(os.getpid(), signal.SIGKILL)
for name in ("first", "second"):
    pid = os.fork()
    if pid == 0:
        asyncio.run(main(name))
    os.waitpid(pid, 0)
    part = "killed.tasktrace.%d.part" % pid
    if name == "first":
        os.truncate(part, os.path.getsize(part) - 3)
asyncio.run(main("main"))
`;
      expect(await record('killed', text)).toEqual({ code: 0, stdout: '', stderr: '' });
      const dump = await dumpOf('killed');
      expect(dump.problems).toEqual([]);
      expect(dump.processes.map(({ finished }) => finished === null)).toEqual([false, true, true]);
      expect(new Set(dump.tasks.map(({ process }) => process))).toEqual(new Set([0, 1, 2]));
    });

    it('may outlive it: then their traces are their own', async () => {
      const text = `import asyncio, os
if os.fork() == 0:
    os.close(1)
    os.close(2)
    asyncio.run(asyncio.sleep(6))
    os._exit(0)
asyncio.run(asyncio.sleep(0.3))
`;
      const { code, stderr } = await record('daemon', text);
      const [part] = partsOf('daemon');
      expect(code).toBe(0);
      expect(stderr).toContain('a child process still runs');
      expect(stderr).toContain(part);
      expect((await dumpOf('daemon')).processes).toHaveLength(1);
      const alone = readAlone(part!);
      expect(alone.problems).toEqual([]);
      expect(alone.process?.kind).toBe('fork');
      process.kill(alone.process!.pid, 'SIGKILL');
    });

    it('each leave a trace where the recording itself is killed', async () => {
      const text = `import asyncio, os
children = [os.fork() for _ in range(1)]
async def main():
    await asyncio.sleep(0.3)
    print(os.getpid(), flush=True)
    await asyncio.sleep(60)
asyncio.run(main())
`;
      writeFileSync(join(folder, 'cut.py'), text);
      const child = spawn(process.execPath, [CLI, 'record', '--python', python, 'cut.py'], { cwd: folder });
      let pids: number[] = [];
      child.stdout.on(
        'data',
        (bytes) => (pids = [...pids, ...String(bytes).trim().split(/\s+/).map(Number)]),
      );
      await expect.poll(() => pids).toHaveLength(2);
      child.kill('SIGKILL');
      await once(child, 'exit');
      for (const pid of pids) process.kill(pid, 'SIGKILL');
      const [part, ...more] = partsOf('cut');
      expect(more).toEqual([]);
      for (const file of ['cut.tasktrace', part!]) {
        const trace = readAlone(file);
        expect(trace.problems).toEqual([]);
        expect(pids).toContain(trace.process?.pid);
        expect(trace.tasks).toHaveLength(1);
      }
    });

    it('are not recorded where the trace is no file that others could stand beside', async () => {
      writeFileSync(join(folder, 'null.py'), FAMILY.replace('.tasktrace.77.part', '.foreign'));
      expect(await run('record', '--python', python, '-o', '/dev/null', 'null.py')).toMatchObject({
        code: 0,
        stdout: '4\n5\n',
      });
      expect(readdirSync('/dev').filter((file) => file.startsWith('null.'))).toEqual([]);
      expect(existsSync(join(folder, 'null.tasktrace'))).toBe(false);
    });
  },
);
