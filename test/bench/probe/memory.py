"""COUNT tasks that live at once, each waiting for a future of its own, and what the process's memory is then.

`rss` is the resident memory once a recorder had time to send all it has, `peak` the most there was, both in bytes; `blocks`
is the number of Python's own allocations. The process ends without taking the tasks down, which nobody measures.
"""

import asyncio
import os
import sys

import harness

AT_ONCE = 1000
SETTLE_SECONDS = 3


async def waiter(future):
    await future


def memory(what):
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) << 10 for line in status if line.startswith(what))


async def main(watch):
    create_future = asyncio.get_running_loop().create_future
    tasks, futures = [], []
    with watch:
        while len(tasks) < harness.COUNT:
            some = [create_future() for _ in range(AT_ONCE)]
            futures += some
            tasks += [asyncio.ensure_future(waiter(future)) for future in some]
            await asyncio.sleep(0)
    await asyncio.sleep(SETTLE_SECONDS)
    harness.tell(
        seconds=watch.seconds, cpu=watch.cpu, thread=watch.thread,
        rss=memory("VmRSS"), peak=memory("VmHWM"), blocks=sys.getallocatedblocks())
    os._exit(0)


harness.run(main)
