"""asyncio.wait until the first, and until all."""
# task: main parent=- count=1 outcome=result
# task: work parent=main count=3 outcome=result

import asyncio


async def work(delay):
    await asyncio.sleep(delay)  # await: sleep
    return delay


async def main():
    pending = {asyncio.create_task(work(delay)) for delay in (0.01, 0.06, 0.12)}  # creates: 3
    done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)  # await: wait; on: work work work
    print(len(done), len(pending))
    done, pending = await asyncio.wait(pending)  # await: wait; on: work work
    print(len(done), len(pending))


asyncio.run(main())  # creates: 3
