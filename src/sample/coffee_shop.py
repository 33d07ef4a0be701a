"""A coffee shop on one event loop: what each of its tasks does is easy to recognise in the Task Timeline.

Look for: guests waiting for an order, baristas waiting for the queue, two of them waiting for the one espresso
machine, a delivery that times out, a guest who leaves, an order that fails, and a till that blocks everybody.
"""

import asyncio
import time

GUESTS = ["Ada", "Grace", "Linus", "Guido", "Barbara", "Ken", "Margaret", "Dennis"]


async def brew(drink, machine):
    async with machine:  # one espresso machine for all baristas
        await asyncio.sleep(0.35)
    if drink == "decaf":
        raise ValueError("we are out of decaf")
    await asyncio.sleep(0.15)  # milk, away from the machine
    return drink


async def barista(orders, machine):
    while True:
        drink, served = await orders.get()
        try:
            served.set_result(await brew(drink, machine))
        except ValueError as error:
            served.set_exception(error)
        orders.task_done()


async def guest(name, arrives, drink, orders):
    await asyncio.sleep(arrives)
    served = asyncio.get_running_loop().create_future()
    await orders.put((drink, served))
    cup = await served
    await asyncio.sleep(0.4)  # drinks it
    return f"{name} had a {cup}"


def print_receipt(number):
    time.sleep(0.25)  # a slow printer
    return number


async def till():
    for number in range(1, 4):
        await asyncio.sleep(0.9)
        print_receipt(number)


async def clean_tables():
    while True:
        await asyncio.sleep(0.12)


async def accounts(loop):
    return await loop.run_in_executor(None, time.sleep, 1.1)  # in a thread: blocks nobody


async def delivery():
    try:
        await asyncio.wait_for(asyncio.sleep(10), timeout=1.6)
    except asyncio.TimeoutError:
        print("the milk did not come")


async def day():
    loop = asyncio.get_running_loop()
    orders = asyncio.Queue(maxsize=2)
    machine = asyncio.Lock()
    baristas = [loop.create_task(barista(orders, machine), name=f"barista {i}") for i in (1, 2, 3)]
    cleaner = loop.create_task(clean_tables(), name="cleaner")
    others = [
        loop.create_task(till(), name="till"),
        loop.create_task(accounts(loop), name="accounts"),
        loop.create_task(delivery(), name="delivery"),
    ]
    drinks = ["espresso", "latte", "decaf", "mocha"]
    guests = [
        loop.create_task(guest(name, 0.15 * i, drinks[i % 4], orders), name=name) for i, name in enumerate(GUESTS)
    ]
    loop.call_later(0.8, guests[-1].cancel)  # Dennis is in a hurry

    for result in await asyncio.gather(*guests, return_exceptions=True):
        print(result if isinstance(result, str) else repr(result))
    await asyncio.wait(others)
    for task in [*baristas, cleaner]:
        task.cancel()
    await asyncio.gather(*baristas, cleaner, return_exceptions=True)


if __name__ == "__main__":
    asyncio.run(day())
