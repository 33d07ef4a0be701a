"""Coroutines that were made and then forgotten."""
import asyncio
import functools
from contextlib import asynccontextmanager
from typing import Awaitable

import aiohttp
import click
import httpx


async def notify(user="all"):
    await asyncio.sleep(0.1)
    return user


async def is_ready():
    await asyncio.sleep(0)
    return True


async def forgets():
    notify("ann")  # expect: CORO201
    await notify("bob")  # ok: CORO201


async def forgets_sleep():
    asyncio.sleep(1)  # expect: CORO201
    print("slept?")


def forgets_in_sync():
    notify()  # expect: CORO201


async def forgets_in_branches(flag):
    if flag:
        notify("yes")  # expect: CORO201
    else:
        for user in ("a", "b"):
            notify(user)  # expect: CORO201
    try:
        notify("try")  # expect: CORO201
    finally:
        await notify("finally")  # ok: CORO201


async def forgets_library_functions(task, thing):
    asyncio.wait_for(task, 3)  # expect: CORO201
    asyncio.to_thread(print, "x")  # expect: CORO201
    asyncio.open_connection("localhost", 80)  # expect: CORO201
    asyncio.wait([task])  # expect: CORO201


async def forgets_methods(writer: asyncio.StreamWriter):
    queue = asyncio.Queue()
    queue.put(1)  # expect: CORO201
    queue.put_nowait(1)  # ok: CORO201
    queue.join()  # expect: CORO201
    event = asyncio.Event()
    event.wait()  # expect: CORO201
    event.set()  # ok: CORO201
    lock = asyncio.Lock()
    lock.acquire()  # expect: CORO201
    lock.release()  # ok: CORO201
    writer.write(b"x")  # ok: CORO201
    writer.drain()  # expect: CORO201
    writer.close()  # ok: CORO201
    writer.wait_closed()  # expect: CORO201


async def forgets_to_close():
    session = aiohttp.ClientSession()
    session.close()  # expect: CORO201
    client = httpx.AsyncClient()
    client.aclose()  # expect: CORO201


class Cart:
    def __init__(self):
        self.items = []

    async def save(self):
        await asyncio.sleep(0.1)

    def clear(self):
        self.items.clear()

    async def add(self, item):
        self.items.append(item)
        self.save()  # expect: CORO201
        self.clear()  # ok: CORO201

    async def add_properly(self, item):
        self.items.append(item)
        await self.save()  # ok: CORO201

    def checkout(self):
        self.save()  # expect: CORO201


class BigCart(Cart):
    async def empty(self):
        self.clear()  # ok: CORO201
        self.save()  # expect: CORO201

    async def by_super(self):
        super().save()  # expect: CORO201


async def forgets_of_object():
    cart = Cart()
    cart.save()  # expect: CORO201
    await cart.save()  # ok: CORO201
    Cart().save()  # expect: CORO201


async def uses_the_result():
    user = notify("ann")  # expect: CORO201
    print(user)


async def keeps_for_later():
    waiting = notify("ann")  # ok: CORO201
    await waiting


async def as_condition():
    if is_ready():  # expect: CORO201
        return 1
    while not is_ready():  # expect: CORO201
        await asyncio.sleep(1)
    return 0


async def as_condition_properly():
    if await is_ready():  # ok: CORO201
        return 1
    return 0


async def gathers():
    await asyncio.gather(notify("a"), notify("b"))  # ok: CORO201
    todo = [notify("a"), notify("b")]  # ok: CORO201
    return await asyncio.gather(*todo)


async def gathers_comprehension(users):
    return await asyncio.gather(*[notify(user) for user in users])  # ok: CORO201


async def hands_over(group: asyncio.TaskGroup):
    group.create_task(notify("x"))  # ok: CORO201
    task = asyncio.create_task(notify("y"))  # ok: CORO201
    await task
    await asyncio.wait_for(notify("z"), 3)  # ok: CORO201
    await asyncio.shield(notify("w"))  # ok: CORO201


def returns_coroutine():
    return notify("x")  # ok: CORO201


def passes_through(user) -> Awaitable[str]:
    return notify(user)  # ok: CORO201


async def in_lambda():
    later = lambda: notify("x")  # ok: CORO201
    await later()


async def in_tuple():
    first, second = notify("a"), notify("b")  # ok: CORO201
    return await first, await second


def run_it():
    asyncio.run(notify())  # ok: CORO201
    asyncio.get_running_loop().run_until_complete(notify())  # ok: CORO201


def from_thread(loop):
    asyncio.run_coroutine_threadsafe(notify(), loop)  # ok: CORO201


def synchronous(function):
    @functools.wraps(function)
    def wrapper(*args):
        return asyncio.run(function(*args))

    return wrapper


@synchronous
async def command():
    await asyncio.sleep(0)


def calls_decorated():
    command()  # ok: CORO201


@click.command()
@synchronous
async def cli():
    await asyncio.sleep(0)


@asynccontextmanager
async def connection():
    yield 1


async def uses_manager():
    async with connection() as number:  # ok: CORO201
        return number


async def numbers():
    yield 1


async def uses_generator():
    async for number in numbers():  # ok: CORO201
        print(number)


class Worker:
    async def run(self):
        await asyncio.sleep(0)

    def start(self):
        self.task = asyncio.create_task(self.run())  # ok: CORO201
        self.pending = self.run()  # ok: CORO201


async def shadowed(notify):
    notify("x")  # ok: CORO201


async def shadowed_locally():
    def notify(user):
        print(user)

    notify("x")  # ok: CORO201


async def unknown(client):
    client.notify("x")  # ok: CORO201


async def yields():
    yield notify("x")  # ok: CORO201


if __name__ == "__main__":
    command()  # ok: CORO201
    cli()  # ok: CORO201
    notify()  # expect: CORO201
