import asyncio

from shop import settings
from shop.storage.catalogue import Catalogue

from .. import image
from ..settings import defaults, read_settings, remote_settings as remote
from ..storage import images as pictures
from .pages import Page, render
from . import pages


async def serve(catalogue: Catalogue):
    options = read_settings("shop.json")  # expect: CORO105
    options.update(defaults())  # ok: CORO105
    options.update(remote("http://localhost/settings"))  # expect: CORO102
    settings.wait_for_settings("shop.json")  # expect: CORO101
    server = await asyncio.start_server(Handler(catalogue).handle, "", options["port"])  # ok: CORO103
    await server.serve_forever()


class Handler:
    def __init__(self, catalogue: Catalogue):
        self.catalogue = catalogue

    async def handle(self, reader, writer):
        number = int(await reader.readline())
        name = self.catalogue.find_name(number)  # expect: CORO106
        cached = self.catalogue.known(number)  # ok: CORO106
        writer.write(render(name or cached).encode())  # ok: CORO105
        writer.write(image(name))  # expect: CORO105
        writer.write(bytes(pictures.image_path(name)))  # ok: CORO105
        await writer.drain()

    async def reload(self):
        await asyncio.to_thread(self.catalogue.reload)  # ok: CORO105
        self.catalogue.reload()  # expect: CORO105

    async def page(self, name):
        page = Page(name)  # ok: CORO105
        text = page.source()  # expect: CORO105
        return pages.render(text) + page.title()  # ok: CORO105

    async def forgets(self):
        pages.publish("index")  # expect: CORO201
        await pages.publish("index")  # ok: CORO201
