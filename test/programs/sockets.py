"""The loop's own socket calls."""
# task: main parent=- count=1 outcome=result
# task: answer parent=main count=1 outcome=result

import asyncio
import socket
import time


async def answer(listener):
    loop = asyncio.get_running_loop()
    connection, _ = await loop.sock_accept(listener)  # await: socket
    data = await loop.sock_recv(connection, 100)  # await: socket
    await loop.sock_sendall(connection, data[::-1])
    connection.close()


async def main():
    loop = asyncio.get_running_loop()
    listener = socket.create_server(("127.0.0.1", 0))
    listener.setblocking(False)
    task = asyncio.create_task(answer(listener))  # creates: 1
    await asyncio.sleep(0.005)  # await: sleep
    client = socket.socket()
    client.setblocking(False)
    await loop.sock_connect(client, listener.getsockname())  # await: socket
    await loop.sock_sendall(client, b"abc")
    print(await loop.sock_recv(client, 100))  # await: socket
    await task
    client.close()
    listener.close()
    lookup = socket.getaddrinfo
    socket.getaddrinfo = lambda *args: time.sleep(0.005) or lookup(*args)  # else it may be done before it is awaited
    print(len(await loop.getaddrinfo("127.0.0.1", 80)) > 0)  # await: executor


asyncio.run(main())  # creates: 3
