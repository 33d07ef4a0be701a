import { describe, expect, it } from 'vitest';
import { fixedBy, marksOf, mistakesIn } from './support.ts';

const OLD = `
import asyncio
from asyncio import Task, coroutine

@asyncio.coroutine
def old():
    yield from asyncio.sleep(1)

@coroutine
def older():
    yield

async def main(loop, lock: asyncio.Lock):
    await asyncio.sleep(1, loop=loop)
    asyncio.Queue(loop=loop)
    asyncio.Task.all_tasks()
    Task.current_task()
    asyncio.JoinableQueue()
`;

const lines = (found: readonly string[]): string[] => found.map((one) => one.replace(/^(\d+) /, '$1:'));

describe('CORO206 and CORO207, removed and deprecated', () => {
  it('go by the version', () => {
    expect(lines(mistakesIn(OLD, [3, 7]))).toEqual(['15:CORO207', '16:CORO207', '17:CORO206']);
    expect(lines(mistakesIn(OLD, [3, 9]))).toEqual([
      '4:CORO207',
      '8:CORO207',
      '13:CORO207',
      '14:CORO207',
      '15:CORO206',
      '16:CORO206',
      '17:CORO206',
    ]);
    expect(lines(mistakesIn(OLD, [3, 11]))).toEqual([4, 8, 13, 14, 15, 16, 17].map((at) => `${at}:CORO206`));
  });

  it('see what is too new', () => {
    const source = `
      import asyncio
      from asyncio import TaskGroup
      async def main(f):
          await asyncio.to_thread(f)  # CORO206
          async with asyncio.timeout(1): pass  # CORO206
          async with TaskGroup() as tg: pass  # CORO206
          asyncio.Barrier(3)  # CORO206
      asyncio.Runner()  # CORO206
    `;
    expect(mistakesIn(source, [3, 8])).toEqual(marksOf(source));
    expect(mistakesIn(source, [3, 10])).toEqual(marksOf(source).slice(1));
    expect(mistakesIn(source, [3, 11])).toEqual([]);
  });

  it('see what 3.12 and 3.14 warn about', () => {
    const source = `
      import asyncio
      asyncio.set_event_loop_policy(asyncio.DefaultEventLoopPolicy())
      asyncio.iscoroutinefunction(print)
      asyncio.get_child_watcher()
    `;
    expect(mistakesIn(source, [3, 11])).toEqual([]);
    expect(mistakesIn(source, [3, 13])).toEqual(['4 CORO207']);
    expect(mistakesIn(source, [3, 14])).toEqual(['2 CORO207', '2 CORO207', '3 CORO207', '4 CORO206']);
    expect(mistakesIn(source, [3, 16])).toEqual(['2 CORO206', '2 CORO206', '3 CORO206', '4 CORO206']);
  });

  it('see get_event_loop where no loop runs', () => {
    const source = `
      import asyncio
      loop = asyncio.get_event_loop()  # CORO207
      async def main(): asyncio.get_event_loop().call_soon(print)
      def helper(): return asyncio.get_event_loop()
      def run():
          loop = asyncio.get_event_loop()  # CORO207
          loop.run_until_complete(main())
      def forever():
          asyncio.get_event_loop().run_forever()  # CORO207
    `;
    expect(mistakesIn(source, [3, 9])).toEqual([]);
    expect(mistakesIn(source, [3, 12])).toEqual(marksOf(source));
    expect(mistakesIn(source, [3, 14])).toEqual(marksOf(source).map((one) => one.replace('7', '6')));
    expect(mistakesIn('import asyncio\nasyncio.set_event_loop(x)\nasyncio.get_event_loop()\n')).toEqual([]);
  });

  it('are silent where the code asks for the version, and on names of others', () => {
    const source = `
      import asyncio, sys, aiohttp
      if sys.version_info >= (3, 11):
          group = asyncio.TaskGroup
      else:
          tasks = asyncio.Task.all_tasks()
      try:
          from asyncio import timeout
          limit = asyncio.timeout
      except (ImportError, AttributeError):
          limit = None
      current = asyncio.Task.current_task() if hasattr(asyncio.Task, 'current_task') else asyncio.current_task()
      class Board:
          def all_tasks(self): return []
          def coroutine(self, loop): return self
      Board().all_tasks()
      Board().coroutine(loop=1)
      async def main(loop, future):
          aiohttp.ClientSession(loop=loop)
          asyncio.ensure_future(future, loop=loop).cancel()
          asyncio.Future(loop=loop)
    `;
    expect(mistakesIn(source, [3, 10])).toEqual([]);
  });
});

describe('their fixes', () => {
  it('replace names', () => {
    expect(fixedBy('import asyncio\nasync def f():\n    return asyncio.Task.all_tasks()\n')).toBe(
      'import asyncio\nasync def f():\n    return asyncio.all_tasks()\n',
    );
    expect(fixedBy('from asyncio import Task\nasync def f():\n    return Task.current_task()\n')).toBe(
      'from asyncio import Task\nimport asyncio\nasync def f():\n    return asyncio.current_task()\n',
    );
    expect(fixedBy('import asyncio\nprint(asyncio.iscoroutinefunction(print))\n', { python: [3, 14] })).toBe(
      'import asyncio\nimport inspect\nprint(inspect.iscoroutinefunction(print))\n',
    );
    expect(
      fixedBy('import asyncio\nasync def f(g):\n    await asyncio.to_thread(g, 1)\n', { python: [3, 8] }),
    ).toBe(
      'import asyncio\nasync def f(g):\n    await asyncio.get_running_loop().run_in_executor(None, g, 1)\n',
    );
  });

  it('take the loop argument out', () => {
    const call = (given: string): string => `import asyncio\nloop = None\nq = asyncio.Queue(${given})\n`;
    expect(fixedBy(call('loop=loop'))).toBe(call(''));
    expect(fixedBy(call('3, loop=loop'))).toBe(call('3'));
    expect(fixedBy(call('loop=loop, maxsize=3'))).toBe(call('maxsize=3'));
    expect(fixedBy(call('3, loop=loop,'))).toBe(call('3,'));
    expect(fixedBy(call('\n    3,\n    loop=loop,\n'))).toBe(call('\n    3,\n'));
  });

  it('write async def', () => {
    const old =
      'import asyncio\n\n@asyncio.coroutine\ndef f():\n    x = yield from g()\n    y = (yield from g())[0]\n    return x\n';
    expect(fixedBy(old)).toBe(
      'import asyncio\n\nasync def f():\n    x = await g()\n    y = (await g())[0]\n    return x\n',
    );
    expect(fixedBy('import asyncio\n@asyncio.coroutine\ndef f():\n    yield\n')).toBeNull();
  });

  it('run without get_event_loop', () => {
    const head = 'import asyncio\nasync def main(): pass\n';
    expect(fixedBy(`${head}asyncio.get_event_loop().run_until_complete(main())\n`)).toBe(
      `${head}asyncio.run(main())\n`,
    );
    expect(fixedBy(`${head}loop = asyncio.get_event_loop()\n`)).toBe(
      `${head}loop = asyncio.new_event_loop()\n`,
    );
  });
});
