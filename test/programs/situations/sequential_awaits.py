"""Fetches that do not need each other, each awaited before the next one begins."""

import asyncio
import random

chance = random.Random(37)


async def fetch():
    await asyncio.sleep(chance.uniform(0.01, 0.025))
    await asyncio.sleep(chance.uniform(0.07, 0.2))
    return sum(range(20_000))


async def main():
    total = 0
    for _ in range(16):
        total += await asyncio.create_task(fetch())
    await asyncio.sleep(0.05)


asyncio.run(main())
