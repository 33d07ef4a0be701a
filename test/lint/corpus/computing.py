"""Computations that are known to take long."""
import asyncio
import hashlib
import hmac
import secrets
import zlib
from concurrent.futures import ProcessPoolExecutor
from hashlib import pbkdf2_hmac, scrypt

import bcrypt

ROUNDS = 600_000


async def register(password: bytes):
    salt = secrets.token_bytes(16)  # ok: CORO110
    return salt, hashlib.pbkdf2_hmac("sha256", password, salt, ROUNDS)  # expect: CORO110


async def register_from_import(password: bytes, salt: bytes):
    return pbkdf2_hmac("sha512", password, salt, ROUNDS)  # expect: CORO110


async def register_scrypt(password: bytes, salt: bytes):
    hashlib.scrypt(password, salt=salt, n=2**14, r=8, p=1)  # expect: CORO110
    return scrypt(password, salt=salt, n=2**15, r=8, p=1)  # expect: CORO110


async def login(password: bytes, stored: bytes):
    return bcrypt.checkpw(password, stored)  # expect: CORO110


async def change_password(password: bytes):
    return bcrypt.hashpw(password, bcrypt.gensalt())  # expect: CORO110


async def login_properly(password: bytes, stored: bytes):
    return await asyncio.to_thread(bcrypt.checkpw, password, stored)  # ok: CORO110


async def register_properly(password: bytes, salt: bytes):
    loop = asyncio.get_running_loop()
    with ProcessPoolExecutor() as processes:
        return await loop.run_in_executor(  # ok: CORO110
            processes, pbkdf2_hmac, "sha256", password, salt, ROUNDS  # ok: CORO110
        )


async def digest(payload: bytes, key: bytes):
    hashlib.sha256(payload).hexdigest()  # ok: CORO110
    hashlib.md5(payload, usedforsecurity=False)  # ok: CORO110
    return hmac.new(key, payload, "sha256").digest()  # ok: CORO110


async def compare(left: bytes, right: bytes):
    return hmac.compare_digest(left, right), zlib.crc32(left)  # ok: CORO110


def verify(password: bytes, stored: bytes) -> bool:
    return bcrypt.checkpw(password, stored)  # ok: CORO110


async def authenticate(user, password: bytes):
    if user is None:
        return None
    if not verify(password, user.stored):  # expect: CORO110
        return None
    return user


class Passwords:
    rounds = ROUNDS

    def derive(self, password: bytes, salt: bytes) -> bytes:
        return hashlib.pbkdf2_hmac("sha256", password, salt, self.rounds)  # ok: CORO110

    async def check(self, password: bytes, salt: bytes, wanted: bytes):
        return self.derive(password, salt) == wanted  # expect: CORO110

    async def check_properly(self, password: bytes, salt: bytes, wanted: bytes):
        return await asyncio.to_thread(self.derive, password, salt) == wanted  # ok: CORO110


class Hasher:
    def hashpw(self, password, salt):
        return hash((password, salt))

    def scrypt(self, text):
        return text[::-1]


async def own_hasher():
    hasher = Hasher()
    hasher.hashpw("a", "b")  # ok: CORO110
    return hasher.scrypt("text")  # ok: CORO110


async def token(password: bytes):
    key = hashlib.scrypt(password, salt=b"fixed", n=2**14, r=8, p=1)  # expect: CORO110
    return key.hex()


async def rehash(users):
    for user in users:
        user.stored = bcrypt.hashpw(user.password, bcrypt.gensalt())  # expect: CORO110
        await asyncio.sleep(0)
