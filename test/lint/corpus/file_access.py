"""Files opened, read and written by handlers, bots and importers."""
import asyncio
import codecs
import csv
import gzip
import io
import json
import os
import pickle
import tempfile
from functools import partial
from io import BytesIO, StringIO

import aiofiles
import anyio
import yaml
from starlette.concurrency import run_in_threadpool


async def save_upload(request, path):
    with open(path, "wb") as target:  # expect: CORO105
        async for chunk in request.stream():
            target.write(chunk)  # expect: CORO105


async def read_all(path):
    with open(path) as source:  # expect: CORO105
        return source.read()  # expect: CORO105


async def read_lines(path):
    source = open(path)  # expect: CORO105
    return source.readlines()  # expect: CORO105


async def chain(path):
    return open(path).name  # expect: CORO105


async def by_iteration(path):
    found = []
    with open(path) as source:  # expect: CORO105
        for line in source:  # expect: CORO105
            found.append(line.strip())
    return found


async def load_settings(path):
    with io.open(path) as source:  # expect: CORO105
        return json.load(source)  # expect: CORO105


async def save_settings(path, settings):
    with open(path, "w") as target:  # expect: CORO105
        json.dump(settings, target)  # expect: CORO105


async def load_state(path):
    with open(path, "rb") as source:  # expect: CORO105
        return pickle.load(source)  # expect: CORO105


async def parse(text):
    settings = json.loads(text)  # ok: CORO105
    copy = pickle.loads(pickle.dumps(settings))  # ok: CORO105
    return yaml.safe_load(text), copy  # ok: CORO105


async def compressed(path):
    with gzip.open(path, "rt") as source:  # expect: CORO105
        return source.read()  # expect: CORO105


async def encoded(path):
    return codecs.open(path, encoding="latin-1")  # expect: CORO105


async def temporary():
    with tempfile.NamedTemporaryFile() as target:  # expect: CORO105
        return target.name


async def temporary_folder():
    with tempfile.TemporaryDirectory() as folder:  # expect: CORO105
        return folder


async def in_memory(data):
    buffer = BytesIO(data)  # ok: CORO105
    buffer.read(4)  # ok: CORO105
    text = StringIO()
    text.write("hello")  # ok: CORO105
    rows = csv.reader(StringIO("a,b"))  # ok: CORO105
    return buffer, text.getvalue(), list(rows)  # ok: CORO105


async def with_aiofiles(path):
    async with aiofiles.open(path) as source:  # ok: CORO105
        return await source.read()  # ok: CORO105


async def with_anyio(path):
    async with await anyio.open_file(path) as source:  # ok: CORO105
        return await source.read()  # ok: CORO105


async def with_anyio_path(folder):
    note = anyio.Path(folder) / "note.txt"
    await note.write_text("hello")  # ok: CORO105
    return await note.exists()  # ok: CORO105


def read_file(path):
    with open(path) as source:  # ok: CORO105
        return source.read()  # ok: CORO105


def write_file(path, text):
    with open(path, "w") as target:  # ok: CORO105
        target.write(text)  # ok: CORO105


async def off_the_loop(path):
    text = await asyncio.to_thread(read_file, path)  # ok: CORO105
    await anyio.to_thread.run_sync(read_file, path)  # ok: CORO105
    await run_in_threadpool(write_file, path, text)  # ok: CORO105
    loop = asyncio.get_running_loop()
    await loop.run_in_executor(None, partial(write_file, path, text=text))  # ok: CORO105
    return text


async def through_helpers(path):
    text = read_file(path)  # expect: CORO105
    write_file(path, text.upper())  # expect: CORO105


async def low_level(descriptor, data):
    os.write(descriptor, data)  # expect: CORO105
    os.fsync(descriptor)  # expect: CORO105


async def own_open(valve):
    def open(valve):
        valve.is_open = True
        return valve

    return open(valve)  # ok: CORO105


class Valve:
    def open(self, degrees):
        self.degrees = degrees

    def read(self):
        return self.degrees


async def turn():
    valve = Valve()
    valve.open(90)  # ok: CORO105
    return valve.read()  # ok: CORO105


async def reader_of_a_stream(reader: asyncio.StreamReader):
    return await reader.read(100)  # ok: CORO105


async def write_to_a_stream(writer: asyncio.StreamWriter):
    writer.write(b"x")  # ok: CORO105
    await writer.drain()


async def printing(rows):
    print(rows)  # ok: CORO105


def typed(handle: io.TextIOWrapper):
    return handle.read()  # ok: CORO105


async def typed_on_the_loop(handle: io.TextIOWrapper):
    return handle.read()  # expect: CORO105
