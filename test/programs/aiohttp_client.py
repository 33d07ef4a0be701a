"""An aiohttp client that fetches three pages from a server in the same program."""
# task: main parent=- count=1 outcome=result
# task: fetch parent=main count=3 outcome=result

import asyncio

from aiohttp import ClientSession, web


async def page(request):
    await asyncio.sleep(0.005)  # await: sleep
    return web.Response(text="page " + request.match_info["name"])


async def fetch(session, url):
    async with session.get(url) as response:  # await: *; creates: *
        return await response.text()  # await: *


async def main():
    application = web.Application()
    application.router.add_get("/{name}", page)
    runner = web.AppRunner(application)
    await runner.setup()  # creates: *; await: *
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()  # await: socket; creates: *
    port = site._server.sockets[0].getsockname()[1]
    async with ClientSession() as session:  # await: *; creates: *
        urls = ["http://127.0.0.1:%d/%d" % (port, number) for number in range(3)]
        print(await asyncio.gather(*[fetch(session, url) for url in urls]))  # creates (>=3.10): 3; creates (<3.10): *; await: gather, *; on: fetch fetch fetch
    await runner.cleanup()  # await: *; creates: *


asyncio.run(main())  # creates: 3
