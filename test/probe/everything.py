"""Uses everything of asyncio that the probe looks at, and prints what came of it: the same text in every run.

The programs of the other tests are small, so that one can say what their traces are. This one is for tests that only ask
whether a program with the probe is as it is without: the more it does, the better. Warnings and errors are part of it.
"""

import asyncio
import concurrent.futures
import contextvars
import functools
import gc
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import warnings

warnings.simplefilter("always")
variable = contextvars.ContextVar("variable", default=0)


class Strange(Exception):
    def __str__(self):
        return "a strange message"


class Callable:
    def __call__(self, *arguments):
        print("called", len(arguments))

    def method(self):
        print("method")


async def child(number, pauses=1):
    for _ in range(pauses):
        await asyncio.sleep(0)
    return number


async def failing(error):
    await asyncio.sleep(0)
    raise error


async def numbers(count):
    for number in range(count):
        await asyncio.sleep(0)
        yield number


class Manager:
    async def __aenter__(self):
        await asyncio.sleep(0)
        return self

    async def __aexit__(self, *_):
        await asyncio.sleep(0)


class Awaitable:
    def __await__(self):
        return (yield from asyncio.sleep(0, "awaited").__await__())


async def waiting():
    print(await asyncio.gather(child(1), child(2, 3), failing(Strange()), return_exceptions=True))
    done, pending = await asyncio.wait([asyncio.ensure_future(child(number)) for number in range(3)])
    print(sorted(task.result() for task in done), pending)
    found = [await future for future in asyncio.as_completed([child(1), child(2, 2)])]
    print(sorted(found), await asyncio.shield(child(3)), await asyncio.wait_for(child(4), 5))
    try:
        await asyncio.wait_for(asyncio.sleep(60), 0.002)
    except asyncio.TimeoutError as error:
        print(type(error).__name__)
    if hasattr(asyncio, "timeout"):
        try:
            async with asyncio.timeout(0.002):
                await asyncio.sleep(60)
        except TimeoutError as error:
            print(type(error).__name__, error)
    if hasattr(asyncio, "TaskGroup"):
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(child(number), name="member %d" % number) for number in range(3)]
        print([(task.get_name(), task.result()) for task in tasks])
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(failing(ValueError("in a group")))
                group.create_task(asyncio.sleep(60))
        except BaseException as error:
            print(type(error).__name__, error.exceptions)
    print([number async for number in numbers(3)], await Awaitable())
    async with Manager():
        await asyncio.sleep(0.001)


async def primitives():
    lock, semaphore, condition, event = asyncio.Lock(), asyncio.BoundedSemaphore(2), asyncio.Condition(), asyncio.Event()
    order = []

    async def use(number):
        async with lock:
            order.append(number)
            await asyncio.sleep(0)
        async with semaphore:
            await asyncio.sleep(0)
        async with condition:
            await condition.wait_for(lambda: len(order) >= 3)
        await event.wait()

    tasks = [asyncio.create_task(use(number), name="user %d" % number) for number in range(4)]
    for _ in range(12):
        await asyncio.sleep(0)
    async with condition:
        condition.notify_all()
    event.set()
    await asyncio.gather(*tasks)
    event.clear()
    print(order, lock.locked(), semaphore.locked())
    if hasattr(asyncio, "Barrier"):
        barrier = asyncio.Barrier(2)
        print(sorted(await asyncio.gather(barrier.wait(), barrier.wait())))
    for kind in (asyncio.Queue, asyncio.PriorityQueue, asyncio.LifoQueue):
        queue = kind(2)

        async def produce():
            for number in (3, 1, 2):
                await queue.put(number)

        producer = asyncio.create_task(produce())
        got = [await queue.get() for _ in range(3)]
        await producer
        for _ in got:
            queue.task_done()
        await queue.join()
        queue.put_nowait(7)
        print(kind.__name__, got, queue.qsize(), queue.get_nowait())


async def stubborn():
    try:
        await asyncio.sleep(60)
    except asyncio.CancelledError as error:
        print("told", error.args)
        await asyncio.sleep(0)
    return "stayed"


async def cancelling():
    loop = asyncio.get_running_loop()
    tasks = [loop.create_task(work) for work in (asyncio.sleep(60), stubborn(), failing(KeyError("late")))]
    loop.call_later(0.001, tasks[0].cancel)
    await asyncio.sleep(0)
    tasks[1].cancel("please")
    outer = asyncio.gather(asyncio.sleep(60), asyncio.sleep(60))
    loop.call_soon(outer.cancel)
    results = await asyncio.gather(*tasks, outer, return_exceptions=True)
    print([type(result).__name__ for result in results], results[1], [task.cancelled() for task in tasks])


def job(number):
    return number + 1


