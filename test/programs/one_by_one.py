"""The same three waits: one after the other, by gather, and by create_task."""
# task: main parent=- count=1 outcome=result
# task: fetch parent=main count=6 outcome=result

import asyncio


async def fetch(number):
    await asyncio.sleep(0.01)  # await: sleep
    return number


async def one_by_one():
    return [
        await fetch(1),
        await fetch(2),
        await fetch(3),
    ]


async def gathered():
    return await asyncio.gather(fetch(4), fetch(5), fetch(6))  # creates: 3; await: gather; on: fetch fetch fetch


async def created():
    tasks = [asyncio.create_task(fetch(number)) for number in (7, 8, 9)]  # creates: 3
    return [await task for task in tasks]  # await: task; on: fetch


async def main():
    print(await one_by_one())
    print(await gathered())
    print(await created())


asyncio.run(main())  # creates: 3
