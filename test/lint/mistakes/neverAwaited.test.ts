import { describe, expect, it } from 'vitest';
import { fixedBy, marksOf, mistakesIn } from './support.ts';

describe('CORO201, coroutine never awaited', () => {
  it('sees a coroutine that a statement drops', () => {
    const source = `
      import asyncio
      from asyncio import sleep as pause
      async def save(): await asyncio.sleep(0)
      class Shop:
          async def close(self): await asyncio.sleep(0)
          def stop(self):
              self.close()  # CORO201
      async def main(queue: asyncio.Queue):
          save()  # CORO201
          pause(1)  # CORO201
          asyncio.wait_for(save(), 1)  # CORO201
          queue.put(1)  # CORO201
          shop = Shop()
          shop.close()  # CORO201
          save() if queue else None  # CORO201
          queue and save()  # CORO201
          (save())  # CORO201
    `;
    expect(mistakesIn(source)).toEqual(marksOf(source));
  });

  it('sees a coroutine taken for its result', () => {
    const source = `
      import asyncio
      async def ready(): await asyncio.sleep(0)
      async def main():
          if ready(): pass  # CORO201
          while not ready(): pass  # CORO201
          if ready() == 3: pass  # CORO201
          print(ready())  # CORO201
          ready().items  # CORO201
          ready()[0]  # CORO201
          print(f'{ready()}')  # CORO201
          for x in ready(): pass  # CORO201
          a, b = ready()  # CORO201
          value = ready()  # CORO201
          print(value)
          other = ready()  # CORO201
          for x in other: print(x)
          1 + ready()  # CORO201
          [x for x in (1, 2) if ready()]  # CORO201
          unused = ready()  # CORO201
          with ready() as x: pass  # CORO201
          async with ready(): pass  # CORO201
          async for x in ready(): pass  # CORO201
          p = await asyncio.create_subprocess_exec('ls')
          p.wait()  # CORO201
    `;
    expect(mistakesIn(source)).toEqual(marksOf(source));
  });

  it('is silent where a coroutine goes on its way, or is not certain', () => {
    const source = `
      import asyncio, aiohttp, functools
      async def save(): await asyncio.sleep(0)
      def sync(): pass
      def wrapping(f): return lambda: asyncio.run(f())
      @wrapping
      async def command(): await asyncio.sleep(0)
      kept = save()
      async def main(unknown, tasks):
          await save()
          tasks.append(save())
          later = save()
          await later
          other = save()
          unknown(other)
          await asyncio.gather(save(), *[save() for _ in range(3)])
          x = save() if tasks else None
          if x: await x
          f = lambda: save()
          sync()
          command()
          asyncio.gather(save(), save())
          unknown.save()
          async with aiohttp.ClientSession() as session, session.get('x') as answer: pass
          for c in [save()]: await c
          print(inner := save())
          save().close()
          return save()
      def shadowed(save):
          save()
    `;
    expect(mistakesIn(source)).toEqual([]);
  });

  it('says nothing of a call that is half typed', () => {
    expect(mistakesIn('import asyncio\nasync def f():\n    asyncio.sleep(\n\n    x = 1\n')).toEqual([]);
  });
});

describe('its fix', () => {
  it('awaits, with parentheses where they are needed', () => {
    const head = 'import asyncio\nasync def f(): await asyncio.sleep(0)\nasync def main():\n    ';
    expect(fixedBy(`${head}f()\n`)).toBe(`${head}await f()\n`);
    expect(fixedBy(`${head}if not f(): pass\n`)).toBe(`${head}if not await f(): pass\n`);
    expect(fixedBy(`${head}return f()[0]\n`)).toBe(`${head}return (await f())[0]\n`);
    expect(fixedBy(`${head}return f().text\n`)).toBe(`${head}return (await f()).text\n`);
    expect(fixedBy(`${head}x = f()\n    print(x)\n`)).toBe(`${head}x = await f()\n    print(x)\n`);
  });

  it('is not offered where no coroutine runs', () => {
    expect(fixedBy('async def f(): pass\ndef g():\n    f()\n')).toBeNull();
    expect(fixedBy('async def f(): pass\nfor _ in range(3): f()\n')).toBeNull();
  });

  it('runs a coroutine at module level', () => {
    expect(fixedBy("async def f(): pass\nif __name__ == '__main__':\n    f()\n")).toBe(
      "import asyncio\n\nasync def f(): pass\nif __name__ == '__main__':\n    asyncio.run(f())\n",
    );
  });
});
