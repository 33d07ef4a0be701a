"""How long the probe takes to answer what every task does: `snapshot.py [tasks]`, with the probe in the process.

A third of the tasks wait in a chain of four coroutines, a third for a lock, a queue or an event, a third inside of an
`async with` for a timer. Printed are the least processor times of the question, and the size of the answer.
"""

import asyncio
import pathlib
import sys
import tempfile
import threading
import time
import types

PROBE = pathlib.Path(__file__).resolve().parents[3] / "src" / "probe"
ROUNDS = 5
sizes = []


async def leaf(future):
    await future


async def middle(future):
    await leaf(future)


async def outer(future):
    await middle(future)


async def chained(future):
    await outer(future)


async def shared(number, lock, queue, event):
    if number % 3 == 0:
        async with lock:
            pass
    elif number % 3 == 1:
        await queue.get()
    else:
        await event.wait()


async def inside(lock):
    async with lock:
        await asyncio.sleep(3600)


def ask(what):
    begin = time.process_time()
    sizes.clear()
    thread = threading.Thread(target=sys.modules["coroscope_probe"].ask, args=(1, what))
    thread.start()
    thread.join()
    return (time.process_time() - begin) * 1000


async def main(count):
    loop = asyncio.get_running_loop()
    lock, queue, event = asyncio.Lock(), asyncio.Queue(), asyncio.Event()
    await lock.acquire()
    tasks = []
    for number in range(count):
        if number % 3 == 0:
            coroutine = chained(loop.create_future())
        elif number % 3 == 1:
            coroutine = shared(number // 3, lock, queue, event)
        else:
            coroutine = inside(asyncio.Lock())
        tasks.append(loop.create_task(coroutine))
    await asyncio.sleep(0.1)
    for what in ("snapshot", "graph"):
        times = [ask(what) for _ in range(ROUNDS)]
        print("%d.%d, %d tasks: %s %.1f ms (first %.1f), %d KB" % (
            *sys.version_info[:2], count, what, min(times), times[0], sum(sizes) // 1000))
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def boot(folder):
    options = {"file": str(pathlib.Path(folder) / "bench.tasktrace"), "strict": True}
    path = PROBE / "boot.py"
    exec(compile(path.read_bytes(), "<frozen coroscope>", "exec"),
         {"__name__": "coroscope_boot", "__file__": str(path), "OPTIONS": options})
    debugger = types.ModuleType("pydevd")
    debugger.send_json_message = lambda message: sizes.append(len(message["body"].get("text", ""))) or True
    sys.modules["pydevd"] = debugger


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        boot(folder)
        asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10000))
