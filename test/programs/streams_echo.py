"""A streams server and a client that talks to it."""
# task: main parent=- count=1 outcome=result
# task: serve parent=- count=1 outcome=result

import asyncio


async def serve(reader, writer):
    while True:
        line = await reader.readline()  # await: stream
        if not line:
            break
        writer.write(line.upper())
        await writer.drain()
    writer.close()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0)  # await: stream; creates: *
    port = server.sockets[0].getsockname()[1]
    reader, writer = await asyncio.open_connection("127.0.0.1", port)  # await: stream
    for word in (b"one\n", b"two\n"):
        writer.write(word)
        print(await reader.readline())  # await: stream
    writer.close()
    await writer.wait_closed()  # await: stream
    server.close()
    await asyncio.sleep(0.01)  # await: sleep


asyncio.run(main())  # creates: 3
