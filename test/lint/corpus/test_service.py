"""Tests as people write them with pytest-asyncio and unittest."""
import asyncio
import time
import unittest
from pathlib import Path
from unittest import mock

import pytest
import requests


@pytest.fixture
def data_file(tmp_path):
    path = tmp_path / "data.json"
    path.write_text("{}")  # ok: CORO105
    return path


@pytest.fixture
async def server():
    process = await asyncio.create_subprocess_exec("python", "-m", "http.server")  # ok: CORO104
    time.sleep(1)  # expect: CORO101
    yield process
    process.terminate()  # ok: CORO104


@pytest.mark.asyncio
async def test_answers(server):
    answer = requests.get("http://localhost:8000")  # expect: CORO102
    assert answer.status_code == 200


@pytest.mark.asyncio
async def test_waits():
    started = time.time()  # ok: CORO101
    await asyncio.sleep(0.1)  # ok: CORO101
    assert time.time() - started < 1  # ok: CORO101


def test_sync():
    time.sleep(0.1)  # ok: CORO101
    assert asyncio.run(asyncio.sleep(0, 1)) == 1  # ok: CORO109


async def test_patched():
    with mock.patch("requests.get") as get:  # ok: CORO102
        get.return_value.status_code = 200
        assert get("http://localhost").status_code == 200  # ok: CORO102


class ServiceTest(unittest.IsolatedAsyncioTestCase):
    def setUp(self):
        self.folder = Path("/tmp/service")

    async def asyncSetUp(self):
        self.started = time.monotonic()  # ok: CORO101

    async def test_file(self):
        (self.folder / "a.txt").write_text("a")  # expect: CORO105

    def test_sync(self):
        (self.folder / "a.txt").write_text("a")  # ok: CORO105

    async def asyncTearDown(self):
        time.sleep(0.1)  # expect: CORO101
