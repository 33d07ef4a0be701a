import { describe, expect, it } from 'vitest';
import { fixedBy, marksOf, mistakesIn } from './support.ts';

describe('CORO203, await of something that is not awaitable', () => {
  it('sees ordinary calls, values and uncalled functions', () => {
    const source = `
      import asyncio, json, sys, time
      def title() -> str: return given
      class Plain: pass
      def load(name): return {'name': name}
      def log(text): print(text)
      def count(): yield 1
      async def counting(): yield 1
      async def fetch(): await asyncio.sleep(0)
      async def main(queue: asyncio.Queue, text):
          await time.sleep(1)  # CORO203
          await json.loads(text)  # CORO203
          await print('x')  # CORO203
          await load('a')  # CORO203
          await log('a')  # CORO203
          await count()  # CORO203
          await counting()  # CORO203
          await Plain()  # CORO203
          await None  # CORO203
          await 'x'  # CORO203
          await sys.stdout.flush()  # CORO203
          await title()  # CORO203
          await [fetch(), fetch()]  # CORO203
          await (fetch(), fetch())  # CORO203
          await fetch  # CORO203
          await asyncio.create_task  # CORO203
          await queue.put_nowait(1)  # CORO203
          await queue  # CORO203
          await asyncio.get_running_loop()  # CORO203
          task = asyncio.create_task(fetch())
          await task.cancel()  # CORO203
          event = asyncio.Event()
          await event  # CORO203
          await event.set()  # CORO203
          await asyncio.gather([fetch(), fetch()])  # CORO203
          await asyncio.gather(fetch() for _ in range(3))  # CORO203
          await asyncio.wait_for((fetch(), fetch()), 1)  # CORO203
    `;
    expect(mistakesIn(source)).toEqual(marksOf(source));
  });

  it('is silent on what may be awaitable', () => {
    const source = `
      import asyncio, random
      class Job:
          def __await__(self): return fetch().__await__()
      class Unknown(Outer): pass
      class Hooks:
          def hook(self): raise NotImplementedError
          def step(self): pass
          async def use(self):
              await self.hook()
              await self.step()
      def later(name): return fetch()
      def some(name):
          if name: return fetch()
      def given(name): return handlers[name]()
      async def fetch(): await asyncio.sleep(0)
      async def main(callback, coros):
          await fetch()
          await later('x')
          await some('x')
          await given('x')
          await Job()
          await Unknown()
          await callback()
          await random.choice(coros)
          await coros.pop()
          await coros[0]
          await (fetch() if coros else callback())
          await asyncio.gather(*coros)
          await asyncio.get_running_loop().run_in_executor(None, print)
          task = asyncio.create_task(fetch())
          await task
    `;
    expect(mistakesIn(source)).toEqual([]);
  });
});

describe('its fix', () => {
  it('awaits what can be awaited', () => {
    expect(fixedBy('import time\nasync def f():\n    await time.sleep(1)\n')).toBe(
      'import time\nimport asyncio\nasync def f():\n    await asyncio.sleep(1)\n',
    );
    expect(fixedBy('import time, asyncio as aio\nasync def f():\n    return await time.sleep(1)\n')).toBe(
      'import time, asyncio as aio\nasync def f():\n    return await aio.sleep(1)\n',
    );
    expect(
      fixedBy('import asyncio\nasync def g(): pass\nasync def f():\n    return await [g(), g()]\n'),
    ).toBe(
      'import asyncio\nasync def g(): pass\nasync def f():\n    return await asyncio.gather(*[g(), g()])\n',
    );
    expect(fixedBy('async def g(): pass\nasync def f():\n    await g\n')).toBe(
      'async def g(): pass\nasync def f():\n    await g()\n',
    );
    expect(fixedBy('async def g(x): pass\nasync def f():\n    await g\n')).toBeNull();
  });

  it('runs in a thread what blocks', () => {
    const code = (value: string): string =>
      `import asyncio, requests\nasync def f(url):\n    return await ${value}\n`;
    expect(fixedBy(code('requests.get(url, timeout=3)'))).toBe(
      code('asyncio.to_thread(requests.get, url, timeout=3)'),
    );
  });

  it('unpacks what gather is given', () => {
    const given = (list: string): string =>
      `import asyncio\nasync def g(): pass\nasync def f():\n    await asyncio.gather(${list})\n`;
    expect(fixedBy(given('[g(), g()]'))).toBe(given('*[g(), g()]'));
  });

  it('takes the await away', () => {
    expect(fixedBy('async def f():\n    x = (await print(1)).y\n')).toBe(
      'async def f():\n    x = (print(1)).y\n',
    );
  });
});
