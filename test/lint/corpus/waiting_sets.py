"""asyncio.wait takes tasks and futures: since 3.11 a coroutine is a TypeError."""
import asyncio
from asyncio import FIRST_COMPLETED, wait


async def fetch(url):
    await asyncio.sleep(0.1)
    return url


async def list_of_coroutines():
    await asyncio.wait([fetch("a"), fetch("b")])  # expect: CORO205


async def set_of_coroutines():
    await asyncio.wait({fetch("a"), fetch("b")})  # expect: CORO205


async def tuple_of_coroutines():
    await asyncio.wait((fetch("a"), asyncio.sleep(1)))  # expect: CORO205


async def comprehension(urls):
    done, pending = await asyncio.wait([fetch(url) for url in urls])  # expect: CORO205
    return done, pending


async def generator(urls):
    return await asyncio.wait(fetch(url) for url in urls)  # expect: CORO205


async def from_import(urls):
    return await wait([fetch(url) for url in urls], return_when=FIRST_COMPLETED)  # expect: CORO205


async def named(urls):
    waiting = [fetch(url) for url in urls]
    await asyncio.wait(waiting, timeout=5)  # expect: CORO205


async def named_literal():
    waiting = [fetch("a"), fetch("b")]
    done, _ = await asyncio.wait(waiting)  # expect: CORO205
    return done


async def race(url):
    timer = asyncio.create_task(asyncio.sleep(1))
    await asyncio.wait([timer, fetch(url)], return_when=asyncio.FIRST_COMPLETED)  # expect: CORO205


async def of_library_coroutines():
    await asyncio.wait([asyncio.sleep(1), asyncio.sleep(2)])  # expect: CORO205


class Crawler:
    async def visit(self, url):
        await asyncio.sleep(0.1)

    async def run(self, urls):
        await asyncio.wait([self.visit(url) for url in urls])  # expect: CORO205

    async def run_properly(self, urls):
        await asyncio.wait([asyncio.create_task(self.visit(url)) for url in urls])  # ok: CORO205


async def by_keyword():
    await asyncio.wait(fs=[fetch("a")])  # expect: CORO205


async def tasks(urls):
    waiting = [asyncio.create_task(fetch(url)) for url in urls]
    await asyncio.wait(waiting)  # ok: CORO205


async def literal_tasks():
    first = asyncio.create_task(fetch("a"))
    second = asyncio.ensure_future(fetch("b"))
    await asyncio.wait([first, second])  # ok: CORO205
    await asyncio.wait({first, second})  # ok: CORO205


async def loop_tasks(urls):
    loop = asyncio.get_running_loop()
    await asyncio.wait({loop.create_task(fetch(url)) for url in urls})  # ok: CORO205


async def appended(urls):
    waiting = []
    for url in urls:
        waiting.append(asyncio.create_task(fetch(url)))
    await asyncio.wait(waiting)  # ok: CORO205


async def given(waiting):
    await asyncio.wait(waiting)  # ok: CORO205


async def executor(urls):
    loop = asyncio.get_running_loop()
    await asyncio.wait([loop.run_in_executor(None, print, url) for url in urls])  # ok: CORO205


async def other_functions(urls):
    await asyncio.gather(*[fetch(url) for url in urls])  # ok: CORO205
    for done in asyncio.as_completed([fetch(url) for url in urls]):  # ok: CORO205
        print(await done)
    await asyncio.wait_for(fetch(urls[0]), 5)  # ok: CORO205


async def made_tasks_first(urls):
    waiting = [fetch(url) for url in urls]
    waiting = [asyncio.create_task(each) for each in waiting]
    await asyncio.wait(waiting)  # ok: CORO205


def start(url):
    return asyncio.create_task(fetch(url))


async def started(urls):
    await asyncio.wait([start(url) for url in urls])  # ok: CORO205
