"""Two loops in two threads that call each other."""
# task: main parent=- count=1 outcome=result
# task: answer parent=- count=1 outcome=result
# task: other parent=- count=1 outcome=result

import asyncio
import threading


async def answer(event):
    await asyncio.sleep(0.01)  # await: sleep
    return 42


async def other(ready, box):
    box["loop"] = asyncio.get_running_loop()
    box["stop"] = asyncio.Event()
    ready.set()
    await box["stop"].wait()  # await: event


async def main(box):
    loop = box["loop"]
    future = asyncio.run_coroutine_threadsafe(answer(None), loop)
    print(await asyncio.wrap_future(future))  # await: executor
    loop.call_soon_threadsafe(box["stop"].set)


ready, box = threading.Event(), {}
thread = threading.Thread(target=lambda: asyncio.run(other(ready, box)), name="second loop")  # creates: 3
thread.start()
ready.wait()
asyncio.run(main(box))  # creates: 3
thread.join()
