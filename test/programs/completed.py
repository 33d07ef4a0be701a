"""as_completed over 200 tasks."""
# tasks: 203
# task: job parent=main count=200 outcome=result

import asyncio


async def job(number):
    await asyncio.sleep((number * 7 % 20) / 1000)  # await: sleep, yield
    return number


async def main():
    total = 0
    for future in asyncio.as_completed([job(number) for number in range(200)]):  # creates: 200
        total += await future  # await: wait
    print(total)


asyncio.run(main())  # creates: 3
