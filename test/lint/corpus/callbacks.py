"""What the loop calls itself runs on the loop, whether or not it is a coroutine."""
import asyncio
import functools
import signal
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import requests


def tick(loop, count):
    time.sleep(0.01)  # expect: CORO101
    loop.call_later(1, tick, loop, count + 1)


def save_result(task):
    with open("result.txt", "w") as target:  # expect: CORO105
        target.write(str(task.result()))  # expect: CORO105


def on_signal():
    subprocess.run(["logger", "bye"])  # expect: CORO104


def on_readable(sock):
    requests.post("http://localhost/log", data=b"readable")  # expect: CORO102


def at_midnight(report):
    report.send()  # ok: CORO102
    time.sleep(1)  # expect: CORO101


def soon():
    time.sleep(0.2)  # expect: CORO101


def from_thread(value):
    time.sleep(value)  # expect: CORO101


def never_given():
    time.sleep(1)  # ok: CORO101


def with_arguments(path, text):
    with open(path, "w") as target:  # expect: CORO105
        print(text, file=target)


async def main(sock, report):
    loop = asyncio.get_running_loop()
    loop.call_soon(soon)
    loop.call_later(1, tick, loop, 0)
    loop.call_at(loop.time() + 60, at_midnight, report)
    loop.call_soon_threadsafe(from_thread, 0.1)
    loop.add_signal_handler(signal.SIGTERM, on_signal)
    loop.add_reader(sock, on_readable, sock)
    loop.call_soon(functools.partial(with_arguments, "a.txt", "text"))
    task = asyncio.create_task(asyncio.sleep(1))
    task.add_done_callback(save_result)
    await task


async def lambdas():
    loop = asyncio.get_running_loop()
    loop.call_soon(lambda: time.sleep(0.3))  # expect: CORO101
    loop.call_later(5, lambda: print("later"))  # ok: CORO101
    await loop.run_in_executor(None, lambda: time.sleep(0.3))  # ok: CORO101


async def nested_callback():
    def done(task):
        time.sleep(0.1)  # expect: CORO101

    task = asyncio.ensure_future(asyncio.sleep(0.1))
    task.add_done_callback(done)
    await task


async def blocking_function_given():
    loop = asyncio.get_running_loop()
    loop.call_later(1, time.sleep, 2)  # expect: CORO101


class Player:
    def __init__(self, loop: asyncio.AbstractEventLoop):
        self.loop = loop
        self.loop.call_later(1, self.on_timer)

    def on_timer(self):
        self.flush()  # expect: CORO101
        self.loop.call_later(1, self.on_timer)

    def flush(self):
        time.sleep(0.1)  # ok: CORO101

    def never_scheduled(self):
        self.flush()  # ok: CORO101


class LineProtocol(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport
        self.log = open("connections.log", "a")  # expect: CORO105

    def data_received(self, data):
        time.sleep(0.01)  # expect: CORO101
        self.transport.write(data)  # ok: CORO105
        self.handle(data)  # expect: CORO102

    def connection_lost(self, exc):
        self.count(exc)  # ok: CORO102

    def handle(self, data):
        requests.post("http://localhost/lines", data=data)  # ok: CORO102

    def count(self, exc):
        return str(exc)

    def only_for_scripts(self):
        time.sleep(1)  # ok: CORO101


class Echo(asyncio.DatagramProtocol):
    def datagram_received(self, data, addr):
        subprocess.call(["logger", data.decode()])  # expect: CORO104


class NotAProtocol:
    def data_received(self, data):
        time.sleep(1)  # ok: CORO101


def in_worker(number):
    time.sleep(number)  # ok: CORO101
    return number


def finished_in_pool(future):
    print(future.result())  # ok: CORO108


def start_pool():
    with ThreadPoolExecutor() as pool:
        future = pool.submit(in_worker, 3)  # ok: CORO101
        future.add_done_callback(finished_in_pool)


def ring():
    time.sleep(1)  # ok: CORO101


async def thread_timer():
    timer = threading.Timer(1.0, ring)  # ok: CORO101
    timer.start()
    thread = threading.Thread(target=in_worker, args=(1,))  # ok: CORO101
    thread.start()


class Scheduler:
    """Has call_later of its own, which runs its work in a thread."""

    def call_later(self, delay, work):
        threading.Timer(delay, work).start()


def own_work():
    time.sleep(1)  # ok: CORO101


async def own_scheduler():
    scheduler = Scheduler()
    scheduler.call_later(1, own_work)  # ok: CORO101
