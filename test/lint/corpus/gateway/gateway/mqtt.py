import asyncio
import json

import paho.mqtt.client as mqtt

from gateway import Device, open_port
from gateway import serial as ports
from gateway.device import Cached


class Publisher:
    def __init__(self, devices: list[Device]):
        self.devices = devices
        self.client = mqtt.Client()
        self.first = devices[0]
        self.spare: Device | None = None

    async def cycle(self):
        for device in self.devices:
            value = await device.temperature()  # ok: CORO101
            self.client.publish("temperature", json.dumps(value))  # ok: CORO105
        if self.spare:
            self.spare.read_register(1)  # expect: CORO101

    async def cycle_direct(self):
        for device in self.devices:
            print(device.read_register(3))  # expect: CORO101

    def cycle_in_thread(self):
        return [device.read_register(3) for device in self.devices]  # ok: CORO101

    async def scan(self):
        device = Device.at("/dev/ttyUSB0")
        found = device.read_register(0)  # expect: CORO101
        cached = Cached.at("/dev/ttyUSB1")
        return found, cached.read_register(0)  # ok: CORO101

    async def raw(self):
        return open_port("/dev/ttyUSB0").transact(b"x")  # expect: CORO101

    async def raw_by_module(self):
        port = ports.Port("/dev/ttyUSB0")
        port.reset()  # ok: CORO101
        return await asyncio.to_thread(port.transact, b"x")  # ok: CORO101


async def main(names):
    publisher = Publisher([Device.at(name) for name in names])  # ok: CORO101
    publisher.cycle()  # expect: CORO201
    while True:
        await publisher.cycle()
        await asyncio.sleep(10)  # ok: CORO101
