"""Generators block when they are iterated, not when they are made."""
import asyncio
import itertools
import time

import requests


def pages(url):
    number = 1
    while True:
        answer = requests.get(url, params={"page": number})  # ok: CORO102
        if not answer.json():
            return
        yield answer.json()
        number += 1


def ticks(count):
    for number in range(count):
        time.sleep(1)  # ok: CORO101
        yield number


def evens(limit):
    yield from (number for number in range(limit) if number % 2 == 0)


async def loop_over(url):
    for page in pages(url):  # expect: CORO102
        print(page)


async def listed(url):
    return list(pages(url))  # expect: CORO102


async def comprehended():
    return [tick for tick in ticks(3)]  # expect: CORO101


async def summed():
    return sum(ticks(3))  # expect: CORO101


async def first(url):
    return next(pages(url))  # expect: CORO102


async def unpacked():
    a, b, c = ticks(3)  # expect: CORO101
    return a + b + c


async def starred():
    return [*ticks(3)]  # expect: CORO101


async def made(url):
    return pages(url)  # ok: CORO102


async def made_and_kept(url):
    iterator = pages(url)  # ok: CORO102
    return iterator


async def in_thread(url):
    return await asyncio.to_thread(list, pages(url))  # ok: CORO102


async def harmless():
    for even in evens(10):  # ok: CORO101
        print(even)
    return list(evens(4))  # ok: CORO101


def relayed(url):
    yield from pages(url)  # ok: CORO102


async def loop_over_relayed(url):
    for page in relayed(url):  # expect: CORO102
        print(page)


async def generator_expression_made(urls):
    return (requests.get(url) for url in urls)  # ok: CORO102


async def generator_expression_used(urls):
    return list(requests.get(url) for url in urls)  # expect: CORO102


async def any_of(urls):
    return any(requests.get(url).ok for url in urls)  # expect: CORO102


async def async_pages(url):
    for number in itertools.count():  # ok: CORO102
        yield await asyncio.to_thread(requests.get, url, params={"page": number})  # ok: CORO102


async def loop_over_async(url):
    async for page in async_pages(url):  # ok: CORO102
        print(page)


async def blocking_async_generator(urls):
    for url in urls:
        yield requests.get(url)  # expect: CORO102


async def async_comprehension(urls):
    return [page async for page in blocking_async_generator(urls)]  # ok: CORO102
