"""What is stepped through, with the probe and without.

The last words of a line say what is done when the program stops in it: `in`, `out`, `next` and `continue` are steps, all
others name the line for stepping.py. Without any it is a step in. Nothing in here depends on how fast the machine is.
"""

import asyncio  # import
import concurrent.futures
import functools
import threading


def calls_back(names, name):  # in
    names.append(name)  # next


class Gate:
    async def __aenter__(self):
        await asyncio.sleep(0)  # next
        return self  # in

    async def __aexit__(self, *exception):
        await asyncio.sleep(0)  # out


class Once:
    """Awaited through a generator."""

    def __await__(self):
        value = yield from asyncio.sleep(0, "slept").__await__()  # in
        yield  # next
        return value  # in


async def numbers(count):
    for number in range(count):  # in
        yield number  # in
        await asyncio.sleep(0)  # in


async def deep(depth):
    if depth:  # in
        return await deep(depth - 1)  # in
    await asyncio.sleep(0)  # in
    return "deep"  # out


async def holds(lock, log, name):
    async with lock:  # in
        await asyncio.sleep(0)  # next
        log.append(name)  # in


async def produces(queue):
    for number in range(4):
        await queue.put(number)  # conditional
    await queue.put(None)


async def consumes(queue):
    found = []
    while True:
        number = await queue.get()
        if number is None:
            break
        found.append(number)  # counted
    return found


def raises(text):
    raise ValueError(text)


async def fails(text):
    await asyncio.sleep(0)
    raises(text)


async def caught():
    try:
        await fails("caught")
    except ValueError as error:
        return str(error)


def job(number):
    doubled = number * 2  # function
    return doubled


def job_in_time(number, awaited):
    awaited.wait()
    return job(number)


def factorial(number):
    return 1 if number < 2 else number * factorial(number - 1)  # in


async def walk():
    """Step by step."""
    names = []  # in
    loop = asyncio.get_running_loop()  # next
    loop.call_soon(calls_back, names, "soon")  # next
    loop.call_soon(functools.partial(calls_back, names), "partial")  # next
    task = asyncio.ensure_future(deep(2))  # next
    names.append(await Once())  # in
    async with Gate():  # in
        names.append(await task)  # in
    names.append([number async for number in numbers(2)])  # in
    lock = asyncio.Lock()  # next
    await asyncio.gather(holds(lock, names, "a"), holds(lock, names, "b"))  # in
    names.append(factorial(3))  # in
    future = loop.create_future()  # next
    loop.call_soon(future.set_result, "set")  # next
    names.append(await future)  # in
    sleeper = asyncio.ensure_future(asyncio.sleep(1000))  # next
    await asyncio.sleep(0)  # next
    sleeper.cancel()  # in
    try:  # next
        await sleeper  # in
    except asyncio.CancelledError:  # next
        names.append("cancelled")  # next
    return names  # in


async def inside():
    """From here on through asyncio's own code, where that is not left out."""
    await asyncio.sleep(0)  # in
    event = asyncio.Event()  # in
    task = asyncio.ensure_future(event.wait())  # in
    await asyncio.sleep(0)  # in
    event.set()  # in
    await task  # in
    return "inside"  # continue


async def main():
    print(await walk())  # walk
    print(await inside())  # next
    queue = asyncio.Queue(2)
    found, _ = await asyncio.gather(consumes(queue), produces(queue))
    print(found)
    found = len(found)  # logged
    loop = asyncio.get_running_loop()
    with concurrent.futures.ThreadPoolExecutor(1, "worker") as pool:
        awaited = threading.Event()
        loop.call_soon(awaited.set)
        print(await loop.run_in_executor(pool, job_in_time, 1, awaited))
    print(await caught())  # raised
    print(await asyncio.gather(fails("gathered"), return_exceptions=True))
    await asyncio.sleep(0.01)
    await fails("uncaught")


if __name__ == "__main__":
    asyncio.run(main())
