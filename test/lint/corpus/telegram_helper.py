"""An aiogram bot that downloads videos and reminds people."""
import asyncio
import contextlib
import datetime
import os
import random
import shelve
import shutil
import tempfile
import time
import zipfile
from asyncio.subprocess import PIPE
from collections import defaultdict
from pathlib import Path
from threading import Timer

import aiosqlite
import requests
import yt_dlp
from aiogram import Bot, Dispatcher, F, types
from aiogram.filters import Command

bot = Bot("token")
dp = Dispatcher()
reminders: dict[int, list[asyncio.TimerHandle]] = defaultdict(list)
locks: dict[int, asyncio.Lock] = {}
jobs: asyncio.Queue[tuple[int, str]] = asyncio.Queue(maxsize=10)


def download(url: str, folder: Path) -> Path:
    with yt_dlp.YoutubeDL({"outtmpl": str(folder / "%(id)s")}) as client:
        client.download([url])
    return next(folder.iterdir())  # ok: CORO105


def joke() -> str:
    for attempt in range(3):
        answer = requests.get("https://jokes.example.com", timeout=3)  # ok: CORO102
        if answer.ok:
            return answer.json()["joke"]
        time.sleep(attempt)  # ok: CORO101
    return "no joke today"


class Remember:
    def __init__(self, chat: int):
        self.chat = chat
        self.path = Path("chats") / f"{chat}.txt"

    def __enter__(self):
        self.handle = self.path.open("a")  # ok: CORO105
        return self

    def __exit__(self, *error):
        self.handle.close()

    def note(self, text):
        self.handle.write(text)  # ok: CORO105


@dp.message(Command("joke"))
async def on_joke(message: types.Message):
    await message.answer(joke())  # expect: CORO102 may: CORO101


@dp.message(Command("joke2"))
async def on_joke_properly(message: types.Message):
    text = await asyncio.to_thread(joke)  # ok: CORO102
    await message.answer(text)


@dp.message(Command("roll"))
async def on_roll(message: types.Message):
    message.answer(str(random.randint(1, 6)))  # may: CORO201


@dp.message(Command("note"))
async def on_note(message: types.Message):
    with Remember(message.chat.id) as memory:  # expect: CORO105
        memory.note(message.text)  # expect: CORO105
    await message.answer("noted")


@dp.message(F.text.startswith("http"))
async def on_link(message: types.Message):
    folder = Path(tempfile.mkdtemp())  # expect: CORO105
    lock = locks.setdefault(message.chat.id, asyncio.Lock())
    async with lock:  # ok: CORO108
        path = await asyncio.get_running_loop().run_in_executor(None, download, message.text, folder)  # ok: CORO105
    await message.answer_video(types.FSInputFile(path))  # ok: CORO105
    shutil.rmtree(folder, ignore_errors=True)  # expect: CORO105


@dp.message(Command("queue"))
async def on_queue(message: types.Message):
    try:
        jobs.put_nowait((message.chat.id, message.text))  # ok: CORO108
    except asyncio.QueueFull:
        await jobs.put((message.chat.id, message.text))  # ok: CORO108
    jobs.join()  # expect: CORO201


async def worker():
    while True:
        chat, text = await jobs.get()  # ok: CORO108
        try:
            process = await asyncio.create_subprocess_exec("ffmpeg", "-i", text, stdout=PIPE)  # ok: CORO104
            await process.wait()  # ok: CORO104
        except Exception:  # ok: CORO209
            await bot.send_message(chat, "failed")
        finally:
            jobs.task_done()  # ok: CORO201


async def worker_that_never_stops():
    while True:
        with contextlib.suppress(Exception, asyncio.CancelledError):  # expect: CORO209
            await worker()


def remind(chat: int, text: str):
    with shelve.open("reminders") as store:  # expect: CORO105
        store[str(chat)] = text
    task = asyncio.ensure_future(bot.send_message(chat, text))  # expect: CORO202
    task.add_done_callback(lambda done: print(done.result()))  # ok: CORO108


@dp.message(Command("remind"))
async def on_remind(message: types.Message):
    loop = asyncio.get_running_loop()
    handle = loop.call_later(60, remind, message.chat.id, message.text)  # ok: CORO105
    reminders[message.chat.id].append(handle)


@dp.message(Command("alarm"))
async def on_alarm(message: types.Message):
    Timer(60, joke).start()  # ok: CORO102
    await message.answer("wait")


async def backup():
    stamp = datetime.date.today().isoformat()
    with zipfile.ZipFile(f"{stamp}.zip", "w") as archive:  # expect: CORO105
        for path in Path("chats").glob("*.txt"):  # expect: CORO105
            archive.write(path)  # expect: CORO105


async def stats(chat: int) -> int:
    async with aiosqlite.connect("bot.db") as db:  # ok: CORO106
        async with db.execute("SELECT count(*) FROM notes WHERE chat = ?", (chat,)) as cursor:  # ok: CORO106
            (count,) = await cursor.fetchone()  # ok: CORO106
    return count


async def main():
    workers = [asyncio.create_task(worker()) for _ in range(3)]  # ok: CORO202
    asyncio.create_task(backup(), name="backup")  # expect: CORO202
    try:
        await dp.start_polling(bot)
    finally:
        for each in workers:
            each.cancel()
        await asyncio.gather(*workers, return_exceptions=True)


if __name__ == "__main__":
    os.makedirs("chats", exist_ok=True)  # ok: CORO105
    asyncio.run(main())
