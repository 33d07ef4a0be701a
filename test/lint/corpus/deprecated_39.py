# python: 3.9
"""3.9 takes loop= and generator coroutines with a warning; it has no Task.all_tasks any more."""
import asyncio

loop = asyncio.new_event_loop()


@asyncio.coroutine  # expect: CORO207
def old_style():
    yield from asyncio.sleep(1)


async def with_loop(task):
    await asyncio.sleep(1, loop=loop)  # expect: CORO207
    await asyncio.wait_for(task, 1, loop=loop)  # expect: CORO207
    return asyncio.Lock(loop=loop)  # expect: CORO207


async def tasks():
    return asyncio.Task.current_task()  # expect: CORO206


async def modern():
    watcher = asyncio.get_child_watcher()  # ok: CORO207
    return asyncio.all_tasks(), watcher  # ok: CORO206


def main():
    current = asyncio.get_event_loop()  # ok: CORO207
    current.run_until_complete(modern())  # ok: CORO207
