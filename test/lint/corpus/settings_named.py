# blocking: heavylib.crunch heavylib.Engine.solve geodesy.distance
# ignore: time.sleep os.path.exists
"""What the settings name, and what they take away."""
import asyncio
import os.path
import time

import geodesy
import heavylib
from heavylib import Engine, crunch


async def named_function(data):
    return heavylib.crunch(data)  # expect: CORO111


async def named_from_import(data):
    return crunch(data)  # expect: CORO111


async def named_method(problem):
    engine = Engine()  # ok: CORO111
    return engine.solve(problem)  # expect: CORO111


async def named_method_of_parameter(engine: heavylib.Engine, problem):
    engine.prepare(problem)  # ok: CORO111
    return engine.solve(problem)  # expect: CORO111


class Planner:
    def __init__(self):
        self.engine = heavylib.Engine()

    async def plan(self, problem):
        return self.engine.solve(problem)  # expect: CORO111

    def plan_sync(self, problem):
        return self.engine.solve(problem)  # ok: CORO111


def route(start, end):
    return geodesy.distance(start, end)  # ok: CORO111


async def trip(start, end):
    return route(start, end)  # expect: CORO111


async def trip_in_thread(start, end):
    return await asyncio.to_thread(route, start, end)  # ok: CORO111


async def in_thread(data):
    return await asyncio.to_thread(heavylib.crunch, data)  # ok: CORO111


async def not_named(data):
    return heavylib.prepare(data), geodesy.angle(data)  # ok: CORO111


async def ignored_sleep():
    time.sleep(0.1)  # ok: CORO101


async def ignored_metadata(path):
    return os.path.exists(path)  # ok: CORO105


async def not_ignored(path):
    return os.path.getsize(path)  # expect: CORO105


def wait_a_bit():
    time.sleep(0.1)  # ok: CORO101


async def ignored_through_helper():
    wait_a_bit()  # ok: CORO101


async def twice(start, middle, end):
    return geodesy.distance(start, middle) + 1, crunch(end)  # expect: CORO111


async def comprehension(points):
    return [geodesy.distance(points[0], point) for point in points]  # expect: CORO111


async def scheduled(loop: asyncio.AbstractEventLoop, data):
    loop.call_soon(step, data)  # ok: CORO111


def step(data):
    heavylib.crunch(data)  # expect: CORO111


class Crunch:
    def crunch(self, data):
        return data


async def own_crunch(data):
    return Crunch().crunch(data)  # ok: CORO111
