import asyncio
import urllib.request

from crawler.limits import Limit, throttle, throttled


def fetch(url):
    throttle()
    with urllib.request.urlopen(url) as answer:  # ok: CORO102
        return answer.read()


async def fetch_all(urls):
    limit = Limit(3)
    pages = []
    for url in urls:
        limit.enter()  # expect: CORO101
        pages.append(await asyncio.to_thread(fetch, url))  # ok: CORO102
        limit.leave()  # ok: CORO101
    return pages


@throttled
async def fetch_slowly(url):
    return fetch(url)  # expect: CORO102 may: CORO101


async def measure():
    return Limit(1).rate  # expect: CORO105
