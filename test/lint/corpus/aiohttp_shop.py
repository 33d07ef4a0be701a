"""An aiohttp.web shop with middleware, sessions, a cleanup context and a cache."""
import asyncio
import base64
import functools
import hashlib
import json
import logging.config
import mimetypes
import os
import pathlib
import sqlite3
import subprocess
import time
import uuid
from typing import Any, AsyncIterator, Awaitable, Callable, Iterable

import aiohttp_jinja2
import jinja2
import yaml
from aiohttp import ClientSession, ClientTimeout, web

routes = web.RouteTableDef()
BASE = pathlib.Path(__file__).resolve().parent  # ok: CORO105
CONFIG = yaml.safe_load((BASE / "config.yml").open())  # ok: CORO105
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def load_prices(path: pathlib.Path) -> dict[str, float]:
    return json.loads(path.read_text())  # ok: CORO105


def etag_of(data: bytes) -> str:
    return base64.b64encode(hashlib.sha256(data).digest()).decode()  # ok: CORO110


class Cache:
    def __init__(self) -> None:
        self.entries: dict[str, Any] = {}
        self.file = BASE / "cache.json"

    def get(self, key: str) -> Any:
        return self.entries.get(key)

    def put(self, key: str, value: Any) -> None:
        self.entries[key] = value
        self.flush()

    def flush(self) -> None:
        with self.file.open("w") as target:  # ok: CORO105
            json.dump(self.entries, target)  # ok: CORO105

    async def aput(self, key: str, value: Any) -> None:
        self.entries[key] = value
        await asyncio.to_thread(self.flush)  # ok: CORO105


@web.middleware
async def timing(request: web.Request, handler: Handler) -> web.StreamResponse:
    started = time.perf_counter()  # ok: CORO101
    try:
        return await handler(request)
    except asyncio.CancelledError:  # ok: CORO209
        logging.warning("client left")
        raise
    finally:
        logging.info("%.3f s", time.perf_counter() - started)


async def database(app: web.Application) -> AsyncIterator[None]:
    app["db"] = sqlite3.connect(BASE / "shop.db")  # expect: CORO106
    app["cache"] = Cache()  # ok: CORO105
    app["session"] = ClientSession(timeout=ClientTimeout(total=5))  # ok: CORO102
    yield
    app["session"].close()  # may: CORO201
    subprocess.check_call(["sync"])  # expect: CORO104


@routes.get("/")
@aiohttp_jinja2.template("index.html")
async def index(request: web.Request) -> dict[str, Any]:
    prices = load_prices(BASE / "prices.json")  # expect: CORO105
    return {"prices": prices, "id": uuid.uuid4().hex}


@routes.get("/static/{name}")
async def static(request: web.Request) -> web.Response:
    path = BASE / "static" / request.match_info["name"]
    if not path.is_file():  # expect: CORO105
        raise web.HTTPNotFound
    kind, _ = mimetypes.guess_type(path.name)
    body = path.read_bytes()  # expect: CORO105
    return web.Response(body=body, content_type=kind, headers={"ETag": etag_of(body)})  # ok: CORO110


@routes.get("/big/{name}")
async def big(request: web.Request) -> web.FileResponse:
    return web.FileResponse(BASE / "static" / request.match_info["name"])  # ok: CORO105


@routes.post("/cart")
async def cart(request: web.Request) -> web.Response:
    data = await request.json()  # ok: CORO105
    cache: Cache = request.app["cache"]
    if cache.get(data["id"]):  # ok: CORO105
        return web.json_response({"known": True})
    cache.put(data["id"], data)  # expect: CORO105
    await cache.aput(data["id"], data)  # ok: CORO105
    request.app.loop.call_soon(functools.partial(print, data))  # ok: CORO105
    return web.json_response(data)


@routes.post("/login")
async def login(request: web.Request) -> web.Response:
    form = await request.post()
    digest = hashlib.pbkdf2_hmac("sha256", form["password"].encode(), b"salt", 600_000)  # expect: CORO110
    return web.Response(text=digest.hex())


async def exchange_rate(session: ClientSession, currency: str) -> float:
    async with session.get(f"https://rates.example.com/{currency}") as answer:  # ok: CORO102
        return float(await answer.text())


@routes.get("/rates")
async def rates(request: web.Request) -> web.Response:
    session: ClientSession = request.app["session"]
    euro = await exchange_rate(session, "EUR")
    pound = await exchange_rate(session, "GBP")  # expect: CORO204
    return web.json_response({"eur": euro, "gbp": pound})


@routes.get("/rates2")
async def rates_together(request: web.Request) -> web.Response:
    session: ClientSession = request.app["session"]
    euro, pound = await asyncio.gather(exchange_rate(session, "EUR"), exchange_rate(session, "GBP"))  # ok: CORO204
    return web.json_response({"eur": euro, "gbp": pound})


async def warm(names: Iterable[str]) -> None:
    for name in names:
        exchange_rate(None, name)  # expect: CORO201


class Stock(web.View):
    async def get(self) -> web.Response:
        amount = self.count()  # expect: CORO105
        return web.json_response({"amount": amount})

    async def post(self) -> web.Response:
        amount = await asyncio.get_running_loop().run_in_executor(None, self.count)  # ok: CORO105
        return web.json_response({"amount": amount})

    def count(self) -> int:
        return len(os.listdir(BASE / "stock"))  # ok: CORO105


def make_app() -> web.Application:
    app = web.Application(middlewares=[timing])
    aiohttp_jinja2.setup(app, loader=jinja2.FileSystemLoader(BASE / "templates"))
    app.add_routes(routes)
    app.cleanup_ctx.append(database)
    load_prices(BASE / "prices.json")  # ok: CORO105
    return app


if __name__ == "__main__":
    web.run_app(make_app())  # ok: CORO109
