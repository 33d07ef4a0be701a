"""A data pipeline: stages, throttles, results, and an old API of its own."""
import asyncio
import concurrent.futures as cf
import contextlib
import functools
import heapq
import multiprocessing as mp
import os
import pickle
import queue
import statistics
import sys
import threading
import time
import typing as t
from pathlib import Path as P

import psycopg2.extras
import sqlalchemy as sa
from sqlalchemy.orm import sessionmaker

engine = sa.create_engine("postgresql:///data")  # ok: CORO106
Session = sessionmaker(engine)


class Stage(t.Protocol):
    async def process(self, row: dict) -> dict: ...


class Slow:
    def process(self, row):
        time.sleep(0.2)  # ok: CORO101
        return row


class Fast:
    async def process(self, row):
        return row


class Mixed(Slow):
    async def run(self, rows):
        return [self.process(row) for row in rows]  # expect: CORO101


class Counter:
    total = 0

    def __init__(self, slots=3):
        self.slots = threading.BoundedSemaphore(slots)
        self.ready = threading.Event()
        self.done = asyncio.Event()

    async def enter(self):
        self.slots.acquire()  # expect: CORO108
        type(self).total += 1

    async def try_enter(self):
        return self.slots.acquire(blocking=False)  # ok: CORO108

    async def wait(self):
        self.ready.wait(timeout=10)  # expect: CORO108
        await self.done.wait()  # ok: CORO108

    async def wait_wrong(self):
        self.done.wait()  # expect: CORO201
        with contextlib.suppress(RuntimeError):  # ok: CORO209
            self.slots.release()  # ok: CORO108


def rows_of(path: P) -> t.Iterator[dict]:
    with path.open() as source:  # ok: CORO105
        for line in source:
            yield {"line": line}


def read_state(path: t.Union[str, P]) -> dict:
    return pickle.loads(P(path).read_bytes())  # ok: CORO105


async def consume(path: P, stage: Stage):
    for row in rows_of(path):  # expect: CORO105
        await stage.process(row)  # ok: CORO203


async def consume_enumerated(path: P):
    for number, row in enumerate(rows_of(path)):  # expect: CORO105
        print(number, row)


async def consume_zipped(path: P, other: list):
    return dict(zip(other, rows_of(path)))  # expect: CORO105


async def consume_in_thread(path: P):
    return await asyncio.to_thread(lambda: list(rows_of(path)))  # ok: CORO105


async def resume(name: t.Optional[str] = None):
    state = read_state(name or "state.pickle")  # expect: CORO105
    best = heapq.nlargest(3, state.values())  # ok: CORO110
    return statistics.mean(best)


async def query(limit: int):
    with psycopg2.connect("dbname=data") as connection:  # expect: CORO106
        with connection.cursor(cursor_factory=psycopg2.extras.DictCursor) as cursor:  # ok: CORO106
            cursor.execute("SELECT * FROM rows LIMIT %s", (limit,))  # expect: CORO106
            return cursor.fetchall()  # expect: CORO106


async def query_orm(limit: int):
    with Session() as session:  # ok: CORO106
        return session.execute(sa.text("SELECT 1"))  # expect: CORO106


async def spread(numbers):
    loop = asyncio.get_running_loop()
    with cf.ProcessPoolExecutor(mp_context=mp.get_context("spawn")) as pool:  # may: CORO108
        jobs = [loop.run_in_executor(pool, functools.partial(pow, number, 2)) for number in numbers]  # ok: CORO108
        return [await job for job in jobs]  # ok: CORO203


async def spread_wrong(numbers):
    pool = cf.ThreadPoolExecutor()
    jobs = {pool.submit(pow, number, 2): number for number in numbers}  # ok: CORO108
    for job in cf.as_completed(jobs):  # expect: CORO108
        print(jobs[job], job.result())  # may: CORO108
    pool.shutdown()  # expect: CORO108
    pool.shutdown(wait=False)  # ok: CORO108


async def bridge(inbox: "queue.Queue[int]", outbox: asyncio.Queue):
    while True:
        with contextlib.suppress(queue.Empty):
            number = inbox.get(timeout=0.1)  # expect: CORO108
            await outbox.put(number)  # ok: CORO108


async def bridge_properly(inbox: "queue.Queue[int]", outbox: asyncio.Queue):
    while True:
        number = await asyncio.to_thread(inbox.get)  # ok: CORO108
        outbox.put_nowait(number)  # ok: CORO108


async def gather_wrong(paths):
    results = asyncio.gather(*map(consume_enumerated, paths))  # ok: CORO201
    await results
    await asyncio.gather(consume_enumerated)  # expect: CORO210
    await asyncio.wait({consume_enumerated(path) for path in paths})  # expect: CORO205


async def awaits_wrong(counter: Counter):
    await statistics.mean([1, 2])  # expect: CORO203
    await sys.stdout.flush()  # expect: CORO203
    await counter.enter()  # ok: CORO203
    await counter.done.set()  # expect: CORO203


async def handles(path: P):
    async with path.open() as source:  # expect: CORO105 CORO208
        return source
    async for row in rows_of(path):  # expect: CORO208  # may: CORO105
        print(row)


async def environment():
    os.environ["STAGE"] = "test"  # ok: CORO105
    os.kill(os.getpid(), 0)  # ok: CORO104
    return os.cpu_count(), os.path.expanduser("~"), sys.getsizeof(b"")  # ok: CORO105


def run(paths):
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)  # ok: CORO207
    with contextlib.closing(loop):
        loop.run_until_complete(asyncio.wait_for(gather_wrong(paths), 60))  # ok: CORO109 CORO205
        loop.run_until_complete(gather_wrong)  # expect: CORO210
