"""Work given to threads and processes in every spelling: none of it blocks the loop."""
import asyncio
import functools
import shutil
import sqlite3
import subprocess
import time
from asyncio import to_thread
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from pathlib import Path

import anyio
import anyio.to_thread
import requests
from asgiref.sync import sync_to_async
from fastapi.concurrency import run_in_threadpool
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool as in_pool

pool = ThreadPoolExecutor(2)


def fetch(url, timeout=5):
    return requests.get(url, timeout=timeout).text  # ok: CORO102


def query(text):
    with sqlite3.connect("a.db") as connection:  # ok: CORO106
        return connection.execute(text).fetchall()  # ok: CORO106


async def threads(url):
    await asyncio.to_thread(fetch, url)  # ok: CORO102
    await to_thread(time.sleep, 1)  # ok: CORO101
    await to_thread(lambda: fetch(url))  # ok: CORO102
    await asyncio.to_thread(partial(fetch, url, timeout=1))  # ok: CORO102
    await anyio.to_thread.run_sync(fetch, url)  # ok: CORO102
    await anyio.to_thread.run_sync(functools.partial(time.sleep, 1))  # ok: CORO101
    await run_in_threadpool(fetch, url)  # ok: CORO102
    await in_pool(lambda: query("SELECT 1"))  # ok: CORO106
    await sync_to_async(fetch)(url)  # ok: CORO102


async def executors(url):
    loop = asyncio.get_running_loop()
    await loop.run_in_executor(None, fetch, url)  # ok: CORO102
    await loop.run_in_executor(pool, functools.partial(subprocess.run, ["ls"], check=True))  # ok: CORO104
    await asyncio.get_event_loop().run_in_executor(pool, query, "SELECT 1")  # ok: CORO106
    with ProcessPoolExecutor() as processes:
        await loop.run_in_executor(processes, shutil.rmtree, "/tmp/x")  # ok: CORO105


async def local_function(path: Path):
    def work():
        time.sleep(1)  # ok: CORO101
        return path.read_text()  # ok: CORO105

    text = await asyncio.to_thread(work)  # ok: CORO101
    return text


async def all_at_once(urls):
    return await asyncio.gather(*(asyncio.to_thread(fetch, url) for url in urls))  # ok: CORO102


async def futures(urls):
    loop = asyncio.get_running_loop()
    waiting = [loop.run_in_executor(pool, fetch, url) for url in urls]  # ok: CORO102
    return await asyncio.gather(*waiting)


async def called_before_it_is_given(url):
    return await asyncio.to_thread(fetch(url).upper)  # expect: CORO102


async def argument_blocks(path: Path):
    return await asyncio.to_thread(len, path.read_text())  # expect: CORO105


async def called_instead_of_given(url):
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(None, print, fetch(url))  # expect: CORO102


async def background(url):
    return BackgroundTask(fetch, url)  # ok: CORO102


def offload(function):
    @functools.wraps(function)
    async def wrapper(*args):
        return await asyncio.to_thread(function, *args)

    return wrapper


@offload
def slow_report(name):
    time.sleep(5)  # ok: CORO101
    return name


async def decorated():
    return await slow_report("sales")  # ok: CORO101


@sync_to_async
def read_model(number):
    return query(f"SELECT {number}")  # ok: CORO106


async def django_view():
    return await read_model(1)  # ok: CORO106


async def kept_for_later(url):
    action = functools.partial(fetch, url)  # ok: CORO102
    return action


async def handed_to_something(executor, url):
    return executor.submit(fetch, url)  # ok: CORO102


async def table(name):
    actions = {"fetch": fetch, "query": query}  # ok: CORO102 CORO106
    return actions[name]
