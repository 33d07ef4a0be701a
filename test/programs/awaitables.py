"""Objects of one's own with __await__."""
# task: main parent=- count=1 outcome=result

import asyncio


class Delayed:
    def __init__(self, value):
        self.value = value

    def __await__(self):
        yield from asyncio.sleep(0.002).__await__()  # await: sleep
        return self.value


class Wrapped:
    def __init__(self, coroutine):
        self.coroutine = coroutine

    def __await__(self):
        return self.coroutine.__await__()


async def plain():
    await asyncio.sleep(0.002)  # await: sleep
    return "plain"


async def main():
    print(await Delayed("delayed"))
    print(await Wrapped(plain()))
    future = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().call_soon(future.set_result, "future")
    print(await future)  # await: future


asyncio.run(main())  # creates: 3
