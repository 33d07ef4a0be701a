"""A server in which each request begins a task that waits for a disconnect that nobody tells it of."""

import asyncio
import random

chance = random.Random(29)
watchers = set()


async def watch_disconnect(gone):
    await asyncio.sleep(0.012)
    await gone.wait()


async def handle():
    watcher = asyncio.create_task(watch_disconnect(asyncio.Event()))
    watchers.add(watcher)
    await asyncio.sleep(chance.uniform(0.004, 0.016))
    await asyncio.sleep(chance.uniform(0.02, 0.065))
    await asyncio.sleep(chance.uniform(0.004, 0.014))


async def main():
    requests = []
    for _ in range(30):
        requests.append(asyncio.create_task(handle()))
        await asyncio.sleep(chance.uniform(0.06, 0.11))
    await asyncio.gather(*requests)


asyncio.run(main())
