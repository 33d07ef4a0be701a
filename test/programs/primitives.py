"""Lock, Event, Condition and Semaphore, each with somebody who has to wait."""
# task: main parent=- count=1 outcome=result

import asyncio


async def use_lock(lock):
    async with lock:  # await: lock
        await asyncio.sleep(0.002)  # await: sleep


async def use_event(event):
    await event.wait()  # await: event


async def use_condition(condition):
    async with condition:
        await condition.wait()  # await: condition
        await asyncio.sleep(0.002)  # await: sleep


async def use_predicate(condition, box):
    async with condition:
        await condition.wait_for(lambda: box)  # await: condition


async def use_semaphore(semaphore):
    async with semaphore:  # await: semaphore
        await asyncio.sleep(0.002)  # await: sleep


async def main():
    lock, event, semaphore = asyncio.Lock(), asyncio.Event(), asyncio.Semaphore(2)
    condition, box = asyncio.Condition(), []
    jobs = [use_lock(lock), use_lock(lock), use_event(event), use_condition(condition), use_condition(condition)]
    jobs += [use_predicate(condition, box)] + [use_semaphore(semaphore) for _ in range(4)]
    tasks = [asyncio.create_task(job) for job in jobs]  # creates: 10
    await asyncio.sleep(0.005)  # await: sleep
    event.set()
    async with condition:
        box.append(1)
        condition.notify_all()
    await asyncio.gather(*tasks)  # await: gather
    print("all done")


asyncio.run(main())  # creates: 3
