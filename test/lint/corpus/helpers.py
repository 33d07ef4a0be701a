"""Sync helpers that block, some calls away from the coroutine."""
import asyncio
import functools
import json
import os
import subprocess
import time
from contextlib import contextmanager

import requests


def get(url):
    return requests.get(url, timeout=3)  # ok: CORO102


def get_json(url):
    return get(url).json()  # ok: CORO102


def get_items(url):
    return get_json(url)["items"]  # ok: CORO102


def first_item(url):
    items = get_items(url)  # ok: CORO102
    return items[0] if items else None


async def direct(url):
    return get(url)  # expect: CORO102


async def two_deep(url):
    return get_json(url)  # expect: CORO102


async def three_deep(url):
    return get_items(url)  # expect: CORO102


async def four_deep(url):
    return first_item(url)  # expect: CORO102


async def awaits_the_first(url):
    return await four_deep(url)  # ok: CORO102


def countdown(number):
    if number == 0:
        return
    time.sleep(1)  # ok: CORO101
    countdown(number - 1)  # ok: CORO101


async def launch():
    countdown(10)  # expect: CORO101


def ping(number):
    if number:
        pong(number - 1)
    else:
        subprocess.run(["ping", "localhost"])  # ok: CORO104


def pong(number):
    if number:
        ping(number - 1)


async def game():
    pong(5)  # expect: CORO104


def factorial(number):
    return 1 if number < 2 else number * factorial(number - 1)


async def harmless_recursion():
    return factorial(20)  # ok: CORO101


def pure(data):
    return json.dumps(sorted(data))


async def harmless_helper(data):
    return pure(data)  # ok: CORO105


def retrying(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        for _ in range(3):
            try:
                return function(*args, **kwargs)
            except OSError:
                time.sleep(1)  # ok: CORO101

    return wrapper


@functools.lru_cache
def country_of(address):
    return get_json(f"http://localhost/{address}")  # ok: CORO102


async def decorated_helper(address):
    return country_of(address)  # expect: CORO102


@contextmanager
def locked(path):
    while os.path.exists(path):  # ok: CORO105
        time.sleep(0.1)  # ok: CORO101
    yield path


async def blocking_context_manager(path):
    with locked(path):  # expect: CORO101 may: CORO105
        await asyncio.sleep(0)


@contextmanager
def timed():
    started = time.monotonic()
    yield
    print(time.monotonic() - started)


async def harmless_context_manager():
    with timed():  # ok: CORO101
        await asyncio.sleep(0)


def outer():
    def inner():
        time.sleep(1)  # ok: CORO101

    return inner


async def only_made():
    return outer()  # ok: CORO101


def calls_inner():
    def inner():
        time.sleep(1)  # ok: CORO101

    inner()  # ok: CORO101


async def inner_is_called():
    calls_inner()  # expect: CORO101


def uses_thread(url):
    import threading

    threading.Thread(target=get, args=(url,)).start()  # ok: CORO102


async def helper_uses_thread(url):
    uses_thread(url)  # ok: CORO102


def only_in_main_block():
    time.sleep(1)  # ok: CORO101


def only_refers(url):
    return functools.partial(get, url)  # ok: CORO102


async def helper_only_refers(url):
    return only_refers(url)  # ok: CORO102


async def as_argument(urls):
    return list(map(get_json, urls))  # expect: CORO102


async def sort_key(paths):
    return sorted(paths, key=os.path.getmtime)  # expect: CORO105


def redefined():
    time.sleep(1)  # ok: CORO101


def redefined():
    return 1


async def calls_redefined():
    return redefined()  # ok: CORO101


def get_shadowed(url):
    return url


async def parameter_shadows_helper(get):
    return get("http://localhost")  # ok: CORO102


async def local_shadows_helper(url):
    get = {}.get
    return get(url)  # ok: CORO102


async def helper_in_helper_argument(url):
    return pure(get_items(url))  # expect: CORO102


async def in_f_string(url):
    return f"answer: {get(url).text}"  # expect: CORO102


async def in_condition(url):
    return "yes" if get(url) else "no"  # expect: CORO102


async def in_assertion(url):
    assert get(url).ok  # expect: CORO102


async def in_delete_and_subscript(table, url):
    del table[get(url).text]  # expect: CORO102


async def star_arguments(urls):
    return asyncio.gather(*[get(url) for url in urls])  # expect: CORO102


async def in_decorator(url):
    @functools.partial(print, get(url))  # expect: CORO102
    def shown():
        return 1

    return shown


if __name__ == "__main__":
    only_in_main_block()  # ok: CORO101
    first_item("http://localhost")  # ok: CORO102
