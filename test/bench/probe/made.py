"""COUNT tasks that do nothing, made in all the ways but `asyncio.create_task`, in turn."""

import asyncio

import harness


async def tiny():
    pass


async def main(watch):
    loop = asyncio.get_running_loop()
    with watch:
        for _ in range(harness.COUNT // 4):
            await loop.create_task(tiny())
            await asyncio.ensure_future(tiny())
            await asyncio.gather(tiny(), tiny())


harness.run(main)
