"""Producer and consumer by plain generators and send, and coroutines made of generators."""
# tasks: 4
# task: main parent=- count=1 outcome=result
# task: ticker parent=main count=1 outcome=result

import asyncio
import types


def consumer():
    total = 0
    while True:
        item = yield total
        total += item


def produce(target, items):
    next(target)
    return [target.send(item) for item in items]


@types.coroutine
def nap(delay):
    yield from asyncio.sleep(delay).__await__()  # await: sleep


@types.coroutine
def pause():
    yield  # await: yield


async def ticker():
    for _ in range(3):
        await pause()
    await nap(0.005)


async def main():
    print(produce(consumer(), [1, 2, 3]))
    await asyncio.create_task(ticker())  # creates: 1; await: task; on: ticker


asyncio.run(main())  # creates: 3
