"""An event loop asked to run while it runs."""
import asyncio
import threading
from asyncio import run

import uvloop


async def fetch(number=1):
    await asyncio.sleep(0.1)
    return number


async def run_inside():
    return asyncio.run(fetch())  # expect: CORO109


async def run_from_import():
    run(fetch())  # expect: CORO109


async def until_complete():
    loop = asyncio.get_event_loop()  # ok: CORO109
    return loop.run_until_complete(fetch())  # expect: CORO109


async def until_complete_chained():
    return asyncio.get_running_loop().run_until_complete(fetch())  # expect: CORO109


async def forever():
    asyncio.get_event_loop().run_forever()  # expect: CORO109


async def own_loop():
    loop = asyncio.new_event_loop()  # ok: CORO109
    loop.run_until_complete(fetch())  # expect: CORO109


def fetch_sync():
    return asyncio.run(fetch())  # ok: CORO109


def fetch_twice_sync():
    return fetch_sync() + 1  # ok: CORO109


async def calls_helper():
    return fetch_sync()  # expect: CORO109


async def calls_helper_of_helper():
    return fetch_twice_sync()  # expect: CORO109


async def helper_in_thread():
    return await asyncio.to_thread(fetch_sync)  # ok: CORO109


async def run_in_thread():
    return await asyncio.to_thread(asyncio.run, fetch())  # ok: CORO109


async def lambda_in_thread():
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(None, lambda: asyncio.run(fetch()))  # ok: CORO109


class Client:
    def __init__(self):
        self.loop = asyncio.get_event_loop_policy().new_event_loop()

    def get(self, number):
        return asyncio.run(self.get_async(number))  # ok: CORO109

    async def get_async(self, number):
        await asyncio.sleep(0)
        return number


async def sync_facade():
    client = Client()
    return client.get(3)  # expect: CORO109


async def async_facade():
    client = Client()
    return await client.get_async(3)  # ok: CORO109


class Pipeline:
    def run(self, steps):
        return list(steps)

    def run_until_complete(self, steps):
        return list(steps)


async def own_names():
    pipeline = Pipeline()
    pipeline.run([1])  # ok: CORO109
    return pipeline.run_until_complete([1])  # ok: CORO109


async def runner_inside():
    with asyncio.Runner() as runner:  # ok: CORO109
        return runner.run(fetch())  # expect: CORO109


async def stop(loop: asyncio.AbstractEventLoop):
    loop.stop()  # ok: CORO109


async def typed(loop: asyncio.AbstractEventLoop):
    loop.run_until_complete(fetch())  # expect: CORO109


def in_a_thread():
    def work():
        loop = asyncio.new_event_loop()
        loop.run_until_complete(fetch())  # ok: CORO109

    threading.Thread(target=work).start()  # ok: CORO109


async def start_thread():
    threading.Thread(target=in_a_thread).start()  # ok: CORO109


async def uvicorn_like(server):
    await server.serve()  # ok: CORO109


def main():
    uvloop.install()
    asyncio.run(run_inside())  # ok: CORO109


if __name__ == "__main__":
    main()  # ok: CORO109
    asyncio.run(fetch())  # ok: CORO109
