from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable
from typing import Any, Generic, TypeVar

T = TypeVar("T")


def callback(function: Callable[..., Any]) -> Callable[..., Any]:
    function.is_callback = True
    return function


class Hub:
    def __init__(self) -> None:
        self.loop = asyncio.get_event_loop()
        self.tasks: set[asyncio.Task] = set()
        self.states: dict[str, str] = {}

    def async_add_executor_job(self, target: Callable[..., T], *args: Any) -> asyncio.Future[T]:
        return self.loop.run_in_executor(None, target, *args)  # ok: CORO202

    def async_create_task(self, coroutine) -> asyncio.Task:
        task = self.loop.create_task(coroutine)  # ok: CORO202
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return task

    def add_job(self, target: Callable[..., Any], *args: Any) -> None:
        self.loop.call_soon_threadsafe(functools.partial(target, *args))

    async def async_set(self, name: str, value: str) -> None:
        self.states[name] = value

    def set(self, name: str, value: str) -> None:
        asyncio.run_coroutine_threadsafe(self.async_set(name, value), self.loop).result()  # ok: CORO108


class Entity(Generic[T]):
    hub: Hub
    value: T | None = None

    def update(self) -> None:
        raise NotImplementedError

    async def async_update(self) -> None:
        await self.hub.async_add_executor_job(self.update)  # ok: CORO102

    @property
    def available(self) -> bool:
        return self.value is not None
