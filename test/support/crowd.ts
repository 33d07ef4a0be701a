/** The line of {@link crowdProgram} at which all tasks are there and wait, and main is in a step. */
export const CROWD_STOP = 17;

/** A program of so many tasks, most of them two coroutines deep, that go on waiting while it stands at its last line. */
export function crowdProgram(count: number): string {
  return `\
import asyncio


async def inner(number):
    await asyncio.sleep(3600)


async def crowd(number):
    if number % 3:
        await inner(number)
    await asyncio.Event().wait()


async def main():
    tasks = [asyncio.create_task(crowd(number)) for number in range(${String(count)})]
    await asyncio.sleep(2)
    print("all there")  # stop


asyncio.run(main())
`;
}
