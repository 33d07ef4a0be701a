from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from .serial import checksum, open_port

if TYPE_CHECKING:
    from .serial import Port


class Device:
    def __init__(self, port: Port):
        self.port = port
        self.lock = asyncio.Lock()

    @classmethod
    def at(cls, name):
        return cls(open_port(name))

    def read_register(self, number):
        return self.port.transact(bytes([number, checksum([number])]))  # ok: CORO101

    def reset(self):
        self.port.reset()

    async def temperature(self):
        async with self.lock:
            return self.read_register(3)[0]  # expect: CORO101

    async def humidity(self):
        async with self.lock:
            answer = await asyncio.to_thread(self.read_register, 4)  # ok: CORO101
            return answer[0]

    async def restart(self):
        self.reset()  # ok: CORO101
        await asyncio.sleep(1)  # ok: CORO101

    def __repr__(self):
        return f"<Device {checksum(b'x')}>"


class Cached(Device):
    def read_register(self, number):
        return b"cached"

    async def pressure(self):
        return self.read_register(5)  # ok: CORO101


class Logged(Device):
    def read_register(self, number):
        print("read", number)
        return super().read_register(number)  # ok: CORO101

    async def pressure(self):
        return self.read_register(5)  # expect: CORO101
