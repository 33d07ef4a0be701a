import { describe, expect, it } from 'vitest';
import { fixedBy, marksOf, mistakesIn } from './support.ts';

describe('CORO205, asyncio.wait given coroutines', () => {
  it('sees them in collections of all kinds', () => {
    const source = `
      import asyncio
      from asyncio import wait
      async def f(x=0): await asyncio.sleep(x)
      async def main(items):
          await asyncio.wait([f(), f()])  # CORO205
          await asyncio.wait({f()})  # CORO205
          await wait((f(), asyncio.sleep(1)), timeout=1)  # CORO205
          await asyncio.wait(f(x) for x in items)  # CORO205
          await asyncio.wait(set([f(x) for x in items]))  # CORO205
          await asyncio.wait(fs=[f()])  # CORO205
          named = [f(x) for x in items]
          await asyncio.wait(named)  # CORO205
          filled = []
          for x in items: filled.append(f(x))
          await asyncio.wait(filled)  # CORO205
          one = f()
          await asyncio.wait([one])  # CORO205
    `;
    expect(mistakesIn(source)).toEqual(marksOf(source));
    expect(mistakesIn(source, [3, 9])).toEqual(marksOf(source));
    expect(mistakesIn(source, [3, 7])).toEqual([]);
  });

  it('is silent on tasks, and on what is not seen', () => {
    const source = `
      import asyncio
      async def f(x=0): await asyncio.sleep(x)
      def start(x): return asyncio.create_task(f(x))
      async def main(items, given):
          await asyncio.wait([asyncio.create_task(f()), asyncio.ensure_future(f())])
          await asyncio.wait({start(x) for x in items})
          await asyncio.wait(given)
          again = [f(x) for x in items]
          again = [asyncio.create_task(c) for c in again]
          await asyncio.wait(again)
          await asyncio.gather(*[f(x) for x in items])
    `;
    expect(mistakesIn(source)).toEqual([]);
  });
});

describe('its fix', () => {
  const head = 'import asyncio\nasync def f(x=0): await asyncio.sleep(x)\nasync def main(items):\n';

  it('makes tasks of the coroutines, where they are made', () => {
    expect(fixedBy(`${head}    await asyncio.wait([f(), f(1)])\n`)).toBe(
      `${head}    await asyncio.wait([asyncio.create_task(f()), asyncio.create_task(f(1))])\n`,
    );
    expect(fixedBy(`${head}    await asyncio.wait(f(x) for x in items)\n`)).toBe(
      `${head}    await asyncio.wait(asyncio.create_task(f(x)) for x in items)\n`,
    );
    expect(fixedBy(`${head}    all = [f(x) for x in items]\n    await asyncio.wait(all)\n`)).toBe(
      `${head}    all = [asyncio.create_task(f(x)) for x in items]\n    await asyncio.wait(all)\n`,
    );
  });

  it('is not offered where no loop runs', () => {
    const sync =
      'import asyncio\nasync def f(): pass\nasyncio.new_event_loop().run_until_complete(asyncio.wait([f()]))\n';
    expect(fixedBy(sync)).toBeNull();
  });
});
