"""A coroutine function where its call was meant."""
import asyncio
import functools
from asyncio import gather, run


async def main():
    await asyncio.sleep(0.1)


async def worker(number=0):
    await asyncio.sleep(number)


def sync_function():
    return 1


async def tasks():
    first = asyncio.create_task(main)  # expect: CORO210
    second = asyncio.ensure_future(worker)  # expect: CORO210
    await first
    await second


async def gathers():
    await asyncio.gather(main, worker)  # expect: CORO210
    await gather(main(), worker)  # expect: CORO210


async def limits():
    await asyncio.wait_for(worker, 3)  # expect: CORO210
    await asyncio.shield(main)  # expect: CORO210


async def group():
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(worker)  # expect: CORO210
        tasks.create_task(worker(1))  # ok: CORO210


async def loops():
    task = asyncio.get_running_loop().create_task(main)  # expect: CORO210
    await task


def until_complete():
    loop = asyncio.new_event_loop()
    loop.run_until_complete(main)  # expect: CORO210
    loop.run_until_complete(main())  # ok: CORO210


def threadsafe(loop):
    return asyncio.run_coroutine_threadsafe(worker, loop)  # expect: CORO210


def runner():
    with asyncio.Runner() as running:
        running.run(main)  # expect: CORO210


class Server:
    async def serve(self):
        await asyncio.sleep(1)

    def run(self):
        asyncio.run(self.serve)  # expect: CORO210

    def run_properly(self):
        asyncio.run(self.serve())  # ok: CORO210

    async def start(self):
        self.task = asyncio.create_task(self.serve)  # expect: CORO210


def run_server():
    server = Server()
    asyncio.run(server.serve)  # expect: CORO210


async def properly(numbers):
    await asyncio.gather(main(), worker(2))  # ok: CORO210
    await asyncio.gather(*[worker(number) for number in numbers])  # ok: CORO210
    await asyncio.wait_for(main(), 3)  # ok: CORO210
    task = asyncio.create_task(worker())  # ok: CORO210
    await asyncio.shield(task)  # ok: CORO210


async def holds_coroutine():
    main_coroutine = main()
    await asyncio.wait_for(main_coroutine, 3)  # ok: CORO210


async def parameter(main):
    await asyncio.gather(main)  # ok: CORO210


async def local_name():
    worker = asyncio.sleep(1)
    await asyncio.create_task(worker)  # ok: CORO210


async def handlers(server, register):
    register(worker)  # ok: CORO210
    server.on("start", main)  # ok: CORO210
    await asyncio.start_server(worker, "localhost", 8000)  # ok: CORO210


async def functions_wanted():
    bound = functools.partial(worker, 3)  # ok: CORO210
    await asyncio.create_task(bound())  # ok: CORO210
    return asyncio.iscoroutinefunction(worker)  # ok: CORO210


class Pool:
    def create_task(self, function):
        self.function = function

    def gather(self, *functions):
        self.functions = functions


async def own_names():
    pool = Pool()
    pool.create_task(worker)  # ok: CORO210
    pool.gather(main, worker)  # ok: CORO210


if __name__ == "__main__":
    run(main())  # ok: CORO210
    asyncio.run(main)  # expect: CORO210
    run(main)  # expect: CORO210
