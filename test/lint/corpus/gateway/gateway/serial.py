import time

import serial


class Port:
    def __init__(self, name):
        self.name = name
        self.handle = serial.Serial(name)

    def transact(self, data: bytes) -> bytes:
        self.handle.write(data)
        time.sleep(0.05)  # ok: CORO101
        return self.handle.read(10)

    def reset(self):
        self.handle.reset_input_buffer()


def open_port(name) -> Port:
    return Port(name)


def checksum(data):
    return sum(data) & 0xFF
