import asyncio

from lib import queue, subprocess
from lib.clock import sleep, time


async def main():
    sleep(1)  # ok: CORO101
    time.sleep(1)  # ok: CORO101
    subprocess.run(["ls"])  # ok: CORO104
    queue.Queue().get()  # ok: CORO108


async def real():
    import subprocess

    subprocess.run(["ls"])  # expect: CORO104


asyncio.run(main())  # ok: CORO109
