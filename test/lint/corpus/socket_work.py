"""Sockets and names: those that block and those that were made not to."""
import asyncio
import ipaddress
import socket
from contextlib import closing
from socket import AF_INET, SOCK_STREAM, create_connection, gethostbyname


async def resolve(host):
    return socket.gethostbyname(host)  # expect: CORO103


async def resolve_more(host):
    socket.getaddrinfo(host, 80)  # expect: CORO103
    gethostbyname(host)  # expect: CORO103
    socket.gethostbyaddr("127.0.0.1")  # expect: CORO103
    return socket.getfqdn(host)  # expect: CORO103


async def resolve_properly(host):
    loop = asyncio.get_running_loop()
    return await loop.getaddrinfo(host, 80)  # ok: CORO103


async def local_questions():
    name = socket.gethostname()  # ok: CORO103
    packed = socket.inet_aton("127.0.0.1")  # ok: CORO103
    return name, packed, socket.htons(80), ipaddress.ip_address("::1")  # ok: CORO103


async def port_is_open(host, port):
    with closing(socket.socket(AF_INET, SOCK_STREAM)) as sock:  # ok: CORO103
        sock.settimeout(1)  # ok: CORO103
        return sock.connect_ex((host, port)) == 0  # expect: CORO103


async def talk(host, port, payload):
    sock = socket.create_connection((host, port), timeout=3)  # expect: CORO103
    sock.sendall(payload)  # expect: CORO103
    return sock.recv(1024)  # expect: CORO103


async def talk_from_import(host):
    with create_connection((host, 80)) as connection:  # expect: CORO103
        connection.send(b"GET / HTTP/1.0\r\n\r\n")  # expect: CORO103


async def client(host, port):
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)  # ok: CORO103
    sock.connect((host, port))  # expect: CORO103
    sock.sendto(b"x", (host, port))  # expect: CORO103
    return sock


async def serve(port):
    with socket.socket() as server:
        server.bind(("", port))  # ok: CORO103
        server.listen()  # ok: CORO103
        while True:
            connection, peer = server.accept()  # expect: CORO103
            print(peer, connection)


async def serve_properly(port):
    server = socket.socket()
    server.bind(("", port))
    server.listen()
    server.setblocking(False)
    loop = asyncio.get_running_loop()
    while True:
        connection, peer = await loop.sock_accept(server)  # ok: CORO103
        print(peer, connection)


async def nonblocking(address, payload):
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.setblocking(False)
    try:
        sock.sendto(payload, address)  # ok: CORO103
        return sock.recv(4096)  # ok: CORO103
    except BlockingIOError:
        return None


async def streams(host):
    reader, writer = await asyncio.open_connection(host, 80)  # ok: CORO103
    writer.write(b"GET / HTTP/1.0\r\n\r\n")  # ok: CORO103
    await writer.drain()
    return await reader.read()  # ok: CORO103


class Beacon:
    def __init__(self, address):
        self.address = address
        self.sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)

    async def listen(self):
        return self.sock.recvfrom(512)  # expect: CORO103

    async def listen_properly(self):
        return await asyncio.get_running_loop().sock_recv(self.sock, 512)  # ok: CORO103

    def listen_in_thread(self):
        return self.sock.recv(512)  # ok: CORO103


class Wire:
    """Speaks to a device of its own; only looks like a socket."""

    def connect(self, address):
        self.address = address

    def send(self, data):
        self.last = data

    def recv(self, size):
        return self.last[:size]


async def use_wire():
    wire = Wire()
    wire.connect("usb:1")  # ok: CORO103
    wire.send(b"hello")  # ok: CORO103
    return wire.recv(10)  # ok: CORO103


async def annotated(sock: socket.socket, data: bytes):
    sock.sendall(data)  # expect: CORO103
    await asyncio.get_running_loop().sock_sendall(sock, data)  # ok: CORO103
    return sock.fileno(), sock.getpeername()  # ok: CORO103


async def websocket_like(websocket):
    message = websocket.recv()  # ok: CORO103
    websocket.send(message)  # ok: CORO103
