"""TaskGroup that ends well, one that fails, and timeout()."""
# requires: >=3.11
# task: main parent=- count=1 outcome=result
# task: work parent=main count=3
# task: fail parent=main count=1 outcome=error error=ValueError

import asyncio


async def work(delay):
    await asyncio.sleep(delay)  # await: sleep


async def fail():
    raise ValueError("on purpose")


async def main():
    async with asyncio.TaskGroup() as group:  # await: wait; on: work work
        group.create_task(work(0.01))  # creates: 1
        group.create_task(work(0.02))  # creates: 1
    try:
        async with asyncio.TaskGroup() as group:  # await: wait; on: fail work
            group.create_task(work(10))  # creates: 1
            group.create_task(fail())  # creates: 1
    except* ValueError as errors:
        print(errors.exceptions)
    try:
        async with asyncio.timeout(0.01):
            await work(10)
    except TimeoutError:
        print("timed out")


asyncio.run(main())  # creates: 3
