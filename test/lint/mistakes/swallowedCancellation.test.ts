import { describe, expect, it } from 'vitest';
import { fixedBy, marksOf, mistakesIn } from './support.ts';

describe('CORO209, cancellation swallowed', () => {
  it('sees handlers that end without raising', () => {
    const source = `
      import asyncio, logging
      from contextlib import suppress
      async def a(q):
          try: await q.get()
          except asyncio.CancelledError: pass  # CORO209
      async def b(q):
          while True:
              try:
                  await q.get()
              except (ValueError, asyncio.CancelledError):  # CORO209
                  continue
      async def c(q):
          try:
              async with q: pass
          except BaseException as e:  # CORO209
              logging.error('%s', e)
      async def d(q):
          try:
              async for x in q: pass
          except:  # CORO209
              return None
      async def e(q, stop):
          try:
              await q.get()
          except asyncio.CancelledError:  # CORO209
              if stop:
                  raise
      async def f(q):
          with suppress(asyncio.CancelledError):  # CORO209
              await q.get()
    `;
    expect(mistakesIn(source)).toEqual(marksOf(source));
  });

  it('sees a task’s own coroutine go on, and is silent where that ends', () => {
    const source = `
      import asyncio
      from contextlib import suppress
      async def ends(q):
          try:
              while True: await q.get()
          except asyncio.CancelledError: print('bye')
      async def breaks(q):
          while True:
              try: await q.get()
              except asyncio.CancelledError: break
          print('bye')
      async def ends_by_suppress(q):
          with suppress(asyncio.CancelledError):
              while True: await q.get()
      async def goes_on(q):
          try: await q.get()
          except asyncio.CancelledError: print('bye')  # CORO209
          await q.put(1)
      async def again(q):
          while True:
              try: await q.get()
              except asyncio.CancelledError: print('bye')  # CORO209
      async def breaks_and_goes_on(q):
          while True:
              try: await q.get()
              except asyncio.CancelledError: break  # CORO209
          await q.put(1)
      async def start(q):
          return [
              asyncio.create_task(ends(q)), asyncio.create_task(breaks(q)), asyncio.create_task(goes_on(q)),
              asyncio.create_task(again(q)), asyncio.create_task(breaks_and_goes_on(q)),
              asyncio.create_task(ends_by_suppress(q)),
          ]
    `;
    expect(mistakesIn(source)).toEqual(marksOf(source));
  });

  it('is silent where it goes on, was caused here, or is kept', () => {
    const source = `
      import asyncio, sys
      from contextlib import suppress
      async def a(q):
          try: await q.get()
          except asyncio.CancelledError: raise
          except BaseException: pass
      async def b(q):
          try: await q.get()
          except BaseException as e:
              if q: raise
              else: raise ValueError from e
      async def c(task):
          task.cancel()
          try: await task
          except asyncio.CancelledError: pass
      async def d(task):
          task.cancel()
          with suppress(asyncio.CancelledError): await task
      async def e(future, q):
          try: await q.get()
          except BaseException as error: future.set_exception(error)
      async def f(q):
          try: await q.get()
          except BaseException as error:
              if isinstance(error, asyncio.CancelledError): raise
              print(error)
      async def g(q):
          try: q.get()
          except: pass
      async def h(q):
          try: await q.get()
          except Exception: pass
      async def i(q):
          try: await q.get()
          except: sys.exit(1)
      async def j(task):
          try: await asyncio.wait_for(task, 1)
          except asyncio.CancelledError: print('it was cancelled')
      async def main():
          try: await asyncio.sleep(100)
          except asyncio.CancelledError: print('bye')
      def k(q):
          try: q.get()
          except BaseException: pass
    `;
    expect(mistakesIn(source)).toEqual([]);
  });
});

describe('its fix', () => {
  const before = 'import asyncio\nasync def f(q):\n    try:\n        await q.get()\n';

  it('raises at the end of the handler', () => {
    const handler = (body: string): string =>
      `${before}    except asyncio.CancelledError:\n        ${body}\n`;
    expect(fixedBy(handler('print(1)'))).toBe(handler('print(1)\n        raise'));
    expect(fixedBy(handler('pass'))).toBe(handler('raise'));
    expect(fixedBy(handler('print(1)\n        return'))).toBe(handler('print(1)\n        raise'));
    expect(fixedBy(handler('if q:\n            raise\n        print(1)'))).toBe(
      handler('if q:\n            raise\n        print(1)\n        raise'),
    );
    expect(fixedBy(handler('return 3'))).toBeNull();
  });

  it('lets it through before what handles everything', () => {
    expect(fixedBy(`${before}    except:\n        print(1)\n`)).toBe(
      `${before}    except asyncio.CancelledError:\n        raise\n    except:\n        print(1)\n`,
    );
  });
});
