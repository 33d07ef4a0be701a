"""A web service and a bot that use requests where they should not."""
import asyncio
import json
from typing import Optional

import requests
import requests as http
from fastapi import Depends, FastAPI
from requests import Session, get, post
from requests.adapters import HTTPAdapter

app = FastAPI()
API = "https://api.example.com"
shared = requests.Session()


@app.get("/weather/{city}")
async def weather(city: str):
    answer = requests.get(f"{API}/weather", params={"q": city}, timeout=5)  # expect: CORO102
    answer.raise_for_status()  # ok: CORO102
    return answer.json()  # ok: CORO102


@app.get("/sync/{city}")
def weather_in_threadpool(city: str):
    return requests.get(f"{API}/weather", params={"q": city}, timeout=5).json()  # ok: CORO102


@app.post("/orders")
async def order(body: dict):
    answer = post(f"{API}/orders", json=body)  # expect: CORO102
    return {"status": answer.status_code}


@app.put("/orders/{number}")
async def change(number: int, body: dict):
    return http.put(f"{API}/orders/{number}", json=body).json()  # expect: CORO102


@app.delete("/orders/{number}")
async def cancel(number: int):
    http.delete(f"{API}/orders/{number}")  # expect: CORO102


async def patch_and_head(url):
    requests.patch(url, json={"seen": True})  # expect: CORO102
    requests.head(url, allow_redirects=True)  # expect: CORO102
    requests.options(url)  # expect: CORO102
    requests.request("GET", url)  # expect: CORO102


async def comprehension(urls):
    pages = [get(url).text for url in urls]  # expect: CORO102
    return {url: requests.get(url).status_code for url in pages}  # expect: CORO102


async def generator_consumed(urls):
    return sum(len(requests.get(url).content) for url in urls)  # expect: CORO102


async def with_session(urls):
    with requests.Session() as session:  # ok: CORO102
        session.headers["User-Agent"] = "crawler"  # ok: CORO102
        for url in urls:
            yield session.get(url, timeout=3).text  # expect: CORO102


async def with_module_session(token):
    shared.headers.update({"Authorization": token})  # ok: CORO102
    return shared.get(API)  # expect: CORO102


async def with_from_import():
    session = Session()  # ok: CORO102
    session.mount("https://", HTTPAdapter(max_retries=3))  # ok: CORO102
    return session.post(API, data=b"x")  # expect: CORO102


async def with_annotation(session: requests.Session):
    return session.put(API)  # expect: CORO102


async def with_optional(session: Optional[Session] = None):
    if session is None:
        return None
    return session.delete(API)  # expect: CORO102


async def with_union(session: requests.Session | None):
    return session.get(API) if session else None  # expect: CORO102


async def with_string_annotation(session: "requests.Session"):
    session.get(API)  # expect: CORO102


def make_session() -> requests.Session:
    session = requests.Session()
    session.headers["Accept"] = "application/json"
    return session


def make_unannotated():
    return requests.Session()


async def from_return_type():
    session = make_session()  # ok: CORO102
    return session.get(API)  # expect: CORO102


async def from_returned_value():
    return make_unannotated().get(API)  # expect: CORO102


async def injected(session: requests.Session = Depends(make_session)):
    return session.get(API).json()  # expect: CORO102


class PriceClient:
    def __init__(self, base):
        self.base = base
        self.session = requests.Session()
        self.prices: dict = {}

    async def price(self, name):
        if name in self.prices:
            return self.prices.get(name)  # ok: CORO102
        answer = self.session.get(f"{self.base}/{name}")  # expect: CORO102
        self.prices[name] = answer.json()
        return self.prices[name]

    async def off_the_loop(self, name):
        return await asyncio.to_thread(self.session.get, f"{self.base}/{name}")  # ok: CORO102

    def price_sync(self, name):
        return self.session.get(f"{self.base}/{name}").json()  # ok: CORO102


class Bot:
    session: requests.Session

    def __init__(self, session):
        self.session = session

    async def on_message(self, text):
        self.session.post(API, json={"text": text})  # expect: CORO102


async def off_the_loop(url):
    first = await asyncio.to_thread(requests.get, url, timeout=5)  # ok: CORO102
    loop = asyncio.get_running_loop()
    second = await loop.run_in_executor(None, requests.get, first.url)  # ok: CORO102
    third = await loop.run_in_executor(None, lambda: requests.get(second.url, timeout=5))  # ok: CORO102
    return json.loads(third.text)


async def only_names(url):
    prepared = requests.Request("GET", url).prepare()  # ok: CORO102
    try:
        await send(prepared)
    except requests.exceptions.RequestException:  # ok: CORO102
        return None
    return requests.codes.ok  # ok: CORO102


async def send(prepared):
    await asyncio.sleep(0.1)
    return prepared


async def streaming(url):
    with requests.get(url, stream=True) as answer:  # expect: CORO102
        return answer.headers  # ok: CORO102


async def rebinding(url, session=None):
    session = session or requests.Session()
    return session.get(url)  # expect: CORO102


async def walrus(url):
    if (answer := requests.get(url)).ok:  # expect: CORO102
        return answer.text
