import { describe, expect, it } from 'vitest';
import { fixedBy, marksOf, mistakesIn } from './support.ts';

describe('CORO208, missing async before with or for', () => {
  it('sees asynchronous managers and iterables without it, and ordinary ones with it', () => {
    const source = `
      import asyncio, threading, contextlib, aiohttp, aiofiles
      class Session:
          async def __aenter__(self): return self
          async def __aexit__(self, *e): pass
      class Feed:
          def __aiter__(self): return self
          async def __anext__(self): raise StopAsyncIteration
      async def numbers(): yield 1
      @contextlib.asynccontextmanager
      async def opened(): yield 1
      @contextlib.contextmanager
      def section(): yield 1
      class Pool:
          def __init__(self): self.gate = asyncio.Lock()
          async def use(self):
              with self.gate: pass  # CORO208
      async def main(reader: asyncio.StreamReader):
          lock = asyncio.Lock()
          with lock: pass  # CORO208
          with asyncio.timeout(1): pass  # CORO208
          with asyncio.TaskGroup() as tg: pass  # CORO208
          with Session() as s: pass  # CORO208
          with opened() as o: pass  # CORO208
          with aiofiles.open('x') as f: pass  # CORO208
          async with aiohttp.ClientSession() as session:
              with session.get('x') as r: pass  # CORO208
          for n in numbers(): pass  # CORO208
          [n for n in numbers()]  # CORO208
          for f in Feed(): pass  # CORO208
          for line in reader: pass  # CORO208
          async with threading.Lock(): pass  # CORO208
          async with section(): pass  # CORO208
          async with open('x') as f: pass  # CORO208
          async for n in range(3): pass  # CORO208
          async for n in [1, 2]: pass  # CORO208
    `;
    expect(mistakesIn(source)).toEqual(marksOf(source));
  });

  it('is silent where it stands right, or nothing is known', () => {
    const source = `
      import asyncio, threading
      from typing import AsyncIterator
      class Both:
          async def __aenter__(self): pass
          async def __aexit__(self, *e): pass
          def __enter__(self): pass
          def __exit__(self, *e): pass
      async def numbers(): yield 1
      async def main(thing, tasks):
          lock = asyncio.Lock()
          async with lock, asyncio.timeout(1): pass
          with Both(), threading.Lock(): pass
          async with Both(): pass
          with thing: pass
          async with thing: pass
          async for n in numbers(): pass
          [n async for n in numbers()]
          for t in asyncio.as_completed(tasks): await t
          for t in thing: pass
      class Derived(thing_of_a_library):
          async def __aenter__(self): pass
      def derived():
          with Derived(): pass
      async def chunks(source: AsyncIterator[bytes]):
          async for chunk in source: pass
      async def shadowed(numbers):
          for n in numbers(): pass
    `;
    expect(mistakesIn(source)).toEqual([]);
  });
});

describe('its fix', () => {
  it('writes or removes async', () => {
    const head = 'import asyncio\nasync def numbers(): yield 1\nasync def main(lock: asyncio.Lock):\n    ';
    expect(fixedBy(`${head}with lock: pass\n`)).toBe(`${head}async with lock: pass\n`);
    expect(fixedBy(`${head}for n in numbers(): pass\n`)).toBe(`${head}async for n in numbers(): pass\n`);
    expect(fixedBy(`${head}return [n for n in numbers()]\n`)).toBe(
      `${head}return [n async for n in numbers()]\n`,
    );
    expect(fixedBy(`${head}async for n in range(3): pass\n`)).toBe(`${head}for n in range(3): pass\n`);
    expect(fixedBy(`${head}async with open('x') as f: pass\n`)).toBe(`${head}with open('x') as f: pass\n`);
  });

  it('is not offered where it would be no better', () => {
    expect(fixedBy('import asyncio\ndef f(lock: asyncio.Lock):\n    with lock: pass\n')).toBeNull();
    expect(
      fixedBy("import asyncio\nasync def f(lock: asyncio.Lock):\n    with lock, open('x'): pass\n"),
    ).toBeNull();
  });
});
