"""Ctrl-C, and then all tasks are cancelled and waited for, the way many programs do it."""
# tasks: 3
# task: serve parent=- count=2 outcome=cancelled

import asyncio
import os
import signal


async def serve(name):
    try:
        while True:
            await asyncio.sleep(10)  # await: sleep
    except asyncio.CancelledError:
        print(name, "cleans up")
        await asyncio.sleep(0.01)  # await: sleep
        raise


async def gather_all(tasks):
    for task in tasks:
        task.cancel()
    return await asyncio.gather(*tasks, return_exceptions=True)  # await: gather; on: serve serve


def press_ctrl_c():
    os.kill(os.getpid(), signal.SIGINT)


loop = asyncio.new_event_loop()
tasks = [loop.create_task(serve(name)) for name in ("first", "second")]  # creates: 2
loop.call_later(0.02, press_ctrl_c)
try:
    loop.run_forever()
except KeyboardInterrupt:
    print("interrupted")
    results = loop.run_until_complete(gather_all(tasks))  # creates: 1
    print([type(result).__name__ for result in results])
finally:
    loop.close()
