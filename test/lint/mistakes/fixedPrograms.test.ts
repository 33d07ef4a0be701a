import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { pythons, type Python } from '../../support/pythons.ts';
import { dedented, fixedBy } from './support.ts';

/** A program with one mistake: what a real Python does with it before its fix, and after. */
interface Program {
  readonly name: string;
  readonly source: string;
  /** In what the program prints, or in its error, before the fix. */
  readonly before: RegExp;
  /** All that it prints after the fix. */
  readonly after: string;
  readonly title?: RegExp;
  /** The oldest Python that has the mistake. */
  readonly since?: number;
}

const PROGRAMS: readonly Program[] = [
  {
    name: 'a coroutine never awaited',
    source: `
      import asyncio
      async def save():
          await asyncio.sleep(0)
          print('saved')
      async def main():
          save()
          print('done')
      asyncio.run(main())
    `,
    before: /^done\n.*never awaited/s,
    after: 'saved\ndone\n',
  },
  {
    name: 'a coroutine as a condition',
    source: `
      import asyncio
      async def is_open():
          await asyncio.sleep(0)
          return False
      async def main():
          print('open' if is_open() else 'closed')
      asyncio.run(main())
    `,
    before: /^open\n/,
    after: 'closed\n',
  },
  {
    name: 'the attribute of a coroutine',
    source: `
      import asyncio
      async def name():
          await asyncio.sleep(0)
          return 'ann'
      async def main():
          print(name().upper())
      asyncio.run(main())
    `,
    before: /AttributeError/,
    after: 'ANN\n',
  },
  {
    name: 'a task not kept',
    source: `
      import asyncio
      async def work(n):
          await asyncio.sleep(0)
          print('worked', n)
      async def main():
          for n in range(3):
              asyncio.create_task(work(n))
          await asyncio.sleep(0.01)
      asyncio.run(main())
    `,
    before: /^worked 0\nworked 1\nworked 2\n$/,
    after: 'worked 0\nworked 1\nworked 2\n',
  },
  {
    name: 'await time.sleep',
    source: `
      import asyncio, time
      async def main():
          await time.sleep(0.01)
          print('slept')
      asyncio.run(main())
    `,
    before: /TypeError/,
    after: 'slept\n',
  },
  {
    name: 'await of a list',
    source: `
      import asyncio
      async def double(n):
          await asyncio.sleep(0)
          return n * 2
      async def main():
          print(await [double(n) for n in range(3)])
      asyncio.run(main())
    `,
    before: /TypeError/,
    after: '[0, 2, 4]\n',
  },
  {
    name: 'await of an ordinary method',
    source: `
      import asyncio
      async def main():
          queue = asyncio.Queue()
          await queue.put_nowait(3)
          print(await queue.get())
      asyncio.run(main())
    `,
    before: /TypeError/,
    after: '3\n',
  },
  ...[
    { name: 'independent awaits, gathered', title: /gather/, since: 9 },
    { name: 'independent awaits, in a task group', title: /group/, since: 11 },
  ].map((program) => ({
    ...program,
    source: `
      import asyncio, time
      async def slow(n):
          await asyncio.sleep(0.3)
          return n
      async def main():
          begin = time.perf_counter()
          a = await slow(1)
          b = await slow(2)
          print(a, b, round((time.perf_counter() - begin) / 0.3))
      asyncio.run(main())
    `,
    before: /^1 2 2\n$/,
    after: '1 2 1\n',
  })),
  {
    name: 'asyncio.wait given coroutines',
    source: `
      import asyncio
      async def work(n):
          await asyncio.sleep(0)
          return n
      async def main():
          done, _ = await asyncio.wait([work(n) for n in range(3)])
          print(sorted(task.result() for task in done))
      asyncio.run(main())
    `,
    before: /TypeError/,
    after: '[0, 1, 2]\n',
    since: 11,
  },
  {
    name: 'the loop argument',
    source: `
      import asyncio
      async def main():
          loop = asyncio.get_running_loop()
          queue = asyncio.Queue(3, loop=loop)
          print(queue.maxsize)
      asyncio.run(main())
    `,
    before: /TypeError/,
    after: '3\n',
    since: 10,
  },
  {
    name: 'Task.all_tasks',
    source: `
      import asyncio
      async def main():
          print(len(asyncio.Task.all_tasks()))
      asyncio.run(main())
    `,
    before: /AttributeError/,
    after: '1\n',
  },
  {
    name: '@asyncio.coroutine',
    source: `
      import asyncio
      @asyncio.coroutine
      def main():
          yield from asyncio.sleep(0)
          print((yield from asyncio.wait_for(asyncio.sleep(0, 'x'), 1)) + 'y')
      asyncio.run(main())
    `,
    before: /AttributeError/,
    after: 'xy\n',
    since: 11,
  },
  {
    name: 'get_event_loop without a loop',
    source: `
      import asyncio
      async def main():
          await asyncio.sleep(0)
          print('ran')
      asyncio.get_event_loop().run_until_complete(main())
    `,
    before: /^ran\n/,
    after: 'ran\n',
    title: /run/,
    since: 12,
  },
  {
    name: 'with instead of async with',
    source: `
      import asyncio
      async def main():
          lock = asyncio.Lock()
          with lock:
              print('locked')
      asyncio.run(main())
    `,
    before: /TypeError|AttributeError/,
    after: 'locked\n',
  },
  {
    name: 'for instead of async for',
    source: `
      import asyncio
      async def numbers():
          yield 1
          yield 2
      async def main():
          print([n for n in numbers()])
      asyncio.run(main())
    `,
    before: /TypeError/,
    after: '[1, 2]\n',
  },
  {
    name: 'a swallowed cancellation',
    source: `
      import asyncio
      async def work(name):
          try:
              await asyncio.sleep(0.2)
              print('worked', name)
          except asyncio.CancelledError:
              print('cleaned up', name)
      async def shift():
          await work('a')
          await work('b')
      async def start():
          try:
              await asyncio.wait_for(shift(), 0.05)
          except asyncio.TimeoutError:
              print('in time')
      asyncio.run(start())
    `,
    before: /^cleaned up a\n(worked|$)/,
    after: 'cleaned up a\nin time\n',
  },
  {
    name: 'asyncio.run of a function',
    source: `
      import asyncio
      async def main():
          print('ran')
      asyncio.run(main)
    `,
    before: /ValueError|TypeError/,
    after: 'ran\n',
  },
];

const cases = PROGRAMS.map((program) => {
  const python = pythons().find(({ version }) => Number(version.split('.')[1]) >= (program.since ?? 9));
  return { name: program.name, program, python };
});

it.each(cases)('$name', { timeout: 30_000 }, ({ program, python }) => {
  if (python === undefined) throw new Error(`No Python 3.${program.since ?? 9} or later is ready.`);
  const source = dedented(program.source);
  expect(run(python, source)).toMatch(program.before);
  const [major = 3, minor = 9] = python.version.split('.').map(Number);
  const title = program.title === undefined ? {} : { title: program.title };
  const fixed = fixedBy(source, { python: [major, minor], ...title });
  if (fixed === null) throw new Error('There is no fix.');
  expect(run(python, fixed)).toBe(program.after);
});

/** What a program prints, then its errors. */
function run(python: Python, source: string): string {
  const { stdout, stderr } = spawnSync(python.path, ['-c', source], { encoding: 'utf8', timeout: 20_000 });
  return stdout + stderr;
}
