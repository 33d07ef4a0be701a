"""COUNT items through a queue that is short enough for both sides to wait at times."""

import asyncio

import harness

SIDES = 4
LENGTH = 10


async def produce(queue, items):
    for item in range(items):
        await queue.put(item)


async def consume(queue, items):
    for _ in range(items):
        await queue.get()


async def main(watch):
    queue = asyncio.Queue(LENGTH)
    with watch:
        each = harness.COUNT // SIDES
        await asyncio.gather(*[side(queue, each) for _ in range(SIDES) for side in (produce, consume)])


harness.run(main)