async def off_the_loop():
    loop = asyncio.get_running_loop()
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        print(await asyncio.gather(*(loop.run_in_executor(pool, job, number) for number in range(4))))
    print(await loop.run_in_executor(None, functools.partial(job, 5)))
    try:
        await loop.run_in_executor(None, int, "x")
    except ValueError as error:
        print(error)
    if hasattr(asyncio, "to_thread"):
        print(await asyncio.to_thread(job, 6))
    future = loop.create_future()
    thread = threading.Thread(target=loop.call_soon_threadsafe, args=(future.set_result, "from a thread"))
    thread.start()
    print(await future)
    thread.join()
    other, ready = asyncio.new_event_loop(), threading.Event()
    other.call_soon(ready.set)
    thread = threading.Thread(target=other.run_forever)
    thread.start()
    ready.wait()
    print(await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(child(8), other)))
    other.call_soon_threadsafe(other.stop)
    thread.join()
    other.close()


async def transports():
    loop = asyncio.get_running_loop()
    ends = socket.socketpair()
    (reader, writer), (distant_reader, distant) = [await asyncio.open_connection(sock=end) for end in ends]
    writer.write(b"hello\n")
    print(await distant_reader.readline())
    distant.close()
    print(await reader.read())
    writer.close()
    one, two = os.pipe()
    readable = asyncio.Event()
    loop.add_reader(one, lambda: (os.read(one, 10), readable.set()))
    loop.add_writer(two, lambda: (os.write(two, b"x"), loop.remove_writer(two)))
    await readable.wait()
    loop.remove_reader(one)
    os.close(one)
    os.close(two)
    rung = asyncio.Event()
    loop.add_signal_handler(signal.SIGUSR1, rung.set)
    os.kill(os.getpid(), signal.SIGUSR1)
    await rung.wait()
    loop.remove_signal_handler(signal.SIGUSR1)
    process = await asyncio.create_subprocess_exec("cat", stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    print(await process.communicate(b"through a pipe"), process.returncode)


async def callbacks():
    loop = asyncio.get_running_loop()
    loop.call_soon(int, "not a number")
    loop.call_soon(functools.partial(print, "partial"))
    loop.call_soon(Callable(), 1, 2)
    loop.call_soon(Callable().method)
    loop.call_soon(print, "in a context", context=contextvars.copy_context())
    timer = loop.call_later(100, print, "never")
    timer.cancel()
    variable.set(3)
    task = asyncio.create_task(child(1), name="named")
    task.add_done_callback(lambda done: print("done", done.get_name(), variable.get()))
    print(await task, task.get_stack(), asyncio.current_task() in asyncio.all_tasks(), len(asyncio.all_tasks()))
    rung = asyncio.Event()
    loop.call_at(loop.time() + 0.001, rung.set)
    await rung.wait()


async def in_debug_mode():
    asyncio.get_running_loop().slow_callback_duration = 60  # how fast the machine is is not to be told
    await waiting()


async def left_open():
    generator = numbers(3)
    print(await generator.__anext__())
    return generator


async def lost():
    loop = asyncio.get_running_loop()
    child(1)
    loop.create_task(failing(ValueError("nobody asks")))
    for _ in range(3):
        await asyncio.sleep(0)
    gc.collect()
    # Whether the task or its coroutine is finalized first, which its text tells, is up to the collector.
    loop.set_exception_handler(lambda loop, context: print(context["message"], file=sys.stderr))
    loop.create_task(forever())
    await asyncio.sleep(0)
    gc.collect()
    loop.set_exception_handler(None)
    left = await left_open()
    await left.aclose()
    generator = await left_open()
    return generator.ag_running


async def forever():
    await asyncio.get_running_loop().create_future()


async def factories():
    loop = asyncio.get_running_loop()
    if hasattr(asyncio, "eager_task_factory"):
        loop.set_task_factory(asyncio.eager_task_factory)
        print(await asyncio.gather(child(1, 0), child(2, 2)), await asyncio.create_task(child(3, 0), name="eager"))
        failed = asyncio.create_task(failing(ValueError("eager")))
        print(repr(await asyncio.gather(failed, return_exceptions=True)))

    def factory(loop, coroutine, **keywords):
        return asyncio.Task(coroutine, loop=loop, **keywords)

    loop.set_task_factory(factory)
    print(await asyncio.create_task(child(4)))
    loop.set_task_factory(None)


def in_process():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of forks in a process with threads
        process = multiprocessing.get_context("fork").Process(target=asyncio.run, args=(child(1),))
        process.start()
        process.join()
        pid = os.fork()
        if pid == 0:
            asyncio.run(child(2))
            os._exit(3)
        print(process.exitcode, os.waitpid(pid, 0)[1])
    print(subprocess.run(["sh", "-c", "exit 4"]).returncode)


async def main():
    for part in (waiting, primitives, cancelling, off_the_loop, transports, callbacks, lost, factories):
        print(part.__name__)
        await part()
        sys.stdout.flush()
    time.sleep(0.03)  # a block, for who set the threshold so low
    in_process()
    asyncio.create_task(asyncio.sleep(60))


asyncio.run(main())
asyncio.run(in_debug_mode(), debug=True)
loop = asyncio.new_event_loop()
task = loop.create_task(child(9))
loop.call_soon(loop.stop)
loop.run_forever()
print(loop.run_until_complete(task), task)
loop.close()
