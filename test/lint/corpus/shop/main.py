import asyncio

from shop import Catalogue, open_catalogue
from shop.web.server import serve


async def main():
    catalogue = open_catalogue("catalogue.db")  # expect: CORO106
    await serve(catalogue)


def check():
    open_catalogue("catalogue.db")  # ok: CORO106
    return Catalogue


if __name__ == "__main__":
    check()  # ok: CORO106
    asyncio.run(main())
