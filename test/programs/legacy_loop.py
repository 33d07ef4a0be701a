"""The way it was written before asyncio.run: a loop taken by hand."""
# tasks: 3
# task: main parent=- count=1 outcome=result
# task: work parent=main count=2 outcome=result

import asyncio


async def work(name, delay):
    print(name, "starts")
    await asyncio.sleep(delay)  # await: sleep
    print(name, "ends")
    return name


async def main():
    first = asyncio.ensure_future(work("first", 0.02))  # creates: 1
    second = asyncio.get_event_loop().create_task(work("second", 0.01))  # creates: 1
    return [
        await first,  # await: task; on: work
        await second,
    ]


loop = asyncio.new_event_loop()
asyncio.set_event_loop(loop)
loop = asyncio.get_event_loop()
print(loop.run_until_complete(main()))  # creates: 1
loop.close()
