"""A websockets server that echoes, and its client."""
# task: main parent=- count=1 outcome=result

import asyncio

import websockets


async def echo(socket):
    async for message in socket:  # await: *; creates: *
        await socket.send(message.upper())  # await: *; creates: *


async def main():
    async with websockets.serve(echo, "127.0.0.1", 0) as server:  # await: *; creates: *
        port = list(server.sockets)[0].getsockname()[1]
        async with websockets.connect("ws://127.0.0.1:%d" % port) as socket:  # await: *; creates: *
            await socket.send("hello")  # await: *; creates: *
            print(await socket.recv())  # await: *; creates: *


asyncio.run(main())  # creates: 3
