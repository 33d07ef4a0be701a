"""COUNT items through a queue, each waited for with a timeout, as clients and workers do."""

import asyncio

import harness


async def produce(queue):
    for item in range(harness.COUNT):
        queue.put_nowait(item)
        await asyncio.sleep(0)


async def main(watch):
    queue = asyncio.Queue()
    with watch:
        producer = asyncio.create_task(produce(queue))
        for _ in range(harness.COUNT):
            await asyncio.wait_for(queue.get(), 60)
        await producer


harness.run(main)
