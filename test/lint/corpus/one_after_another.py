"""Awaits that could overlap, and many more that must not."""
import asyncio

import aiohttp
import asyncpg
import httpx


async def fetch_user(number):
    await asyncio.sleep(0.1)
    return {"id": number}


async def fetch_orders(number):
    await asyncio.sleep(0.2)
    return [number]


async def fetch_page(url):
    async with aiohttp.ClientSession() as session:
        async with session.get(url) as answer:
            return await answer.text()


async def dashboard(number):
    user = await fetch_user(number)
    orders = await fetch_orders(number)  # expect: CORO204
    return user, orders


async def compare(left, right):
    first = await fetch_page(left)
    second = await fetch_page(right)  # expect: CORO204
    return first == second


async def in_handler(request):
    if request.number:
        user = await fetch_user(request.number)
        orders = await fetch_orders(request.number)  # expect: CORO204
        return user, orders
    return None


async def http_pair(client: httpx.AsyncClient):
    prices = await client.get("https://example.com/prices")
    stock = await client.get("https://example.com/stock")  # expect: CORO204
    return prices.json(), stock.json()


class Profile:
    def __init__(self, number):
        self.number = number

    async def friends(self):
        await asyncio.sleep(0.1)
        return [self.number]

    async def photos(self):
        await asyncio.sleep(0.1)
        return [self.number]

    async def render(self):
        friends = await self.friends()
        photos = await self.photos()  # expect: CORO204
        return friends, photos


async def report(left, right):
    mine = await fetch_orders(left)
    theirs = await fetch_orders(right)  # expect: CORO204
    total = mine + theirs
    return total


async def nested(request):
    async def load():
        a = await fetch_user(1)
        b = await fetch_user(2)  # expect: CORO204
        return a, b

    return await load()


async def threads(path_a, path_b):
    a = await asyncio.to_thread(read, path_a)
    b = await asyncio.to_thread(read, path_b)  # expect: CORO204
    return a, b


def read(path):
    with open(path) as source:
        return source.read()


async def warm_up():
    menu = await fetch_page("https://example.com/menu")
    wine = await fetch_page("https://example.com/wine")  # expect: CORO204
    return menu + wine


async def in_loop(numbers):
    for number in numbers:
        user = await fetch_user(number)
        orders = await fetch_orders(number)  # expect: CORO204
        print(user, orders)


async def flows(number):
    user = await fetch_user(number)
    orders = await fetch_orders(user["id"])  # ok: CORO204
    return orders


async def flows_by_reassignment(number):
    number = await fetch_user(number)
    orders = await fetch_orders(number)  # ok: CORO204
    return orders


async def something_between(number, log):
    user = await fetch_user(number)
    log.append(user)
    orders = await fetch_orders(log)  # ok: CORO204
    return user, orders


async def early_return(number):
    user = await fetch_user(number)
    if user is None:
        return None
    orders = await fetch_orders(number)  # ok: CORO204
    return user, orders


async def already_together(number):
    user, orders = await asyncio.gather(fetch_user(number), fetch_orders(number))  # ok: CORO204
    return user, orders


async def lines(reader: asyncio.StreamReader):
    head = await reader.readline()
    body = await reader.readline()  # ok: CORO204
    return head, body


async def jobs(queue: asyncio.Queue):
    first = await queue.get()
    second = await queue.get()  # ok: CORO204
    return first, second


async def one_connection(connection: asyncpg.Connection):
    users = await connection.fetch("SELECT * FROM users")
    orders = await connection.fetch("SELECT * FROM orders")  # ok: CORO204
    return users, orders


async def transaction(connection):
    await connection.execute("BEGIN")
    await connection.execute("DELETE FROM carts")  # ok: CORO204
    await connection.execute("COMMIT")  # ok: CORO204


async def pauses(light):
    await asyncio.sleep(1)
    light.on()
    await asyncio.sleep(1)  # ok: CORO204
    light.off()


async def pause_then_fetch(number):
    await asyncio.sleep(1)
    return await fetch_user(number)  # ok: CORO204


async def effects(cart):
    await cart.save()
    await cart.notify()  # ok: CORO204


async def steps(page):
    await page.goto("https://example.com")
    title = await page.title()  # ok: CORO204
    return title


async def chat(websocket):
    name = await websocket.recv()
    room = await websocket.recv()  # ok: CORO204
    return name, room


async def lock_then_fetch(lock: asyncio.Lock, number):
    await lock.acquire()
    user = await fetch_user(number)  # ok: CORO204
    lock.release()
    return user


class Account:
    def __init__(self):
        self.token = None

    async def login(self):
        await asyncio.sleep(0.1)
        self.token = "secret"
        return True

    async def balance(self):
        await asyncio.sleep(0.1)
        return self.token

    async def show(self):
        known = await self.login()
        balance = await self.balance()  # ok: CORO204
        return known, balance


async def tasks_already_running(number):
    user_task = asyncio.create_task(fetch_user(number))
    orders_task = asyncio.create_task(fetch_orders(number))
    user = await user_task
    orders = await orders_task  # ok: CORO204
    return user, orders


async def try_each(number):
    try:
        user = await fetch_user(number)
    except OSError:
        user = None
    orders = await fetch_orders(number)  # ok: CORO204
    return user, orders


async def timed(clock, number):
    user = await fetch_user(number)
    elapsed = clock.lap()
    orders = await fetch_orders(number)  # ok: CORO204
    return user, orders, elapsed


async def input_and_print(session):
    name = await session.prompt("name: ")
    age = await session.prompt("age: ")  # ok: CORO204
    return name, age
