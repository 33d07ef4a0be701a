import sqlite3

from .catalogue import Catalogue


def open_catalogue(path):
    return Catalogue(sqlite3.connect(path))  # ok: CORO106
