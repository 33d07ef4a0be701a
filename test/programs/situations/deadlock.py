"""Transfers that take two locks, one of them in the other order; after a while the program gives up."""

import asyncio
import random

chance = random.Random(41)


async def heartbeat():
    while True:
        await asyncio.sleep(0.09)


async def transfer(first, second, pause):
    await asyncio.sleep(chance.uniform(0.01, 0.03))
    async with first:
        await asyncio.sleep(pause)
        async with second:
            await asyncio.sleep(chance.uniform(0.015, 0.035))


async def main():
    cart, stock = asyncio.Lock(), asyncio.Lock()
    beat = asyncio.create_task(heartbeat())
    transfers = []
    for number in range(1, 12):
        locks = (stock, cart) if number == 5 else (cart, stock)
        transfers.append(asyncio.create_task(transfer(*locks, 0.08 if number in (4, 5) else 0.012)))
        await asyncio.sleep(0.01 if number == 4 else chance.uniform(0.09, 0.15))
    await asyncio.wait(transfers, timeout=1.2)
    beat.cancel()
    await asyncio.gather(beat, return_exceptions=True)


asyncio.run(main())
