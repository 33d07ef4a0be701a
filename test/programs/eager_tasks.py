"""Eager tasks: their first step runs inside create_task, and some are over by then."""
# requires: >=3.12
# task: main parent=- count=1 outcome=result
# task: cached parent=main count=2 outcome=result
# task: fetched parent=main count=1 outcome=result
# task: broken parent=main count=1 outcome=error error=ValueError
# task: inner parent=fetched count=1 outcome=result

import asyncio


async def cached(value):
    return value


async def inner():
    await asyncio.sleep(0)  # await: yield


async def fetched(value):
    task = asyncio.create_task(inner())  # creates: 1
    await asyncio.sleep(0.01)  # await: sleep
    await task
    return value


async def broken():
    raise ValueError("at once")


async def main():
    asyncio.get_running_loop().set_task_factory(asyncio.eager_task_factory)
    first = asyncio.create_task(cached(1), name="first")  # creates: 1
    second = asyncio.create_task(cached(2))  # creates: 1
    third = asyncio.create_task(fetched(3), name="third")  # creates: 1
    print(await first, await second, await third)  # await: task; on: fetched
    try:
        await asyncio.create_task(broken())  # creates: 1
    except ValueError as error:
        print(error)


asyncio.run(main())  # creates: 3
