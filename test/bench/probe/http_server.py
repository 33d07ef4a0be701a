"""COUNT requests answered by an aiohttp server. Its port is told first; http_client.py asks, in a process of its own."""

import asyncio

from aiohttp import web

import harness

WARM_UP = 300


async def main(watch):
    served = 0
    warm, enough = asyncio.Event(), asyncio.Event()

    async def answer(request):
        nonlocal served
        served += 1
        if served == WARM_UP:
            warm.set()
        elif served == WARM_UP + harness.COUNT:
            enough.set()
        return web.json_response({"path": request.path, "answer": 42})

    application = web.Application()
    application.router.add_get("/{name}", answer)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    harness.tell(port=runner.addresses[0][1])
    await warm.wait()
    with watch:
        await enough.wait()
    await runner.cleanup()


harness.run(main)
