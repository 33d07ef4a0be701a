"""What real programs do, each reduced to a few lines."""
import asyncio
import io
import json
import socket
import tarfile
import time
import zipfile
from contextlib import suppress
from pathlib import Path


class FileAccess:
    def copy(self, source, target):
        Path(target).write_bytes(Path(source).read_bytes())  # ok: CORO105

    def exists(self, path):
        return Path(path).exists()  # ok: CORO105

    def label(self):
        return "files"


class AsyncFileAccess(FileAccess):
    async def copy(self, source, target):
        await asyncio.to_thread(super().copy, source, target)  # ok: CORO105


class Checkpoints(FileAccess):
    def restore(self, path):
        self.copy(path, path + ".old")  # ok: CORO105


class AsyncCheckpoints(Checkpoints, AsyncFileAccess):
    """Looked up in order: AsyncCheckpoints, Checkpoints, AsyncFileAccess, FileAccess."""

    async def create(self, path):
        await self.copy(path, path + ".checkpoint")  # ok: CORO105 CORO203
        await super().copy(path, path + ".checkpoint")  # ok: CORO105 CORO203
        return self.label()  # ok: CORO105

    async def check(self, path):
        self.copy(path, path)  # expect: CORO201
        return self.exists(path)  # expect: CORO105


def local_address():
    with_dns = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        # A datagram socket only notes where it will send to.
        with_dns.connect(("8.8.8.8", 80))  # ok: CORO103
        return with_dns.getsockname()[0]
    finally:
        with_dns.close()


async def show_address():
    return local_address()  # ok: CORO103


def pack(files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:  # ok: CORO105
        for name, text in files.items():
            archive.writestr(name, text)  # ok: CORO105
    return buffer.getvalue()


async def download(files):
    return pack(files)  # ok: CORO105


async def unpack(data):
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:  # ok: CORO105
        return json.load(io.BytesIO(archive.gettarinfo().tobuf()))  # ok: CORO105


async def run_bot():
    await asyncio.sleep(1)


def failed(future):
    print(future.exception())  # ok: CORO108


def main():
    loop = asyncio.new_event_loop()
    future = loop.create_task(run_bot())  # ok: CORO202
    future.add_done_callback(failed)
    loop.run_forever()


async def watchdog(timer):
    try:
        while True:
            await timer.wait()
            await asyncio.sleep(1)
    except asyncio.CancelledError:  # may: CORO209
        return


async def drain(process):
    with suppress(asyncio.CancelledError):  # may: CORO209
        async for _ in process.stdout:
            pass


class Configuration:
    _log = None

    @property
    def log(self):
        if self._log is None:
            self._log = open("server.log", "a")  # ok: CORO105
        return self._log


async def access(configuration: Configuration):
    return configuration.log  # expect: CORO105


def defaults():
    a = b = c = d = e = f = g = h = i = j = k = l = m = n = o = p = q = r = s = t = u = v = w = x = y = z = None
    first = second = third = time.sleep
    return a, z, first, second, third


async def with_defaults():
    first = second = time.sleep
    first(1)  # expect: CORO101
    second(1)  # expect: CORO101
    return defaults()  # ok: CORO101
