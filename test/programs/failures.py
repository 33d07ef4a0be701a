"""Every way to fail: raised, awaited, never retrieved, in a callback, in the exception handler's face."""
# task: main parent=- count=1 outcome=result
# task: broken parent=main count=2 outcome=error error=LookupError
# task: odd parent=main count=1 outcome=error error=odd.<locals>.Odd
# task: forever parent=main count=1 outcome=cancelled

import asyncio
import gc


async def broken(key):
    await asyncio.sleep(0)  # await: yield
    raise LookupError("no " + key)


async def odd():
    class Odd(Exception):
        def __str__(self):
            print("str called")
            return "odd"

        __repr__ = __str__

    raise Odd("never shown")


async def forever():
    await asyncio.get_running_loop().create_future()  # await: future


def failing_callback(number):
    return 1 // number


async def main():
    loop = asyncio.get_running_loop()
    try:
        await asyncio.create_task(broken("key"))  # creates: 1; await: task; on: broken
    except LookupError as error:
        print("caught", error)
    lost = asyncio.create_task(broken("one"))  # creates: 1
    await asyncio.sleep(0.01)  # await: sleep
    del lost
    gc.collect()
    strange = asyncio.create_task(odd())  # creates: 1
    await asyncio.wait([strange])  # await: wait; on: odd
    print(type(strange.exception()).__name__)
    loop.call_soon(failing_callback, 0)
    loop.call_later(0.001, failing_callback, 0)
    task = asyncio.create_task(forever())  # creates: 1
    await asyncio.sleep(0.01)  # await: sleep
    task.cancel()
    print(await asyncio.gather(task, return_exceptions=True))  # await: gather; on: forever


asyncio.run(main())  # creates: 3
