"""COUNT tasks that do nothing, each created and awaited before the next."""

import asyncio

import harness


async def tiny():
    pass


async def main(watch):
    with watch:
        for _ in range(harness.COUNT):
            await asyncio.create_task(tiny())


harness.run(main)
