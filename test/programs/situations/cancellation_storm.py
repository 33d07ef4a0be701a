"""A group of pollers that is ended and begun anew whenever one of them fails."""

import asyncio
import random

chance = random.Random(31)


async def poll():
    try:
        while True:
            await asyncio.sleep(chance.uniform(0.025, 0.085))
            await asyncio.sleep(chance.uniform(0.02, 0.08))
    finally:
        await asyncio.sleep(chance.uniform(0.008, 0.04))


async def poll_broken():
    await asyncio.sleep(chance.uniform(0.35, 0.5))
    raise ConnectionResetError("the feed was closed")


async def supervise():
    pollers = [asyncio.create_task(poll()) for _ in range(9)]
    pollers.append(asyncio.create_task(poll_broken()))
    await asyncio.wait(pollers, return_when=asyncio.FIRST_EXCEPTION)
    for poller in pollers:
        poller.cancel()
    await asyncio.gather(*pollers, return_exceptions=True)


async def main():
    for _ in range(4):
        await supervise()
        await asyncio.sleep(0.15)


asyncio.run(main())
