from crawler import fetch
from crawler.limits import Limit, throttle


async def test_fetch():
    assert fetch("http://localhost")  # expect: CORO102 may: CORO101


async def test_throttle():
    throttle()  # expect: CORO101


def test_limit():
    limit = Limit(1)
    limit.enter()  # ok: CORO101
    throttle()  # ok: CORO101


async def test_leave():
    Limit(1).leave()  # ok: CORO101
