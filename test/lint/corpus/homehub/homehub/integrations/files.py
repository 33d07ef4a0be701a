from pathlib import Path

from homehub.core import Entity, Hub


class FileSensor(Entity):
    def __init__(self, hub: Hub, path: str) -> None:
        self.hub = hub
        self.path = Path(path)

    def update(self) -> None:
        self.value = self.path.read_text().splitlines()[-1]  # ok: CORO105

    def rotate(self) -> None:
        self.path.rename(self.path.with_suffix(".1"))  # ok: CORO105


async def async_setup(hub: Hub, config: dict) -> bool:
    for name in config["files"]:
        sensor = FileSensor(hub, name)  # ok: CORO105
        await sensor.async_update()  # ok: CORO105
        await hub.async_add_executor_job(sensor.rotate)  # ok: CORO105
        sensor.rotate()  # expect: CORO105
    return True
