import asyncio
from contextlib import asynccontextmanager

import requests


def load(city):
    return requests.get(f"http://localhost/{city}")  # expect: CORO102


async def load_later(city):
    return await asyncio.to_thread(load, city)  # ok: CORO102


def name(city):
    return city.title()


@asynccontextmanager
async def session():
    yield "session"


class Station:
    def __init__(self, city):
        self.city = city

    def update(self):
        self.last = load(self.city)  # ok: CORO102

    @property
    def label(self):
        return self.city


def station_of(city) -> Station:
    return Station(city)
