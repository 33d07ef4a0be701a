"""Runs steps at a steady rate: `steady.py RATE SECONDS`, spread over 100 tasks; prints the rate that it reached."""

import asyncio
import sys
import time

RATE, SECONDS = int(sys.argv[1]), float(sys.argv[2])
TASKS = 100
TICKS = 50  # a second


async def work(begin):
    steps = 0
    for tick in range(int(SECONDS * TICKS)):
        for _ in range(RATE // TASKS // TICKS):
            await asyncio.sleep(0)
            steps += 1
        wait = begin + (tick + 1) / TICKS - time.monotonic()
        if wait > 0:
            await asyncio.sleep(wait)
    return steps


async def main():
    begin = time.monotonic()
    steps = await asyncio.gather(*(work(begin) for _ in range(TASKS)))
    print(f"{sum(steps)} steps, {sum(steps) / (time.monotonic() - begin):.0f} a second", flush=True)


asyncio.run(main())
