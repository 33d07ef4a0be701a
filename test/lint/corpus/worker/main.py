import asyncio
import concurrent.futures
import signal

import app.jobs
from app import registry
from app.jobs import archive, make_report, send_mail
from app.jobs.mail import deliver
from app.jobs.reports import newest, render


class Worker:
    def __init__(self):
        self.stopping = asyncio.Event()
        self.slots = asyncio.BoundedSemaphore(4)
        self.tasks = set()

    async def run(self, names):
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGTERM, self.stopping.set)  # ok: CORO108
        for name in names:
            task = loop.create_task(self.one(name))  # ok: CORO202
            self.tasks.add(task)
            task.add_done_callback(self.finished)
        await self.stopping.wait()  # ok: CORO108

    async def one(self, name):
        async with self.slots:  # ok: CORO208
            await make_report(name)  # ok: CORO104
            send_mail("boss", name)  # expect: CORO201
            await asyncio.wait_for(archive, 5)  # expect: CORO210

    def finished(self, task):
        self.tasks.discard(task)
        deliver("boss", str(task.result()))  # expect: CORO102


async def once(name):
    app.jobs.reports.render(name)  # expect: CORO104
    with concurrent.futures.ThreadPoolExecutor() as pool:  # may: CORO108
        future = pool.submit(render, name)  # ok: CORO104
        future.result()  # expect: CORO108
    return newest()  # expect: CORO105


async def dynamic(name):
    return await registry.JOBS[name]()  # ok: CORO203


def main():
    render("check")  # ok: CORO104
    asyncio.run(Worker().run(["a", "b"]))  # ok: CORO109


if __name__ == "__main__":
    main()
