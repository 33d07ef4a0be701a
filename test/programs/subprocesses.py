"""Subprocesses: started, talked to, waited for."""
# task: main parent=- count=1 outcome=result

import asyncio
import sys

ECHO = "import sys\nfor line in sys.stdin: print(line.strip().upper(), flush=True)"


async def main():
    process = await asyncio.create_subprocess_exec(  # await: subprocess; creates: *
        sys.executable, "-c", ECHO, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE)
    process.stdin.write(b"hello\n")
    print(await process.stdout.readline())  # await: subprocess
    process.stdin.close()
    print(await process.wait())  # await: subprocess
    process = await asyncio.create_subprocess_shell("echo out", stdout=asyncio.subprocess.PIPE)  # await: subprocess; creates: *
    print(await process.communicate())  # await: subprocess; creates: *


asyncio.run(main())  # creates: 3
