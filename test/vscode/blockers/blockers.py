"""Every way to block an event loop, each long enough to be seen; comments mark the lines that are to blame.

Arguments: the names of those to be done; all without any."""

import asyncio
import contextlib
import hashlib
import os
import queue
import socket
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "site-packages"))

import helpers
import slow_library

LONG = 0.2


def later(action, *args):
    """Does something from another thread, after a while."""
    threading.Timer(LONG, action, args).start()


def size_for(work, size):
    """How much of the work takes a while on this machine, at least: by the processor's time."""
    begin = time.thread_time()
    work(size)
    return int(size * LONG / (time.thread_time() - begin))


HASH_ROUNDS = size_for(lambda size: hashlib.pbkdf2_hmac("sha256", b"x", b"y", size), 100_000)
SUM_SIZE = size_for(lambda size: sum(range(size)), 2_000_000)


async def sleep():
    time.sleep(LONG)  # blocks: sleep


async def computation():
    until, count = time.perf_counter() + LONG, 0
    while time.perf_counter() < until: count += 1  # blocks: computation


async def c_call_with_gil():
    # The watchdog is let in after a call, where other threads may be faster once.
    for _ in range(3): sum(range(SUM_SIZE))  # blocks: c_call_with_gil


async def c_call_without_gil():
    hashlib.pbkdf2_hmac("sha256", b"secret", b"salt", HASH_ROUNDS)  # blocks: c_call_without_gil


async def file():
    os.mkfifo("pipe")
    later(lambda: open("pipe", "w").close())
    open("pipe").read()  # blocks: file


async def name_lookup():
    socket.getaddrinfo("example.invalid", 80)  # blocks: name_lookup


async def socket_recv():
    ours, theirs = socket.socketpair()
    later(theirs.send, b"at last")
    ours.recv(100)  # blocks: socket_recv
    ours.close()


async def lock():
    lock = threading.Lock()
    lock.acquire()
    later(lock.release)
    lock.acquire()  # blocks: lock


async def thread_queue():
    items = queue.Queue()
    later(items.put, 1)
    items.get()  # blocks: thread_queue


async def process():
    subprocess.run(["sleep", str(LONG)])  # blocks: process


async def helper():
    helpers.outer(LONG)  # calls: helper


async def callback():
    def blocking():
        time.sleep(LONG)  # blocks: callback

    asyncio.get_running_loop().call_soon(blocking)
    await asyncio.sleep(0.01)


async def timer():
    def blocking():
        time.sleep(LONG)  # blocks: timer

    asyncio.get_running_loop().call_later(0.01, blocking)
    await asyncio.sleep(0.02)


async def done_callback():
    def blocking(_):
        time.sleep(LONG)  # blocks: done_callback

    task = asyncio.create_task(asyncio.sleep(0))
    task.add_done_callback(blocking)
    await task
    await asyncio.sleep(0.01)


class Thing:
    def __init__(self, pause=0.0):
        self.pause = pause

    @property
    def value(self):
        time.sleep(LONG)  # blocks: attribute
        return 1

    def __enter__(self):
        time.sleep(LONG)  # blocks: context_manager

    def __exit__(self, *_):
        pass

    def __del__(self):
        time.sleep(self.pause)  # blocks: finalizer


async def attribute():
    Thing().value  # calls: attribute


async def context_manager():
    with Thing():  # calls: context_manager
        await asyncio.sleep(0)


async def finalizer():
    thing = Thing(LONG)
    del thing  # calls: finalizer


async def slow_import():
    import slow_module  # calls: slow_import


async def odd_text():
    import odd_text  # of another encoding, with other ends of lines

    odd_text.wait(LONG)  # calls: odd_text


async def library():
    slow_library.fetch(LONG)  # blocks: library


async def comprehension():
    [time.sleep(LONG / 5) for _ in range(5)]  # blocks: comprehension


async def a_lambda():
    work = lambda: time.sleep(LONG)  # blocks: a_lambda
    await asyncio.sleep(0)
    work()  # calls: a_lambda


def slowly(function):
    def wrapper():
        time.sleep(LONG)  # blocks: decorator
        return function()

    return wrapper


@slowly
def decorated():
    pass


async def decorator():
    decorated()  # calls: decorator


def numbers():
    time.sleep(LONG)  # blocks: generator
    yield 1


async def generator():
    for _ in numbers():  # calls: generator
        await asyncio.sleep(0)


async def numbers_of_a_coroutine():
    time.sleep(LONG)  # blocks: async_generator
    yield 1


async def async_generator():
    async for _ in numbers_of_a_coroutine():
        pass


async def argument():
    print(str(slow_library.fetch(LONG)).upper(), end="")  # blocks: argument


async def several_lines():
    print(
        "x".join(
            map(str, [slow_library.fetch(LONG)]),  # blocks: several_lines
        ),
        end="",
    )


async def thrice():
    for _ in range(3):
        time.sleep(LONG)  # blocks: thrice
        await asyncio.sleep(0)


async def many_short_ones():
    for _ in range(20):
        time.sleep(LONG / 20)  # sums up: many_short_ones
        await asyncio.sleep(0)


async def never():
    await asyncio.to_thread(time.sleep, LONG)
    time.sleep(0.001)
    await asyncio.sleep(LONG)


async def main():
    for kind in KINDS:
        if sys.argv[1:] and kind.__name__ not in sys.argv[1:]:
            continue
        await asyncio.create_task(kind(), name=kind.__name__)
        await asyncio.sleep(0)


KINDS = [value for value in list(globals().values()) if asyncio.iscoroutinefunction(value) and value is not main]

with contextlib.suppress(FileNotFoundError):
    os.remove("pipe")
# A debugger may need long for the first thread that starts.
first = threading.Thread(target=int)
first.start()
first.join()
asyncio.run(main())
