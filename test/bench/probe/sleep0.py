"""COUNT steps that do nothing but let the others run, over 100 tasks: the most that a recorder has to do for the least work."""

import asyncio

import harness

TASKS = 100


async def sleeper(steps):
    for _ in range(steps):
        await asyncio.sleep(0)


async def main(watch):
    tasks = [asyncio.ensure_future(sleeper(harness.COUNT // TASKS)) for _ in range(TASKS)]
    with watch:
        for task in tasks:
            await task


harness.run(main)
