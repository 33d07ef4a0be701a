"""Task names nobody expects."""
# task: work parent=main count=6 outcome=result

import asyncio


class Name(str):
    def __str__(self):
        return self

    def __eq__(self, other):
        raise RuntimeError("compared")

    def __len__(self):
        raise RuntimeError("measured")

    __hash__ = str.__hash__


async def work():
    await asyncio.sleep(0)  # await: yield


async def main():
    names = ["<img src=x onerror=alert(1)>", "\x00\x1b[31m\n\r\t\x7f", "\ud800lone\udfff", "x" * 4000000, Name("mine"), ""]
    tasks = [asyncio.create_task(work(), name=name) for name in names]  # creates: 6
    tasks[0].set_name("renamed")
    print([len(task.get_name().encode("utf-8", "replace")) for task in tasks if task is not tasks[4]])
    await asyncio.wait(tasks)  # await: wait


asyncio.run(main())  # creates: 3
