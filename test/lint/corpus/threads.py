"""Threads, locks, queues and futures of threads, met from the loop's thread."""
import asyncio
import concurrent.futures
import multiprocessing
import queue
import threading
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import Process
from queue import Queue
from threading import Event, Lock, Thread

pool = ThreadPoolExecutor(4)
jobs: Queue = Queue(maxsize=10)
stopped = threading.Event()


def crunch(number=1):
    return sum(range(number))


async def join_thread():
    thread = threading.Thread(target=crunch)  # ok: CORO108
    thread.start()  # ok: CORO108
    thread.join()  # expect: CORO108


async def join_with_timeout():
    thread = Thread(target=crunch, daemon=True)
    thread.start()
    thread.join(timeout=5)  # expect: CORO108
    return thread.is_alive()  # ok: CORO108


async def join_without_waiting(thread: Thread):
    thread.join(0)  # ok: CORO108
    thread.join(timeout=0)  # ok: CORO108


async def join_properly(thread: Thread):
    await asyncio.to_thread(thread.join)  # ok: CORO108


async def join_strings(names):
    return ", ".join(names)  # ok: CORO108


async def wait_for_event():
    stopped.wait()  # expect: CORO108
    stopped.set()  # ok: CORO108


async def wait_for_event_a_while(event: Event):
    return event.wait(1.5)  # expect: CORO108


async def ask_event(event: threading.Event):
    return event.is_set() or event.wait(0) or event.wait(timeout=0)  # ok: CORO108


async def asyncio_event():
    event = asyncio.Event()
    asyncio.get_running_loop().call_later(1, event.set)  # ok: CORO108
    await event.wait()  # ok: CORO108


async def acquire():
    lock = threading.Lock()
    lock.acquire()  # expect: CORO108
    try:
        await asyncio.sleep(1)
    finally:
        lock.release()  # ok: CORO108


async def acquire_a_while(lock: threading.RLock):
    return lock.acquire(timeout=2)  # expect: CORO108


async def try_to_acquire(lock: Lock):
    if lock.acquire(blocking=False):  # ok: CORO108
        lock.release()
    elif lock.acquire(False):  # ok: CORO108
        lock.release()
    return lock.locked()  # ok: CORO108


async def asyncio_lock():
    lock = asyncio.Lock()
    await lock.acquire()  # ok: CORO108
    lock.release()
    async with lock:  # ok: CORO108
        return 1


class Counter:
    def __init__(self):
        self._lock = threading.Lock()
        self._gate = asyncio.Lock()
        self._slots = threading.Semaphore(3)
        self._free = asyncio.Semaphore(3)

    async def add(self):
        with self._lock:  # expect: CORO108
            await asyncio.sleep(0.1)

    async def add_properly(self):
        async with self._gate:  # ok: CORO108
            await asyncio.sleep(0.1)

    async def slot(self):
        self._slots.acquire()  # expect: CORO108
        self._slots.release()  # ok: CORO108

    async def slot_properly(self):
        async with self._free:  # ok: CORO108
            await asyncio.sleep(0.1)

    def add_in_thread(self):
        with self._lock:  # ok: CORO108
            return 1


async def condition():
    ready = threading.Condition()
    with ready:  # expect: CORO108
        ready.wait()  # expect: CORO108


async def barrier():
    everyone = threading.Barrier(3)
    everyone.wait()  # expect: CORO108


async def take():
    return jobs.get()  # expect: CORO108


async def take_a_while():
    return jobs.get(timeout=1)  # expect: CORO108


async def take_if_any():
    try:
        return jobs.get_nowait()  # ok: CORO108
    except queue.Empty:
        return jobs.get(block=False)  # ok: CORO108


async def take_if_any_positional():
    return jobs.get(False)  # ok: CORO108


async def put(job):
    jobs.put(job)  # expect: CORO108
    jobs.put_nowait(job)  # ok: CORO108
    jobs.put(job, block=False)  # ok: CORO108


async def put_unbounded(job):
    # A queue without a bound is never full.
    outbox = queue.Queue()
    outbox.put(job)  # ok: CORO108
    return outbox.qsize()  # ok: CORO108


async def drain():
    jobs.join()  # expect: CORO108
    return jobs.empty()  # ok: CORO108


async def asyncio_queue():
    inbox = asyncio.Queue(maxsize=3)
    await inbox.put(1)  # ok: CORO108
    await inbox.get()  # ok: CORO108
    inbox.task_done()
    await inbox.join()  # ok: CORO108


async def other_queues():
    last = queue.LifoQueue()
    last.get()  # expect: CORO108
    simple = queue.SimpleQueue()
    simple.get()  # expect: CORO108
    between = multiprocessing.Queue()
    return between.get()  # expect: CORO108


async def thread_result():
    future = pool.submit(crunch, 10)  # ok: CORO108
    return future.result()  # expect: CORO108


async def thread_result_chained():
    return pool.submit(crunch, 10).result()  # expect: CORO108


async def thread_result_properly():
    future = pool.submit(crunch, 10)
    return await asyncio.wrap_future(future)  # ok: CORO108


async def thread_exception(future: Future):
    return future.exception()  # expect: CORO108


async def thread_result_at_once(future: concurrent.futures.Future):
    return future.result(timeout=0)  # ok: CORO108


async def all_results(futures):
    concurrent.futures.wait(futures)  # expect: CORO108
    for future in concurrent.futures.as_completed(futures):  # expect: CORO108
        print(future)


async def in_executor_properly():
    with ProcessPoolExecutor() as processes:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(processes, crunch, 10**7)  # ok: CORO108


async def task_result():
    task = asyncio.create_task(asyncio.sleep(1, "done"))
    await asyncio.wait([task])
    return task.result()  # ok: CORO108


async def asyncio_future():
    future = asyncio.get_running_loop().create_future()
    future.set_result(1)
    return future.result(), future.exception()  # ok: CORO108


async def threadsafe_deadlock(loop):
    return asyncio.run_coroutine_threadsafe(asyncio.sleep(1), loop).result()  # expect: CORO108


def threadsafe_from_thread(loop):
    return asyncio.run_coroutine_threadsafe(asyncio.sleep(1), loop).result()  # ok: CORO108


async def join_process():
    process = Process(target=crunch)
    process.start()
    process.join()  # expect: CORO108
    return process.exitcode  # ok: CORO108


async def process_pool(numbers):
    with multiprocessing.Pool() as workers:
        return workers.map(crunch, numbers)  # expect: CORO108


async def wait_for_everything(tasks):
    done, _ = await asyncio.wait(tasks)  # ok: CORO108
    return [task.result() for task in done]  # ok: CORO108


class Door:
    def acquire(self):
        return True

    def join(self, other):
        return other

    def wait(self):
        return self


async def use_door():
    door = Door()
    door.acquire()  # ok: CORO108
    door.join(door)  # ok: CORO108
    return door.wait()  # ok: CORO108
