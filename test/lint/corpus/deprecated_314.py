# python: 3.14
"""3.14 raises for get_event_loop without a loop, has no child watchers, and warns of policies."""
import asyncio
import inspect

loop = asyncio.get_event_loop()  # expect: CORO206
asyncio.set_event_loop_policy(None)  # expect: CORO207


async def in_coroutine():
    return asyncio.get_event_loop()  # ok: CORO206 CORO207


def watchers():
    return asyncio.get_child_watcher()  # expect: CORO206


def policies():
    return asyncio.get_event_loop_policy()  # expect: CORO207


def questions(value):
    if asyncio.iscoroutinefunction(value):  # expect: CORO207
        return True
    return inspect.iscoroutinefunction(value) or asyncio.iscoroutine(value)  # ok: CORO207


def modern():
    with asyncio.Runner() as runner:  # ok: CORO206 CORO207
        runner.run(in_coroutine())  # ok: CORO206


@asyncio.coroutine  # expect: CORO206
def ancient():
    yield
