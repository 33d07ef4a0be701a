"""A producer and two consumers on a bounded queue."""
# tasks: 6
# task: produce parent=main count=1 outcome=result
# task: consume parent=main count=2 outcome=cancelled

import asyncio


async def produce(queue):
    for number in range(8):
        await queue.put(number)  # await: queue.put


async def consume(queue, name, seen):
    while True:
        item = await queue.get()  # await: queue.get
        await asyncio.sleep(0.002)  # await: sleep
        seen.append(item)
        queue.task_done()


async def main():
    queue = asyncio.Queue(maxsize=2)
    seen = []
    consumers = [asyncio.create_task(consume(queue, name, seen)) for name in "ab"]  # creates: 2
    producer = asyncio.create_task(produce(queue))  # creates: 1
    await producer  # await: task; on: produce
    await queue.join()  # await: event
    for consumer in consumers:
        consumer.cancel()
    await asyncio.gather(*consumers, return_exceptions=True)  # await: gather; on: consume consume
    print(sorted(seen))


asyncio.run(main())  # creates: 3
