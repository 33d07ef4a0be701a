import logging
import time

import requests

from ..core import Entity, Hub, callback

LOG = logging.getLogger(__name__)


class Api:
    def __init__(self, host: str) -> None:
        self.host = host
        self.session = requests.Session()

    def temperature(self) -> float:
        return float(self.session.get(f"http://{self.host}/t", timeout=5).text)  # ok: CORO102

    def identify(self) -> str:
        time.sleep(1)  # ok: CORO101
        return self.host

    @staticmethod
    def parse(text: str) -> float:
        return float(text)


class Thermostat(Entity[float]):
    def __init__(self, hub: Hub, api: Api) -> None:
        self.hub = hub
        self.api = api

    def update(self) -> None:
        self.value = self.api.temperature()  # ok: CORO102

    @property
    def name(self) -> str:
        return self.api.host

    @property
    def live(self) -> float:
        return self.api.temperature()  # ok: CORO102

    async def async_added(self) -> None:
        LOG.info("added %s", self.name)  # ok: CORO102
        self.update()  # expect: CORO102

    async def async_report(self) -> str:
        return f"{self.name}: {self.live}"  # expect: CORO102

    async def async_force(self) -> None:
        await self.async_update()  # ok: CORO102
        self.hub.set("force", "1")  # expect: CORO108
        await self.hub.async_set("force", "1")  # ok: CORO108

    async def async_identify(self) -> str:
        return await self.hub.async_add_executor_job(self.api.identify)  # ok: CORO101

    async def async_parse(self, text: str) -> float:
        return Api.parse(text) if self.available else 0.0  # ok: CORO102

    @callback
    def async_on_event(self, event) -> None:
        self.hub.async_create_task(self.async_report())  # ok: CORO201 CORO202


async def async_setup(hub: Hub, config: dict) -> bool:
    api = Api(config["host"])  # ok: CORO102
    if not config.get("lazy"):  # ok: CORO102
        LOG.info("found %s", api.identify())  # expect: CORO101
    entity = Thermostat(hub, api)
    hub.async_create_task(entity.async_added())  # ok: CORO201
    entity.async_report()  # expect: CORO201
    hub.async_set("thermostat", "on")  # expect: CORO201
    return True
