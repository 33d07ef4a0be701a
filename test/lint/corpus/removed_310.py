# python: 3.10
"""3.10 refuses loop=, and still has @asyncio.coroutine, which warns."""
import asyncio

loop = asyncio.new_event_loop()


@asyncio.coroutine  # expect: CORO207
def old_style():
    yield from asyncio.sleep(1)


async def with_loop():
    await asyncio.sleep(1, loop=loop)  # expect: CORO206
    return asyncio.Queue(loop=loop)  # expect: CORO206


async def tasks():
    return asyncio.Task.all_tasks()  # expect: CORO206


async def get_loop():
    return asyncio.get_event_loop()  # ok: CORO206 CORO207


async def is_coroutine(value):
    return asyncio.iscoroutinefunction(value)  # ok: CORO207


def policy():
    asyncio.set_event_loop_policy(asyncio.DefaultEventLoopPolicy())  # ok: CORO207
