import { describe, expect, it } from 'vitest';
import { fixedBy, marksOf, mistakesIn } from './support.ts';

describe('CORO210, coroutine function given where a coroutine is due', () => {
  it('sees functions that were not called', () => {
    const source = `
      import asyncio
      from functools import partial
      from threading import Thread
      async def work(n=0): await asyncio.sleep(n)
      class Server:
          async def serve(self): await asyncio.sleep(1)
          def run(self):
              asyncio.run(self.serve)  # CORO210
      async def main(loop: asyncio.AbstractEventLoop):
          asyncio.create_task(work)  # CORO202 CORO210
          await asyncio.gather(work, work())  # CORO210
          await asyncio.wait_for(work, 1)  # CORO210
          async with asyncio.TaskGroup() as tg:
              tg.create_task(work)  # CORO210
          loop.call_soon(work)  # CORO210
          loop.call_later(1, work())  # CORO210
          loop.call_later(1, lambda: work())  # CORO210
          loop.add_signal_handler(2, partial(work, 1))  # CORO210
          task = asyncio.create_task(work())
          task.add_done_callback(work)  # CORO210
          await asyncio.to_thread(work, 1)  # CORO210
          await loop.run_in_executor(None, work)  # CORO210
          Thread(target=work).start()  # CORO210
          await task
    `;
    expect(mistakesIn(source)).toEqual(marksOf(source));
  });

  it('is silent where a function is due, or a coroutine is given', () => {
    const source = `
      import asyncio
      async def work(n=0): await asyncio.sleep(n)
      def sync(): pass
      class Pool:
          def create_task(self, f): pass
          def call_soon(self, f): pass
      async def main(loop, register, given):
          await asyncio.gather(work(), *[work(n) for n in range(3)])
          await asyncio.wait_for(given, 1)
          loop.call_soon(sync)
          loop.call_soon(lambda: asyncio.ensure_future(work()).cancel())
          await asyncio.to_thread(asyncio.run, work())
          await asyncio.start_server(work, 'localhost')
          register(work)
          Pool().create_task(work)
          Pool().call_soon(work)
          asyncio.iscoroutinefunction(work)
    `;
    expect(mistakesIn(source)).toEqual([]);
  });
});

describe('its fix', () => {
  it('calls the function', () => {
    const head = 'import asyncio\nasync def main(): pass\n';
    expect(fixedBy(`${head}asyncio.run(main)\n`)).toBe(`${head}asyncio.run(main())\n`);
    expect(fixedBy('import asyncio\nasync def main(n): pass\nasyncio.run(main)\n')).toBeNull();
    expect(fixedBy(`${head}async def g():\n    await asyncio.to_thread(main)\n`)).toBe(
      `${head}async def g():\n    await main()\n`,
    );
  });
});
