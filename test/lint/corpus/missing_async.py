"""with and for where async with and async for are due."""
import asyncio
import contextlib
import threading
from contextlib import asynccontextmanager, contextmanager

import aiofiles
import aiohttp
import httpx


async def numbers():
    for number in range(3):
        yield number
        await asyncio.sleep(0)


def plain_numbers():
    yield 1


@asynccontextmanager
async def connection():
    yield "connection"


@contextmanager
def section(name):
    yield name


class Session:
    async def __aenter__(self):
        return self

    async def __aexit__(self, *error):
        return None


class Both(Session):
    def __enter__(self):
        return self

    def __exit__(self, *error):
        return None


class Feed:
    def __aiter__(self):
        return self

    async def __anext__(self):
        raise StopAsyncIteration


async def lock():
    gate = asyncio.Lock()
    with gate:  # expect: CORO208
        await asyncio.sleep(0)
    async with gate:  # ok: CORO208
        await asyncio.sleep(0)


async def other_primitives(gate: asyncio.Semaphore, condition: asyncio.Condition):
    with gate:  # expect: CORO208
        await asyncio.sleep(0)
    with condition:  # expect: CORO208
        await asyncio.sleep(0)


async def limits():
    with asyncio.timeout(5):  # expect: CORO208
        await asyncio.sleep(1)


async def group():
    with asyncio.TaskGroup() as tasks:  # expect: CORO208
        tasks.create_task(asyncio.sleep(1))


async def client(url):
    with aiohttp.ClientSession() as session:  # expect: CORO208
        return session


async def answer(url):
    async with aiohttp.ClientSession() as session:  # ok: CORO208
        with session.get(url) as got:  # expect: CORO208
            return await got.text()


async def httpx_client():
    with httpx.AsyncClient() as session:  # expect: CORO208
        return await session.get("https://example.com")


async def sync_httpx_client():
    with httpx.Client() as session:  # ok: CORO208
        return session


async def file(path):
    with aiofiles.open(path) as source:  # expect: CORO208
        return await source.read()


async def own_manager():
    with connection() as opened:  # expect: CORO208
        return opened


async def own_manager_properly():
    async with connection() as opened:  # ok: CORO208
        return opened


async def own_sync_manager():
    with section("a") as name:  # ok: CORO208
        return name


async def own_class():
    with Session() as session:  # expect: CORO208
        return session


async def own_class_both():
    with Both() as session:  # ok: CORO208
        return session


async def loops():
    for number in numbers():  # expect: CORO208
        print(number)
    async for number in numbers():  # ok: CORO208
        print(number)
    for number in plain_numbers():  # ok: CORO208
        print(number)


async def comprehension():
    return [number for number in numbers()]  # expect: CORO208


async def comprehension_properly():
    return [number async for number in numbers()]  # ok: CORO208


async def own_iterator():
    for entry in Feed():  # expect: CORO208
        print(entry)


async def stream(reader: asyncio.StreamReader):
    for line in reader:  # expect: CORO208
        print(line)
    async for line in reader:  # ok: CORO208
        print(line)


async def unknown(manager, iterable):
    with manager as value:  # ok: CORO208
        for entry in iterable:  # ok: CORO208
            print(value, entry)


async def suppressing():
    with contextlib.suppress(ValueError):  # ok: CORO208
        await asyncio.sleep(0)


async def thread_lock():
    with threading.Lock():  # ok: CORO208  # expect: CORO108
        return 1


class Pool:
    def __init__(self):
        self.gate = asyncio.Lock()
        self.session = aiohttp.ClientSession()

    async def use(self):
        with self.gate:  # expect: CORO208
            return await self.fetch()

    async def fetch(self):
        with self.session.get("https://example.com") as got:  # expect: CORO208
            return got.status

    async def fetch_properly(self):
        async with self.gate, self.session.get("https://example.com") as got:  # ok: CORO208
            return got.status


async def completed(tasks):
    for task in asyncio.as_completed(tasks):  # ok: CORO208
        print(await task)


async def shadowed(numbers):
    for number in numbers():  # ok: CORO208
        print(number)
