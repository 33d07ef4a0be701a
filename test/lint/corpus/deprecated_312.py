# python: 3.12
"""3.12 warns of get_event_loop without a loop, and of child watchers."""
import asyncio
from asyncio import get_event_loop

loop = asyncio.get_event_loop()  # expect: CORO207
other = get_event_loop()  # expect: CORO207
own = asyncio.new_event_loop()  # ok: CORO207


async def in_coroutine():
    return asyncio.get_event_loop(), asyncio.get_running_loop()  # ok: CORO207


def helper():
    return asyncio.get_event_loop()  # ok: CORO207


async def uses_helper():
    return helper()  # ok: CORO207


def on_timer():
    asyncio.get_event_loop().stop()  # ok: CORO207


async def schedules():
    asyncio.get_running_loop().call_later(1, on_timer)  # ok: CORO207


def watchers():
    asyncio.set_child_watcher(asyncio.ThreadedChildWatcher())  # expect: CORO207
    return asyncio.get_child_watcher()  # expect: CORO207


def policies():
    asyncio.set_event_loop_policy(None)  # ok: CORO207
    return asyncio.iscoroutinefunction(policies)  # ok: CORO207


class Loops:
    def get_event_loop(self):
        return None


loops = Loops().get_event_loop()  # ok: CORO207

if __name__ == "__main__":
    asyncio.get_event_loop().run_until_complete(in_coroutine())  # expect: CORO207
    asyncio.run(in_coroutine())  # ok: CORO207
