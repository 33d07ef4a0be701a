"""A chat server with protocols, streams and an admin console."""
import asyncio
import contextlib
import getpass
import logging
import logging.handlers
import os
import select
import socket
import ssl
import sys
import time
from asyncio import StreamReader, StreamWriter, start_server
from typing import Dict, Optional

rooms: Dict[str, set] = {}
log = logging.getLogger("chat")


class Room:
    def __init__(self, name):
        self.name = name
        self.members: set[StreamWriter] = set()
        self.lock = asyncio.Lock()
        self.opened = time.time()  # ok: CORO101
        self.archive = None

    async def join(self, writer: StreamWriter):
        async with self.lock:  # ok: CORO208
            self.members.add(writer)

    async def tell(self, text: str):
        with self.lock:  # expect: CORO208
            for member in self.members:
                member.write(text.encode())  # ok: CORO105
                member.drain()  # expect: CORO201

    def archive_to(self, path):
        self.archive = open(path, "a")  # ok: CORO105

    async def close(self):
        await asyncio.gather(*(member.wait_closed() for member in self.members))  # ok: CORO201
        self.archive_to(f"{self.name}.log")  # expect: CORO105


class ChatProtocol(asyncio.Protocol):
    def __init__(self):
        self.transport: Optional[asyncio.Transport] = None
        self.buffer = b""

    def connection_made(self, transport):
        self.transport = transport
        peer = transport.get_extra_info("peername")
        log.info("from %s", socket.gethostbyaddr(peer[0]))  # expect: CORO103

    def data_received(self, data):
        self.buffer += data
        while b"\n" in self.buffer:
            line, self.buffer = self.buffer.split(b"\n", 1)
            self.handle_line(line.decode())  # expect: CORO101 may: CORO105

    def handle_line(self, line):
        if line.startswith("/wait"):
            time.sleep(float(line.split()[1]))  # ok: CORO101
        elif line == "/users":
            self.transport.write(b"nobody\n")  # ok: CORO105

    def connection_lost(self, error):
        self.transport.close()  # ok: CORO103

    def eof_received(self):
        return os.path.exists("keep-alive")  # expect: CORO105


class Console:
    def __init__(self, loop):
        self.loop: asyncio.AbstractEventLoop = loop
        self.loop.add_reader(sys.stdin, self.on_input)

    def on_input(self):
        # The loop says that there is a line.
        command = sys.stdin.readline()  # may: CORO107
        if command.strip() == "secret":
            self.secret = getpass.getpass()  # expect: CORO107
        asyncio.create_task(self.execute(command))  # expect: CORO202

    async def execute(self, command):
        await asyncio.sleep(0)
        if command == "stop":
            self.loop.stop()  # ok: CORO109
        elif command == "beat":
            self.loop.call_later(60, self.beat)

    def beat(self):
        with socket.create_connection(("localhost", 9000), timeout=1) as link:  # expect: CORO103
            link.sendall(b"beat")  # expect: CORO103
        self.loop.call_later(60, self.beat)


async def handle(reader: StreamReader, writer: StreamWriter):
    name = await reader.readline()
    room = await reader.readline()  # ok: CORO204
    try:
        for line in reader:  # expect: CORO208
            log.info("%s in %s: %s", name, room, line)
    except asyncio.IncompleteReadError:  # ok: CORO209
        pass
    finally:
        writer.close()  # ok: CORO201
        await writer.wait_closed()


def context() -> ssl.SSLContext:
    made = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    made.load_cert_chain("chat.pem")
    return made


async def poll(sock: socket.socket):
    sock.setblocking(False)
    loop = asyncio.get_running_loop()
    while True:
        data = await loop.sock_recv(sock, 1024)  # ok: CORO103
        if not data:
            return
        await loop.sock_sendall(sock, data)  # ok: CORO103


async def poll_wrong(sock: socket.socket):
    while True:
        readable, _, _ = select.select([sock], [], [], 1.0)  # expect: CORO103
        if readable:
            sock.recv(1024)  # expect: CORO103


async def stop_tasks():
    me = asyncio.current_task()
    others = [task for task in asyncio.all_tasks() if task is not me]
    for task in others:
        task.cancel()
    with contextlib.suppress(asyncio.CancelledError):  # ok: CORO209
        await asyncio.gather(*others)


async def main():
    loop = asyncio.get_event_loop()  # ok: CORO207
    Console(loop)
    server = await start_server(handle, "localhost", 8888)  # ok: CORO103
    second = await loop.create_server(ChatProtocol, "localhost", 8889)
    async with server, second:  # ok: CORO208
        await server.serve_forever()


if __name__ == "__main__":
    logging.basicConfig(filename="chat.log")  # ok: CORO105
    asyncio.run(main())
