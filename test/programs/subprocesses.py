"""Subprocesses: started, talked to, waited for; and a stream that is none's."""
# task: main parent=- count=1 outcome=result

import asyncio
import socket
import sys

ECHO = "import sys\nfor line in sys.stdin: print(line.strip().upper(), flush=True)"


async def main():
    process = await asyncio.create_subprocess_exec(  # await: subprocess; creates: *
        sys.executable, "-c", ECHO, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE)
    for word in (b"hello\n", b"again\n"):
        process.stdin.write(word)
        print(await process.stdout.readline())  # await: subprocess
    process.stdin.close()
    print(await process.wait())  # await: subprocess
    process = await asyncio.create_subprocess_shell("echo out", stdout=asyncio.subprocess.PIPE)  # await: subprocess; creates: *
    print(await process.communicate())  # await: subprocess; creates: *
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    reader, writer = await asyncio.open_connection(sock=ours)  # await: stream
    for word in (b"1", b"2"):
        asyncio.get_running_loop().call_later(0.01, theirs.send, word)
        print(await reader.read(1))  # await: stream
    writer.close()
    theirs.close()


asyncio.run(main())  # creates: 3
