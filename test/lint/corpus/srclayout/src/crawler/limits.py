import functools
import time
from pathlib import Path


class Limit:
    def __init__(self, count):
        self.count = count
        self.used = 0

    def enter(self):
        while self.used >= self.count:
            throttle()
        self.used += 1

    def leave(self):
        self.used -= 1

    @property
    def rate(self):
        return float(Path("/proc/loadavg").read_text().split()[0])  # ok: CORO105


def throttle():
    time.sleep(0.1)  # ok: CORO101


def throttled(function):
    @functools.wraps(function)
    async def wrapper(*args):
        throttle()  # expect: CORO101
        return await function(*args)

    return wrapper
