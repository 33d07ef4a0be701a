"""COUNT lines to a server made of streams and back, by 100 clients in the same loop."""

import asyncio

import harness

CLIENTS = 100
LINE = b"the quick brown fox jumps over the lazy dog\n"


async def serve(reader, writer):
    while True:
        line = await reader.readline()
        if not line:
            break
        writer.write(line)
        await writer.drain()
    writer.close()


async def client(reader, writer, lines):
    for _ in range(lines):
        writer.write(LINE)
        await writer.drain()
        assert await reader.readline() == LINE


async def main(watch):
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    pairs = [await asyncio.open_connection("127.0.0.1", port) for _ in range(CLIENTS)]
    with watch:
        await asyncio.gather(*[client(reader, writer, harness.COUNT // CLIENTS) for reader, writer in pairs])
    for _, writer in pairs:
        writer.close()
    await asyncio.sleep(0.01)
    server.close()


harness.run(main)
