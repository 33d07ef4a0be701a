"""Tasks that nothing holds may vanish in the middle of their work."""
import asyncio
from asyncio import create_task, ensure_future

running = set()


async def work(number=0):
    await asyncio.sleep(number)


async def dropped():
    asyncio.create_task(work())  # expect: CORO202
    await asyncio.sleep(1)


async def dropped_from_import():
    create_task(work(), name="worker")  # expect: CORO202
    ensure_future(work(1))  # expect: CORO202


async def dropped_ensure_future():
    asyncio.ensure_future(work())  # expect: CORO202


async def dropped_loop():
    loop = asyncio.get_running_loop()
    loop.create_task(work())  # expect: CORO202
    asyncio.get_running_loop().create_task(work())  # expect: CORO202
    asyncio.get_event_loop().create_task(work())  # expect: CORO202


async def dropped_in_loop(numbers):
    for number in numbers:
        asyncio.create_task(work(number))  # expect: CORO202


async def dropped_in_branch(flag):
    if flag:
        asyncio.create_task(work(1))  # expect: CORO202
    else:
        await work(2)


async def dropped_underscore():
    _ = asyncio.create_task(work())  # expect: CORO202
    await asyncio.sleep(1)


async def never_used():
    task = asyncio.create_task(work())  # expect: CORO202
    await asyncio.sleep(1)


def on_event(event):
    asyncio.create_task(work(event.number))  # expect: CORO202


class Server:
    def __init__(self, loop: asyncio.AbstractEventLoop):
        self.loop = loop
        self.tasks = set()

    async def handle(self, request):
        asyncio.create_task(self.log(request))  # expect: CORO202
        return "ok"

    async def handle_by_loop(self, request):
        self.loop.create_task(self.log(request))  # expect: CORO202

    async def handle_properly(self, request):
        task = asyncio.create_task(self.log(request))  # ok: CORO202
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def log(self, request):
        await asyncio.sleep(0.1)

    def start(self):
        self.logger = asyncio.create_task(self.log("start"))  # ok: CORO202


async def kept():
    task = asyncio.create_task(work())  # ok: CORO202
    running.add(task)
    task.add_done_callback(running.discard)


async def kept_in_list(numbers):
    tasks = [asyncio.create_task(work(number)) for number in numbers]  # ok: CORO202
    await asyncio.gather(*tasks)


async def kept_by_append(numbers):
    tasks = []
    for number in numbers:
        tasks.append(asyncio.create_task(work(number)))  # ok: CORO202
    await asyncio.wait(tasks)


async def awaited_later():
    task = asyncio.create_task(work())  # ok: CORO202
    await asyncio.sleep(0)
    await task


async def awaited_at_once():
    await asyncio.create_task(work())  # ok: CORO202


async def cancelled_later():
    task = asyncio.create_task(work())  # ok: CORO202
    try:
        await asyncio.sleep(1)
    finally:
        task.cancel()


async def returned():
    return asyncio.create_task(work())  # ok: CORO202


async def as_argument():
    await asyncio.wait({asyncio.create_task(work())})  # ok: CORO202


async def in_group():
    async with asyncio.TaskGroup() as group:
        group.create_task(work())  # ok: CORO202
        group.create_task(work(1))  # ok: CORO202


async def group_given(group: asyncio.TaskGroup):
    group.create_task(work())  # ok: CORO202


async def in_dictionary(jobs):
    jobs["work"] = asyncio.create_task(work())  # ok: CORO202


async def global_name():
    global keeper
    keeper = asyncio.create_task(work())  # ok: CORO202


async def closure():
    task = asyncio.create_task(work())  # ok: CORO202

    def stop():
        task.cancel()

    return stop


async def executor_future():
    # The pool holds the work itself.
    asyncio.get_running_loop().run_in_executor(None, print, "x")  # ok: CORO202


class Board:
    def create_task(self, title):
        self.title = title


async def own_create_task():
    board = Board()
    board.create_task("tidy up")  # ok: CORO202


async def unknown_create_task(tracker):
    tracker.create_task("tidy up")  # ok: CORO202


async def conditional():
    task = asyncio.create_task(work()) if running else None  # ok: CORO202
    if task:
        await task


async def walrus():
    if (task := asyncio.create_task(work())).done():  # ok: CORO202
        return task.result()
    return await task


async def yielded():
    yield asyncio.create_task(work())  # ok: CORO202


keeper = None
