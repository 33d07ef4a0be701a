import sqlite3

from ..settings import read_settings


class Catalogue:
    def __init__(self, connection: sqlite3.Connection):
        self.connection = connection
        self.names: dict[int, str] = {}

    def find(self, number):
        return self.connection.execute("SELECT name FROM items WHERE id = ?", (number,))  # ok: CORO106

    def find_name(self, number):
        row = self.find(number)
        return row and row[0]

    def known(self, number):
        return self.names.get(number)

    def reload(self):
        return read_settings("catalogue.json")  # ok: CORO105

    async def find_later(self, number):
        return self.find(number)  # expect: CORO106
