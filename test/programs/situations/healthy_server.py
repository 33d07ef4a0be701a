"""A server that answers requests: they overlap, their steps are short, and the loop is free."""

import asyncio
import random

REQUESTS = 36
chance = random.Random(5)


async def worker(orders):
    while True:
        order = await orders.get()
        await asyncio.sleep(order)
        orders.task_done()


async def query():
    await asyncio.sleep(chance.uniform(0.02, 0.065))
    return list(range(2000))


async def handle(reader, writer, orders):
    await reader.readline()
    rows = await query()
    writer.write(b"%d\n" % sum(rows))
    orders.put_nowait(chance.uniform(0.02, 0.05))
    await writer.drain()
    writer.close()
    await writer.wait_closed()


async def visit(port):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET /\n")
    await reader.readline()
    writer.close()
    await writer.wait_closed()


async def main():
    orders = asyncio.Queue()
    workers = [asyncio.create_task(worker(orders)) for _ in range(2)]
    server = await asyncio.start_server(lambda r, w: handle(r, w, orders), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    visits = []
    for _ in range(REQUESTS):
        visits.append(asyncio.create_task(visit(port)))
        await asyncio.sleep(chance.uniform(0.02, 0.1))
    await asyncio.gather(*visits)
    await orders.join()
    for each in workers:
        each.cancel()
    await asyncio.gather(*workers, return_exceptions=True)
    server.close()
    await server.wait_closed()


asyncio.run(main())
