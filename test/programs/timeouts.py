"""wait_for that times out, one that does not, and one around a queue."""
# task: main parent=- count=1 outcome=result
# task (<3.12): slow parent=main count=1 outcome=cancelled
# task (<3.12): quick parent=main count=1 outcome=result

import asyncio


async def slow():
    await asyncio.sleep(10)  # await: sleep


async def quick():
    await asyncio.sleep(0.01)  # await: sleep
    return "quick"


async def main():
    try:
        await asyncio.wait_for(slow(), 0.02)  # await (<3.12): timeout; creates (<3.12): 1; on (<3.12): slow
    except asyncio.TimeoutError:
        print("timed out")
    print(await asyncio.wait_for(quick(), 5))  # await (<3.12): timeout; creates (<3.12): 1; on (<3.12): quick
    queue = asyncio.Queue()
    try:
        await asyncio.wait_for(queue.get(), 0.01)  # await: timeout; creates (<3.12): 1
    except asyncio.TimeoutError:
        print("nothing came")


asyncio.run(main())  # creates: 3
