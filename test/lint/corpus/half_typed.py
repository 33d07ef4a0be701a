"""A file in the middle of being written: the rest of it is still looked at."""
import asyncio
import time


async def before():
    time.sleep(1)  # expect: CORO101


async def broken(
    client.


async def after():
    time.sleep(2)  # expect: CORO101
    await asyncio.sleep(1)  # ok: CORO101


def sync_after():
    time.sleep(3)  # ok: CORO101
