"""ensure_future with add_done_callback, and run_forever until a callback stops it."""
# tasks: 3
# task: compute parent=- count=3 outcome=result

import asyncio
import functools


async def compute(number):
    await asyncio.sleep(0.01 * number)  # await: sleep
    return number * number


def done(loop, waiting, task):
    print("result", task.result())
    waiting.discard(task)
    if not waiting:
        loop.call_soon(stop, loop)


def stop(loop):
    print("stopping")
    loop.stop()


loop = asyncio.new_event_loop()
waiting = set()
for number in (1, 2, 3):
    task = asyncio.ensure_future(compute(number), loop=loop)  # creates: 3
    waiting.add(task)
    task.add_done_callback(functools.partial(done, loop, waiting))
loop.call_later(0.005, print, "a timer")
loop.run_forever()
loop.close()
