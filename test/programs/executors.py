"""Blocking functions in threads, and in a process pool's place a thread pool of one's own."""
# task: main parent=- count=1 outcome=result

import asyncio
import concurrent.futures
import time


def blocking(value):
    time.sleep(0.01)
    return value


async def main():
    loop = asyncio.get_running_loop()
    print(await asyncio.to_thread(blocking, 1))  # await: executor
    print(await loop.run_in_executor(None, blocking, 2))  # await: executor
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        print(await loop.run_in_executor(pool, blocking, 3))  # await: executor
        print(await asyncio.wrap_future(pool.submit(blocking, 4)))  # await: executor


asyncio.run(main())  # creates: 3
