import subprocess

from first import start


def proceed(number):
    subprocess.check_call(["echo", str(number)])  # ok: CORO104
    return start(number)


async def run():
    proceed(2)  # expect: CORO104
    start(1)  # expect: CORO104
