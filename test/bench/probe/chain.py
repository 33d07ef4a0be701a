"""COUNT bare yields at the bottom of chains of 50 awaits, over 10 tasks."""

import asyncio

import harness

DEPTH = 50
TASKS = 10


async def link(depth, steps):
    if depth > 1:
        await link(depth - 1, steps)
    else:
        for _ in range(steps):
            await asyncio.sleep(0)


async def main(watch):
    with watch:
        await asyncio.gather(*[link(DEPTH, harness.COUNT // TASKS) for _ in range(TASKS)])


harness.run(main)
