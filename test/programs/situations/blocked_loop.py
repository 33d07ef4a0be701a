"""A server in which one upload is resized in the event loop itself."""

import asyncio
import random
import time

chance = random.Random(17)


async def heartbeat():
    while True:
        await asyncio.sleep(0.04)


async def read_upload():
    await asyncio.sleep(0.3)


def resize(seconds):
    end = time.perf_counter() + seconds
    pixels = list(range(500))
    while time.perf_counter() < end:
        pixels = [(pixel * 31 + 7) % 256 for pixel in pixels]
    return pixels


async def thumbnail():
    await read_upload()
    resize(0.55)
    await asyncio.sleep(0.06)


async def handle():
    await asyncio.sleep(chance.uniform(0.004, 0.016))
    await asyncio.sleep(chance.uniform(0.02, 0.065))
    await asyncio.sleep(chance.uniform(0.004, 0.014))


async def main():
    beat = asyncio.create_task(heartbeat())
    tasks = []
    for number in range(24):
        tasks.append(asyncio.create_task(thumbnail() if number in (5, 15) else handle()))
        await asyncio.sleep(chance.uniform(0.04, 0.11))
    await asyncio.gather(*tasks)
    beat.cancel()
    await asyncio.gather(beat, return_exceptions=True)


asyncio.run(main())
