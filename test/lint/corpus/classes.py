"""Methods, attributes, properties and inheritance."""
import asyncio
import dataclasses
import sqlite3
import subprocess
import time
from abc import ABC, abstractmethod
from functools import cached_property
from pathlib import Path
from typing import ClassVar, Protocol

import requests


class Base:
    def refresh(self):
        time.sleep(1)  # ok: CORO101

    def describe(self):
        return type(self).__name__

    def warm(self):
        self.refresh()  # ok: CORO101


class Derived(Base):
    async def update(self):
        self.refresh()  # expect: CORO101
        return self.describe()  # ok: CORO101

    async def through_inherited(self):
        self.warm()  # expect: CORO101

    async def by_super(self):
        super().refresh()  # expect: CORO101


class Overriding(Base):
    def refresh(self):
        self.fresh = True

    async def update(self):
        self.refresh()  # ok: CORO101

    async def by_super(self):
        super().refresh()  # expect: CORO101


class Grandchild(Derived):
    async def again(self):
        self.refresh()  # expect: CORO101


class Settings:
    def __init__(self, path):
        self.path = Path(path)

    @property
    def text(self):
        return self.path.read_text()  # ok: CORO105

    @cached_property
    def lines(self):
        return self.text.splitlines()  # ok: CORO105

    @property
    def name(self):
        return self.path.name

    async def show(self):
        print(self.text)  # expect: CORO105

    async def count(self):
        return len(self.lines)  # expect: CORO105

    async def title(self):
        return self.name.title()  # ok: CORO105

    @text.setter
    def text(self, value):
        self.path.write_text(value)  # ok: CORO105

    @staticmethod
    def exists(path):
        return subprocess.run(["test", "-e", path]).returncode == 0  # ok: CORO104

    @classmethod
    def load(cls, path):
        time.sleep(0.1)  # ok: CORO101
        return cls(path)

    async def check(self):
        return Settings.exists("a")  # expect: CORO104

    async def check_by_self(self):
        return self.exists("a")  # expect: CORO104


async def by_class_method():
    settings = Settings.load("a")  # expect: CORO101
    return settings.name  # ok: CORO105


async def property_of_local():
    settings = Settings("a")
    return settings.text  # expect: CORO105


class Connecting:
    def __init__(self):
        self.token = requests.get("http://localhost/token").text  # ok: CORO102


async def constructor():
    return Connecting()  # expect: CORO102


class ConnectingChild(Connecting):
    pass


async def inherited_constructor():
    return ConnectingChild()  # expect: CORO102


class Lazy:
    def __init__(self):
        self.token = None

    def connect(self):
        self.token = requests.get("http://localhost/token").text  # ok: CORO102


async def harmless_constructor():
    return Lazy()  # ok: CORO102


async def annotated_parameter(lazy: Lazy):
    lazy.connect()  # expect: CORO102


class Manager:
    def __enter__(self):
        time.sleep(1)  # ok: CORO101
        return self

    def __exit__(self, *error):
        return None

    async def __aenter__(self):
        await asyncio.sleep(1)
        return self

    async def __aexit__(self, *error):
        time.sleep(0.1)  # expect: CORO101


async def enters_blocking():
    with Manager():  # expect: CORO101
        pass


async def enters_properly():
    async with Manager():  # ok: CORO101
        pass


class Callable:
    def __call__(self, seconds):
        time.sleep(seconds)  # ok: CORO101


async def calls_instance():
    wait = Callable()
    wait(1)  # expect: CORO101


class Numbers:
    def __init__(self, connection: sqlite3.Connection):
        self.connection = connection

    def __len__(self):
        return 3

    def __aiter__(self):
        return self

    async def __anext__(self):
        self.connection.execute("SELECT 1")  # expect: CORO106
        raise StopAsyncIteration


@dataclasses.dataclass
class Service:
    session: requests.Session
    name: str = "service"
    instances: ClassVar[dict] = {}

    async def call(self):
        return self.session.get(self.name)  # expect: CORO102

    async def known(self):
        return self.instances.get(self.name)  # ok: CORO102


class Parts:
    def __init__(self):
        self.service = Service(requests.Session())
        self.settings = Settings("a")

    async def use(self):
        self.service.session.get("http://localhost")  # expect: CORO102
        return self.settings.path.name  # ok: CORO105

    async def use_settings(self):
        return self.settings.path.read_text()  # expect: CORO105


class Source(ABC):
    @abstractmethod
    def read(self): ...

    async def all(self):
        return self.read()  # ok: CORO105


class Clock(Protocol):
    def sleep(self, seconds: float) -> None: ...


async def with_protocol(clock: Clock):
    clock.sleep(1)  # ok: CORO101


class FakeClock:
    def sleep(self, seconds):
        self.slept = seconds


async def with_fake_clock():
    clock = FakeClock()
    clock.sleep(3)  # ok: CORO101


class Robot:
    def sleep(self):
        self.awake = False

    async def rest(self):
        self.sleep()  # ok: CORO101

    async def walrus(self):
        if (session := requests.Session()) is not None:
            return session.get("http://localhost")  # expect: CORO102


class WithHook:
    hook = staticmethod(time.sleep)

    def __init__(self, hook=None):
        self.own = hook

    async def fire(self):
        self.own(1)  # ok: CORO101


class Reassigned:
    def __init__(self):
        self.client = None

    def open(self):
        self.client = requests.Session()

    async def get(self):
        return self.client.get("http://localhost")  # expect: CORO102


class Chain:
    def where(self, **conditions):
        return self

    def get(self):
        return []


async def fluent():
    return Chain().where(a=1).get()  # ok: CORO102
