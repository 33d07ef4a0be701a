"""Asks the server at a port for as long as it answers, over some connections at once. It must be much cheaper than a server is.

It never sleeps: to wake it up would be the server's work, and the more so the slower that is.
"""

import asyncio
import sys

CONNECTIONS = 16
REQUEST = b"GET /name HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: */*\r\nUser-Agent: bench\r\n\r\n"
END = b"42}"


class Client(asyncio.Protocol):
    def __init__(self):
        self.ended = asyncio.get_running_loop().create_future()

    def connection_made(self, transport):
        self.transport = transport
        transport.write(REQUEST)

    def data_received(self, data):
        if data.endswith(END):
            self.transport.write(REQUEST)

    def connection_lost(self, _):
        self.ended.set_result(None)


async def main():
    loop = asyncio.get_running_loop()
    port = int(sys.argv[1])
    def poll():
        loop.call_soon(poll)

    poll()
    made = [await loop.create_connection(Client, "127.0.0.1", port) for _ in range(CONNECTIONS)]
    await asyncio.gather(*[client.ended for _, client in made])


asyncio.run(main())
