import asyncio

from homehub.core import Hub
from homehub.integrations import files, thermostat
from homehub.integrations.thermostat import Api, Thermostat

INTEGRATIONS = {"files": files, "thermostat": thermostat}


async def start(names):
    hub = Hub()
    for name in names:
        await INTEGRATIONS[name].async_setup(hub, {})  # ok: CORO203
    entity = Thermostat(hub, Api("localhost"))
    entity.update()  # expect: CORO102
    print(entity.live)  # expect: CORO102
    return entity.name  # ok: CORO102


def check():
    entity = Thermostat(Hub(), Api("localhost"))
    entity.update()  # ok: CORO102


if __name__ == "__main__":
    asyncio.run(start(["files"]))  # ok: CORO109
