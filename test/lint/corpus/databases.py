"""Databases: sync drivers on the loop, and the async ones with the same method names."""
import asyncio
import sqlite3
from contextlib import closing

import aiosqlite
import asyncpg
import psycopg
import psycopg2
import pymysql
import redis
import redis.asyncio as aioredis
from pymongo import MongoClient
from redis import Redis
from redis.asyncio import Redis as AsyncRedis
from sqlalchemy import create_engine, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

DSN = "postgresql://localhost/shop"
cache = redis.Redis(host="localhost")
aio_cache = aioredis.Redis(host="localhost")
pool: asyncpg.Pool


async def users():
    connection = sqlite3.connect("shop.db")  # expect: CORO106
    rows = connection.execute("SELECT * FROM users")  # expect: CORO106
    return rows.fetchall()  # expect: CORO106


async def add_user(name):
    with sqlite3.connect("shop.db") as connection:  # expect: CORO106
        cursor = connection.cursor()  # ok: CORO106
        cursor.execute("INSERT INTO users VALUES (?)", (name,))  # expect: CORO106
        connection.commit()  # expect: CORO106
        return cursor.lastrowid  # ok: CORO106


async def import_many(connection: sqlite3.Connection, rows):
    connection.executemany("INSERT INTO users VALUES (?)", rows)  # expect: CORO106
    connection.executescript("VACUUM")  # expect: CORO106


class Repository:
    def __init__(self, path):
        self.db = sqlite3.connect(path)  # ok: CORO106
        self.db.row_factory = sqlite3.Row  # ok: CORO106

    async def find(self, number):
        cursor = self.db.execute("SELECT * FROM orders WHERE id = ?", (number,))  # expect: CORO106
        return cursor.fetchone()  # expect: CORO106

    async def save(self):
        self.db.commit()  # expect: CORO106

    def find_sync(self, number):
        return self.db.execute("SELECT 1 WHERE ?", (number,)).fetchone()  # ok: CORO106


async def repository():
    return Repository("shop.db")  # expect: CORO106


async def postgres(name):
    connection = psycopg2.connect(DSN)  # expect: CORO106
    cursor = connection.cursor()  # ok: CORO106
    cursor.execute("SELECT 1 WHERE %s", (name,))  # expect: CORO106
    row = cursor.fetchone()  # expect: CORO106
    connection.commit()  # expect: CORO106
    return row


async def postgres_with(name):
    with psycopg2.connect(DSN) as connection, connection.cursor() as cursor:  # expect: CORO106
        cursor.execute("SELECT 1")  # expect: CORO106


async def postgres_three():
    return psycopg.connect(DSN)  # expect: CORO106


async def mysql():
    connection = pymysql.connect(host="localhost")  # expect: CORO106
    with connection.cursor() as cursor:  # ok: CORO106
        cursor.execute("SELECT 1")  # expect: CORO106


async def cached(key):
    value = cache.get(key)  # expect: CORO106
    if value is None:
        value = b"new"
        cache.set(key, value, ex=60)  # expect: CORO106
    return value


async def counter(client: Redis):
    return client.incr("hits")  # expect: CORO106


async def cached_properly(key):
    value = await aio_cache.get(key)  # ok: CORO106
    if value is None:
        await aio_cache.set(key, b"new")  # ok: CORO106
    return value


async def counter_properly(client: AsyncRedis):
    return await client.incr("hits")  # ok: CORO106


async def from_url():
    client = redis.from_url("redis://localhost")  # ok: CORO106
    return client.ping()  # expect: CORO106


async def from_url_properly():
    client = aioredis.from_url("redis://localhost")  # ok: CORO106
    return await client.ping()  # ok: CORO106


async def mongo():
    client = MongoClient("mongodb://localhost")  # ok: CORO106
    return client.server_info()  # expect: CORO106


async def mongo_collection(name):
    client = MongoClient("mongodb://localhost")
    return client.shop.users.find_one({"name": name})  # expect: CORO106


async def with_asyncpg():
    connection = await asyncpg.connect(DSN)  # ok: CORO106
    await connection.execute("SET search_path TO shop")  # ok: CORO106
    return await connection.fetch("SELECT 1")  # ok: CORO106


async def with_pool():
    async with pool.acquire() as connection:  # ok: CORO106 CORO108
        return await connection.fetchrow("SELECT 1")  # ok: CORO106


async def with_aiosqlite():
    async with aiosqlite.connect("shop.db") as connection:  # ok: CORO106
        async with connection.execute("SELECT 1") as cursor:  # ok: CORO106
            return await cursor.fetchall()  # ok: CORO106


async def with_async_session(session: AsyncSession):
    await session.execute(text("SELECT 1"))  # ok: CORO106
    await session.commit()  # ok: CORO106


async def with_sync_session(session: Session):
    session.execute(text("DELETE FROM carts"))  # expect: CORO106
    session.commit()  # expect: CORO106


async def with_engine():
    engine = create_engine(DSN)  # ok: CORO106
    with engine.connect() as connection:  # expect: CORO106
        return connection


async def off_the_loop(number):
    def find():
        with closing(sqlite3.connect("shop.db")) as connection:  # ok: CORO106
            return connection.execute("SELECT ?", (number,)).fetchone()  # ok: CORO106

    return await asyncio.to_thread(find)  # ok: CORO106


class Command:
    def __init__(self, text):
        self.text = text

    def execute(self, target):
        target.append(self.text)

    def commit(self):
        self.text = ""


async def undo_stack(target):
    command = Command("bold")
    command.execute(target)  # ok: CORO106
    command.commit()  # ok: CORO106
