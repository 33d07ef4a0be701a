"""Ctrl-C in the middle of a callback, nobody catches it: the traceback shows the loop's own frames."""
# exit: 130
# task: main parent=- count=1

import asyncio
import os
import signal


def callback():
    os.kill(os.getpid(), signal.SIGINT)
    for _ in range(1000):
        pass


async def main():
    asyncio.get_running_loop().call_soon(callback)
    await asyncio.sleep(5)  # await: sleep


signal.signal(signal.SIGINT, signal.default_int_handler)
loop = asyncio.new_event_loop()
loop.run_until_complete(main())  # creates: 1
