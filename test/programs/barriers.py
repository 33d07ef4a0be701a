"""A barrier for three."""
# requires: >=3.11
# task: runner parent=main count=3 outcome=result

import asyncio


async def runner(barrier, number):
    await asyncio.sleep(0.001 * number)  # await: sleep, yield
    await barrier.wait()  # await: barrier
    return number


async def main():
    barrier = asyncio.Barrier(3)
    print(await asyncio.gather(*[runner(barrier, number) for number in range(3)]))  # creates: 3; await: gather


asyncio.run(main())  # creates: 3
