import importlib
import asyncio

import plugins.weather.api
import plugins.weather.api as weather
from plugins.weather import api


async def forecast(city):
    plugins.weather.api.load(city)  # expect: CORO102
    weather.load(city)  # expect: CORO102
    api.load(city)  # expect: CORO102
    return api.name(city)  # ok: CORO102


async def local_import(city):
    from plugins.weather.api import load

    return load(city)  # expect: CORO102


async def class_of_other_module(city):
    station = weather.Station(city)  # ok: CORO102
    station.update()  # expect: CORO102
    return station.label  # ok: CORO102


class Roof(weather.Station):
    async def refresh(self):
        self.update()  # expect: CORO102

    async def show(self):
        return self.label  # ok: CORO102


async def inherited(roof: Roof):
    roof.update()  # expect: CORO102
    await asyncio.to_thread(roof.update)  # ok: CORO102


async def typed(station: "weather.Station"):
    station.update()  # expect: CORO102


async def by_factory(city):
    weather.station_of(city).update()  # expect: CORO102


async def later(city):
    asyncio.get_running_loop().call_later(5, weather.load, city)


async def never_awaited(city):
    weather.load_later(city)  # expect: CORO201
    return await weather.load_later(city)  # ok: CORO201


async def task(city):
    task = asyncio.create_task(weather.load_later)  # expect: CORO210
    await task


async def manager():
    with weather.session() as session:  # expect: CORO208
        return session


async def manager_properly():
    async with weather.session() as session:  # ok: CORO208
        return session


async def not_awaitable(city):
    return await weather.name(city)  # expect: CORO203


async def unknown():
    return importlib.reload  # ok: CORO105
