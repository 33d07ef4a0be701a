"""Asynchronous generators: the await is inside, several frames away from the task."""
# task: main parent=- count=1 outcome=result
# task: reader parent=main count=2 outcome=result

import asyncio
import contextlib


async def numbers(count):
    for number in range(count):
        await asyncio.sleep(0.001)  # await: sleep
        yield number


async def doubled(source):
    async for number in source:
        yield number * 2


@contextlib.asynccontextmanager
async def session():
    await asyncio.sleep(0.001)  # await: sleep
    yield "session"
    await asyncio.sleep(0.001)  # await: sleep


async def reader():
    async with session():
        return [number async for number in doubled(numbers(3))]


async def main():
    print(await asyncio.gather(reader(), reader()))  # creates: 2; await: gather; on: reader reader
    source = numbers(2)
    print(await source.__anext__())
    await source.aclose()


asyncio.run(main())  # creates: 3
