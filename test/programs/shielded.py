"""shield: the outer wait is cancelled, the inner task goes on."""
# task: main parent=- count=1 outcome=result
# task: inner parent=main count=1 outcome=result
# task: outer parent=main count=1 outcome=cancelled

import asyncio


async def inner():
    await asyncio.sleep(0.2)  # await: sleep
    return "inner"


async def outer(task):
    await asyncio.shield(task)  # await: task; on: inner


async def main():
    task = asyncio.create_task(inner())  # creates: 1
    waiter = asyncio.create_task(outer(task))  # creates: 1
    await asyncio.sleep(0.005)  # await: sleep
    waiter.cancel()
    try:
        await waiter  # await: task; on: outer
    except asyncio.CancelledError:
        print("outer cancelled")
    print(await task)  # await: task; on: inner


asyncio.run(main())  # creates: 3
