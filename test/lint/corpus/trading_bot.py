"""A trading bot: feeds, strategies, orders."""
from __future__ import annotations

import asyncio
import collections
import dataclasses
import json
import logging
import pickle
import signal
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from functools import partial

import aiohttp
import numpy as np
import pandas as pd
import redis
import websockets
from requests import Session
from requests.exceptions import ConnectionError as HttpError

logger = logging.getLogger(__name__)
executor = ThreadPoolExecutor(max_workers=4)


@dataclasses.dataclass
class Order:
    symbol: str
    amount: Decimal

    def describe(self) -> str:
        return json.dumps(dataclasses.asdict(self), default=str)  # ok: CORO105


class Exchange:
    def __init__(self, key: str) -> None:
        self._key = key
        self._http: Session | None = None
        self._cache = redis.Redis()
        self._aio: aiohttp.ClientSession | None = None
        self._lock = threading.RLock()
        self._pending: dict[str, asyncio.Task] = {}

    @property
    def http(self) -> Session:
        if self._http is None:
            self._http = Session()
            self._http.headers["key"] = self._key
        return self._http

    def balance(self) -> Decimal:
        return Decimal(self.http.get("https://x.example.com/balance").text)  # ok: CORO102

    async def start(self) -> None:
        self._aio = aiohttp.ClientSession()  # ok: CORO102

    async def price(self, symbol: str) -> Decimal:
        assert self._aio is not None
        async with self._aio.get("https://x.example.com", params={"s": symbol}) as answer:  # ok: CORO102
            return Decimal((await answer.json())["price"])

    async def remembered(self, symbol: str) -> bytes | None:
        return self._cache.get(symbol)  # expect: CORO106

    async def buy(self, order: Order) -> dict:
        try:
            answer = self.http.post("https://x.example.com/buy", json=order.describe())  # expect: CORO102
        except HttpError:
            time.sleep(0.5)  # expect: CORO101
            raise
        return answer.json()

    async def afford(self, order: Order) -> bool:
        if self.balance() < order.amount:  # expect: CORO102
            return False
        with self._lock:  # expect: CORO108
            self._pending[order.symbol] = asyncio.create_task(self.buy(order))  # ok: CORO202
        return True

    async def settle(self) -> None:
        for symbol, task in list(self._pending.items()):
            self._pending.pop(symbol)
            await task  # ok: CORO203
        self.balance_later()  # expect: CORO201
        await self.balance_later()  # ok: CORO201

    async def balance_later(self) -> Decimal:
        return await asyncio.to_thread(self.balance)  # ok: CORO102


class Feed:
    url = "wss://feed.example.com"

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.ticks: asyncio.Queue[dict] = asyncio.Queue()
        self.history = collections.deque(maxlen=100)
        loop.add_signal_handler(signal.SIGINT, self.dump)

    def dump(self) -> None:
        with open("ticks.pickle", "wb") as target:  # expect: CORO105
            pickle.dump(list(self.history), target)  # expect: CORO105

    async def run(self) -> None:
        async with websockets.connect(self.url) as socket:  # ok: CORO103
            async for message in socket:
                tick = json.loads(message)  # ok: CORO105
                self.history.append(tick)
                self.ticks.put_nowait(tick)  # ok: CORO108
                self.ticks.put(tick)  # expect: CORO201

    async def next(self) -> dict:
        return await self.ticks.get()  # ok: CORO108

    async def forever(self) -> None:
        while True:
            try:
                await self.run()
            except BaseException:  # expect: CORO209
                logger.exception("feed lost")

    async def forever_properly(self) -> None:
        while True:
            try:
                await self.run()
            except (OSError, websockets.ConnectionClosed):  # ok: CORO209
                logger.exception("feed lost")
                await asyncio.sleep(1)  # ok: CORO101


def indicators(frame: pd.DataFrame) -> float:
    return float(np.mean(frame["close"]))


def load_history(symbol: str) -> pd.DataFrame:
    return pd.read_csv(f"{symbol}.csv")  # ok: CORO105


async def backtest(symbol: str) -> float:
    frame = load_history(symbol)  # expect: CORO105
    return indicators(frame)  # ok: CORO105


async def backtest_properly(symbol: str) -> float:
    loop = asyncio.get_running_loop()
    frame = await loop.run_in_executor(executor, partial(load_history, symbol))  # ok: CORO105
    return indicators(frame)


async def compare(exchange: Exchange) -> Decimal:
    left = await exchange.price("BTC")
    right = await exchange.price("ETH")  # expect: CORO204
    return left - right


async def trade(exchange: Exchange, feed: Feed) -> None:
    while tick := await feed.next():
        price = Decimal(tick["price"])
        if price > await exchange.price(tick["symbol"]):  # ok: CORO204
            asyncio.ensure_future(exchange.buy(Order(tick["symbol"], price)))  # expect: CORO202


async def main() -> None:
    loop = asyncio.get_running_loop()
    exchange = Exchange("key")  # ok: CORO102
    feed = Feed(loop)
    await exchange.start()
    tasks = [asyncio.create_task(feed.forever()), asyncio.create_task(trade(exchange, feed))]  # ok: CORO202
    done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)  # ok: CORO205
    for task in pending:
        task.cancel()  # ok: CORO203
    for task in done:
        task.result()  # ok: CORO108


if __name__ == "__main__":
    if "--check" in sys.argv:
        print(Exchange("key").balance())  # ok: CORO102
        input("go on? ")  # ok: CORO107
    asyncio.run(main())  # ok: CORO109
