"""await of what cannot be awaited."""
import asyncio
import json
import time
from typing import Awaitable

import requests


def load(name):
    return {"name": name}


def log(text):
    print(text)


def schedule(name):
    return asyncio.create_task(fetch(name))


def fetch_later(name):
    return fetch(name)


def annotated(name) -> Awaitable[str]:
    return handlers[name](name)


def unknown_result(name):
    return handlers[name](name)


def sometimes(name):
    if name:
        return fetch(name)
    return None


async def fetch(name):
    await asyncio.sleep(0.1)
    return name


handlers = {}


async def sleeps_wrong():
    await time.sleep(1)  # expect: CORO203 may: CORO101


async def sleeps_right():
    await asyncio.sleep(1)  # ok: CORO203


async def prints():
    await print("done")  # expect: CORO203


async def parses(text):
    return await json.loads(text)  # expect: CORO203


async def own_function():
    return await load("a")  # expect: CORO203


async def own_procedure():
    await log("a")  # expect: CORO203


async def requests_of_old(url):
    return await requests.get(url)  # expect: CORO203 may: CORO102


async def forgot_parentheses():
    return await fetch  # expect: CORO203 may: CORO210


async def a_list():
    return await [fetch("a"), fetch("b")]  # expect: CORO203 may: CORO201


async def a_tuple():
    return await (fetch("a"), fetch("b"))  # expect: CORO203 may: CORO201


async def a_comprehension(names):
    return await [fetch(name) for name in names]  # expect: CORO203 may: CORO201


async def a_literal():
    await None  # expect: CORO203


async def queue_words():
    queue = asyncio.Queue()
    await queue.put_nowait(1)  # expect: CORO203
    await queue.put(1)  # ok: CORO203
    await queue.task_done()  # expect: CORO203


async def event_words():
    event = asyncio.Event()
    await event.set()  # expect: CORO203
    await event.wait()  # ok: CORO203


async def lock_words():
    lock = asyncio.Lock()
    await lock.acquire()  # ok: CORO203
    await lock.release()  # expect: CORO203


async def task_words():
    task = asyncio.create_task(fetch("a"))
    await task.cancel()  # expect: CORO203
    await task  # ok: CORO203


async def writer_words(writer: asyncio.StreamWriter):
    await writer.write(b"x")  # expect: CORO203
    await writer.drain()  # ok: CORO203
    await writer.close()  # expect: CORO203
    await writer.wait_closed()  # ok: CORO203


async def loop_words():
    return await asyncio.get_running_loop()  # expect: CORO203


class Store:
    def __init__(self):
        self.future = asyncio.get_running_loop().create_future()

    def get(self, key):
        return {"key": key}

    def get_later(self, key):
        return self.future

    async def save(self):
        await asyncio.sleep(0)

    async def use(self):
        await self.get("a")  # expect: CORO203
        await self.get_later("a")  # ok: CORO203
        await self.save()  # ok: CORO203
        await self.future  # ok: CORO203


class Overridable:
    def hook(self):
        """Subclasses may make this a coroutine."""
        raise NotImplementedError

    def step(self): ...

    async def run(self):
        await self.hook()  # ok: CORO203
        await self.step()  # ok: CORO203


class Job:
    def __await__(self):
        return fetch("job").__await__()


def make_job():
    return Job()


async def own_awaitable():
    await Job()  # ok: CORO203
    await make_job()  # ok: CORO203


class Plain:
    pass


async def own_object():
    await Plain()  # expect: CORO203


async def indirect():
    await schedule("a")  # ok: CORO203
    await fetch_later("a")  # ok: CORO203
    await annotated("a")  # ok: CORO203
    await unknown_result("a")  # ok: CORO203
    await sometimes("a")  # ok: CORO203


async def library_functions(task, coroutine, loop):
    await asyncio.gather(task, coroutine)  # ok: CORO203
    await asyncio.shield(task)  # ok: CORO203
    await asyncio.wrap_future(task)  # ok: CORO203
    await asyncio.ensure_future(coroutine)  # ok: CORO203
    await loop.run_in_executor(None, print, "x")  # ok: CORO203


async def parameter(callback):
    return await callback()  # ok: CORO203


def traced(function):
    async def wrapper(*args):
        return await asyncio.to_thread(function, *args)

    return wrapper


@traced
def decorated(name):
    return name


async def uses_decorated():
    return await decorated("a")  # ok: CORO203


async def conditional(flag):
    return await (fetch("a") if flag else asyncio.sleep(1))  # ok: CORO203


async def lambda_value():
    later = lambda: fetch("a")
    return await later()  # ok: CORO203
