"""Waiting with time.sleep in all the places where people put it."""
import asyncio
import random
import time
import time as clock
from time import monotonic, sleep
from time import sleep as pause


async def poll_until_ready(client):
    while not await client.ready():
        time.sleep(0.5)  # expect: CORO101
    started = time.monotonic()  # ok: CORO101
    return started


async def blink(led):
    for _ in range(10):
        led.toggle()
        sleep(0.1)  # expect: CORO101


async def wait_politely(led):
    led.on()
    await asyncio.sleep(0.1)  # ok: CORO101
    led.off()


async def with_alias():
    clock.sleep(1)  # expect: CORO101
    return clock.perf_counter()  # ok: CORO101


async def with_renamed_import():
    pause(random.random())  # expect: CORO101


async def with_local_import(seconds):
    from time import sleep as nap

    nap(seconds)  # expect: CORO101


async def with_local_module_import(seconds):
    import time as t

    if seconds > 0:
        t.sleep(seconds)  # expect: CORO101


async def retry(action, attempts=3):
    for attempt in range(attempts):
        try:
            return await action()
        except OSError:
            if attempt == attempts - 1:
                raise
            time.sleep(2**attempt)  # expect: CORO101


async def in_every_kind_of_statement(flag):
    if flag:
        time.sleep(1)  # expect: CORO101
    elif not flag:
        sleep(2)  # expect: CORO101
    else:
        pause(3)  # expect: CORO101
    try:
        time.sleep(4)  # expect: CORO101
    finally:
        time.sleep(5)  # expect: CORO101
    match flag:
        case 1:
            time.sleep(6)  # expect: CORO101
        case _:
            await asyncio.sleep(6)  # ok: CORO101
    return time.sleep(7)  # expect: CORO101


async def in_expressions(delays):
    [time.sleep(delay) for delay in delays]  # expect: CORO101
    done = time.sleep(0.2) or True  # expect: CORO101
    later = lambda: time.sleep(1)  # ok: CORO101
    return done, later


async def lambda_called_here():
    wait = lambda seconds: time.sleep(seconds)  # ok: CORO101
    wait(0.3)  # expect: CORO101


async def nested_function_called():
    def back_off(seconds):
        time.sleep(seconds)  # ok: CORO101

    back_off(1)  # expect: CORO101


async def nested_function_not_called(pool):
    def back_off():
        time.sleep(1)  # ok: CORO101

    return await asyncio.get_running_loop().run_in_executor(pool, back_off)  # ok: CORO101


async def nested_coroutine():
    async def inner():
        time.sleep(1)  # expect: CORO101

    await inner()  # ok: CORO101


async def in_default_argument():
    def later(moment=time.sleep(0.1)):  # expect: CORO101
        return moment

    return later


async def in_class_body():
    class Settings:
        time.sleep(0.1)  # expect: CORO101
        retries = 3

        def wait(self):
            time.sleep(1)  # ok: CORO101

    return Settings


async def agenerator(count):
    for number in range(count):
        time.sleep(0.01)  # expect: CORO101
        yield number


async def yielding_to_the_loop():
    await asyncio.sleep(0)  # ok: CORO101


async def zero_sleep():
    # Gives other threads a turn and comes straight back; asyncio.sleep(0) may have been meant.
    time.sleep(0)  # may: CORO101


def sync_script():
    time.sleep(1)  # ok: CORO101
    sleep(2)  # ok: CORO101
    return monotonic()


async def silenced():
    time.sleep(0.001)  # noqa: CORO101  # ok: CORO101
    time.sleep(0.001)  # noqa  # ok: CORO101


async def silenced_for_another_rule():
    time.sleep(0.001)  # noqa: CORO102  # expect: CORO101


async def multiline(device):
    device.send(
        "RESET",
        time.sleep(  # expect: CORO101
            device.reset_delay
        ),
    )


if __name__ == "__main__":
    time.sleep(0.1)  # ok: CORO101
    asyncio.run(wait_politely(None))
