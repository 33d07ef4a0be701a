"""Functions, modules and variables with the names of blocking ones, and async libraries."""
import asyncio
import json

import aiohttp
import anyio
import discord
import trio
from myproject import requests
from myproject.clock import sleep
from myproject.fake import time as faketime

from . import subprocess


def open_door(door):
    return door.open()


async def own_requests():
    return requests.get("http://localhost")  # ok: CORO102


async def own_sleep():
    sleep(1)  # ok: CORO101


async def own_time():
    faketime.sleep(1)  # ok: CORO101


async def own_subprocess():
    subprocess.run(["ls"])  # ok: CORO104


async def anyio_sleep():
    await anyio.sleep(1)  # ok: CORO101


async def trio_sleep():
    await trio.sleep(1)  # ok: CORO101


class time:
    @staticmethod
    def sleep(seconds):
        return seconds


async def own_class_named_time():
    time.sleep(1)  # ok: CORO101


def input(prompt):
    return prompt


async def own_input():
    return input("> ")  # ok: CORO107


async def unknown_name():
    return undefined_helper("x")  # ok: CORO101


async def overwritten():
    import time

    time = type("Clock", (), {"sleep": staticmethod(print)})
    time.sleep(1)  # ok: CORO101


async def loop_variable(sockets):
    for socket in sockets:
        socket.connect("a")  # ok: CORO103


async def with_variable(factory):
    with factory() as os:
        os.remove("x")  # ok: CORO105


async def exception_variable(action):
    try:
        await action()
    except ValueError as subprocess:
        return subprocess.run("x")  # ok: CORO104


async def comprehension_variable(modules):
    return [shutil.copy("a") for shutil in modules]  # ok: CORO105


async def text_and_comments():
    # time.sleep(1) would block
    text = "time.sleep(1)"  # ok: CORO101
    return text, f"{'requests.get(url)'}"  # ok: CORO102


class Client(discord.Client):
    async def on_message(self, message):
        await message.channel.send("pong")  # ok: CORO103
        history = [old async for old in message.channel.history(limit=3)]  # ok: CORO102
        return history

    async def setup_hook(self):
        self.http_session = aiohttp.ClientSession()  # ok: CORO102

    async def fetch(self, url):
        async with self.http_session.get(url) as answer:  # ok: CORO102
            return json.loads(await answer.text())  # ok: CORO105


async def waiting_words(condition: asyncio.Condition, gate: asyncio.Semaphore, barrier: asyncio.Barrier):
    async with condition:  # ok: CORO108
        await condition.wait()  # ok: CORO108
    await gate.acquire()  # ok: CORO108
    await barrier.wait()  # ok: CORO108


async def subprocess_words():
    process = await asyncio.create_subprocess_exec("ls")  # ok: CORO104
    await process.wait()  # ok: CORO104
    process.kill()  # ok: CORO104


async def wait_words(tasks):
    await asyncio.wait(tasks)  # ok: CORO108
    await asyncio.wait_for(tasks[0], 3)  # ok: CORO108


class Shop:
    def __init__(self):
        self.open = True
        self.input = []
        self.queue = asyncio.Queue()

    async def next_order(self):
        if self.open:  # ok: CORO105
            return await self.queue.get()  # ok: CORO108
        return self.input  # ok: CORO107


async def conditional_import(url):
    try:
        import ujson as json_module
    except ImportError:
        import json as json_module
    return json_module.loads(url)  # ok: CORO105
