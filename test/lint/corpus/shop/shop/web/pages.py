import asyncio

from shop.storage.images import load_image
from shop.settings import read_settings as settings_of


class Page:
    def __init__(self, name):
        self.name = name

    def title(self):
        return self.name.title()

    def source(self):
        return settings_of(self.name)  # ok: CORO105

    def picture(self):
        return load_image(self.name)  # ok: CORO105


def render(text):
    return f"<p>{text}</p>"


async def publish(name):
    page = Page(name)
    page.picture()  # expect: CORO105
    await asyncio.sleep(0)
