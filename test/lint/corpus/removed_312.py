# python: 3.12
"""What Python 3.12 no longer has, as programs written for 3.4 to 3.8 still use it."""
import asyncio
from asyncio import Task, coroutine, sleep

import aiohttp

loop = asyncio.new_event_loop()


@asyncio.coroutine  # expect: CORO206
def old_style(url):
    yield from asyncio.sleep(1)


@coroutine  # expect: CORO206
def old_style_from_import():
    yield


async def new_style():
    await asyncio.sleep(1)  # ok: CORO206


async def with_loops(task):
    await asyncio.sleep(1, loop=loop)  # expect: CORO206
    await sleep(1, loop=loop)  # expect: CORO206
    await asyncio.gather(task, loop=loop)  # expect: CORO206
    await asyncio.wait_for(task, 3, loop=loop)  # expect: CORO206
    await asyncio.wait([task], loop=loop)  # expect: CORO206
    await asyncio.shield(task, loop=loop)  # expect: CORO206


async def primitives():
    queue = asyncio.Queue(loop=loop)  # expect: CORO206
    lock = asyncio.Lock(loop=loop)  # expect: CORO206
    event = asyncio.Event(loop=loop)  # expect: CORO206
    gate = asyncio.Semaphore(3, loop=loop)  # expect: CORO206
    condition = asyncio.Condition(loop=loop)  # expect: CORO206
    return queue, lock, event, gate, condition


async def streams():
    reader, writer = await asyncio.open_connection("localhost", 80, loop=loop)  # expect: CORO206
    server = await asyncio.start_server(print, "localhost", 80, loop=loop)  # expect: CORO206
    return reader, writer, server


async def processes():
    return await asyncio.create_subprocess_exec("ls", loop=loop)  # expect: CORO206


async def tasks():
    everything = asyncio.Task.all_tasks()  # expect: CORO206
    me = asyncio.Task.current_task()  # expect: CORO206
    return everything, me, Task.all_tasks()  # expect: CORO206


async def tasks_properly():
    return asyncio.all_tasks(), asyncio.current_task()  # ok: CORO206


async def still_taken(coroutine):
    asyncio.ensure_future(coroutine, loop=loop).cancel()  # ok: CORO206
    future = asyncio.Future(loop=loop)  # ok: CORO206
    task = asyncio.Task(coroutine, loop=loop)  # ok: CORO206
    asyncio.wrap_future(future, loop=loop)  # ok: CORO206
    asyncio.run_coroutine_threadsafe(coroutine, loop=loop)  # ok: CORO206
    reader = asyncio.StreamReader(loop=loop)  # ok: CORO206
    return task, reader


async def others():
    session = aiohttp.ClientSession(loop=loop)  # ok: CORO206
    player = Player(loop=loop)  # ok: CORO206
    return session, player


class Player:
    def __init__(self, loop):
        self.loop = loop  # ok: CORO206

    def coroutine(self):
        return self

    @property
    def tasks(self):
        return Board.all_tasks()  # ok: CORO206


class Board:
    @staticmethod
    def all_tasks():
        return []


async def play(player: Player):
    await asyncio.sleep(1)  # ok: CORO206
    return player.coroutine()  # ok: CORO206
