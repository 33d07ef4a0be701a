"""Ten workers that all query by one connection, under a lock: nine of ten wait."""

import asyncio
import random

chance = random.Random(11)


class Pool:
    def __init__(self):
        self.lock = asyncio.Lock()

    async def query(self):
        async with self.lock:
            await asyncio.sleep(chance.uniform(0.03, 0.05))


async def read_order():
    await asyncio.sleep(chance.uniform(0.006, 0.014))


async def process_order(pool):
    for _ in range(6):
        await read_order()
        await pool.query()


async def main():
    pool = Pool()
    await asyncio.gather(*(process_order(pool) for _ in range(10)))


asyncio.run(main())
