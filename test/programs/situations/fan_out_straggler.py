"""Sixteen fetches at the same time; all wait for the slowest."""

import asyncio
import random

chance = random.Random(23)


async def fetch(number):
    await asyncio.sleep(chance.uniform(0.01, 0.025))
    await asyncio.sleep(1.7 if number == 10 else chance.uniform(0.07, 0.2))
    return sum(range(20_000))


async def save(results):
    await asyncio.get_running_loop().run_in_executor(None, sum, results)
    await asyncio.sleep(0.05)


async def main():
    await asyncio.sleep(0.1)
    results = await asyncio.gather(*(fetch(number) for number in range(16)))
    await save(results)
    await asyncio.sleep(0.1)


asyncio.run(main())
