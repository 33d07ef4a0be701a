"""httpx, urllib, urllib3, http.client and other clients of the network, sync ones and async ones."""
import asyncio
import contextlib
import ftplib
import http.client
import imaplib
import smtplib
import ssl
import urllib.parse
import urllib.request
from email.message import EmailMessage
from http.client import HTTPSConnection
from urllib import request as urlrequest
from urllib.request import urlopen

import aiohttp
import boto3
import httpx
import urllib3
from httpx import AsyncClient, Client

API = "https://api.example.com"


async def httpx_functions(body):
    httpx.get(API)  # expect: CORO102
    httpx.post(API, json=body)  # expect: CORO102
    return httpx.request("DELETE", API)  # expect: CORO102


async def httpx_client():
    with httpx.Client(base_url=API) as client:  # ok: CORO102
        return client.get("/items").json()  # expect: CORO102


async def httpx_from_import():
    client = Client()
    answer = client.post(API, content=b"1")  # expect: CORO102
    return answer.json()  # ok: CORO102


async def httpx_async():
    async with httpx.AsyncClient() as client:
        answer = await client.get(API)  # ok: CORO102
        return answer.json()  # ok: CORO102


async def httpx_async_shared(client: AsyncClient):
    return await client.post(API, json={})  # ok: CORO102


async def httpx_stream(path):
    with httpx.stream("GET", API) as answer:  # expect: CORO102
        return answer.status_code


async def aiohttp_client():
    async with aiohttp.ClientSession() as session:
        async with session.get(API) as answer:  # ok: CORO102
            return await answer.json()  # ok: CORO102


async def aiohttp_kept(session: aiohttp.ClientSession):
    answer = await session.post(API, data=b"1")  # ok: CORO102
    return await answer.text()  # ok: CORO102


class Gateway:
    def __init__(self, url):
        self.url = url
        self.client = httpx.AsyncClient(base_url=url)
        self.legacy = httpx.Client(base_url=url)

    async def ping(self):
        return await self.client.get("/ping")  # ok: CORO102

    async def legacy_ping(self):
        return self.legacy.get("/ping")  # expect: CORO102


async def urllib_open(query):
    url = API + "?" + urllib.parse.urlencode({"q": query})  # ok: CORO102
    with urllib.request.urlopen(url) as answer:  # expect: CORO102
        return answer.status


async def urllib_aliases(url):
    urlopen(url)  # expect: CORO102
    urlrequest.urlopen(url, timeout=3)  # expect: CORO102
    urllib.request.urlretrieve(url, "/tmp/page.html")  # expect: CORO102
    return urllib.request.Request(url, headers={"Accept": "text/html"})  # ok: CORO102


async def urllib3_pool():
    pool = urllib3.PoolManager()  # ok: CORO102
    return pool.request("GET", API).status  # expect: CORO102


async def urllib3_function():
    return urllib3.request("GET", API)  # expect: CORO102


async def plain_http(path):
    connection = http.client.HTTPConnection("example.com", timeout=5)  # ok: CORO102
    connection.request("GET", path)  # expect: CORO102
    return connection.getresponse().status  # expect: CORO102


async def plain_https(path):
    connection = HTTPSConnection("example.com")
    connection.request("GET", path)  # expect: CORO102


async def mail(text):
    message = EmailMessage()
    message.set_content(text)  # ok: CORO102
    with smtplib.SMTP("localhost", 25) as server:  # expect: CORO102
        server.starttls()  # expect: CORO102
        server.login("me", "secret")  # expect: CORO102
        server.send_message(message)  # expect: CORO102


async def mail_in_thread(text):
    def send():
        with smtplib.SMTP("localhost") as server:  # ok: CORO102
            server.sendmail("me@example.com", ["you@example.com"], text)  # ok: CORO102

    await asyncio.to_thread(send)  # ok: CORO102


async def upload(path):
    ftp = ftplib.FTP("ftp.example.com")  # expect: CORO102
    ftp.login()  # expect: CORO102


async def mailbox():
    box = imaplib.IMAP4_SSL("imap.example.com")  # expect: CORO102
    return box


async def s3(bucket, key, body):
    client = boto3.client("s3")
    client.put_object(Bucket=bucket, Key=key, Body=body)  # expect: CORO102


class FakeHttp:
    """A stand-in of the tests: the names are those of a client, nothing leaves the process."""

    def __init__(self):
        self.sent = []

    def get(self, url):
        self.sent.append(url)
        return b""

    def post(self, url, json):
        self.sent.append((url, json))


async def test_with_fake():
    fake = FakeHttp()
    fake.get(API)  # ok: CORO102
    fake.post(API, json={})  # ok: CORO102
    assert len(fake.sent) == 2


async def dictionaries(headers: dict, options):
    headers.get("Accept")  # ok: CORO102
    options.get("timeout", 5)  # ok: CORO102
    return {"a": 1}.get("a")  # ok: CORO102


async def unknown_client(client):
    # Nothing tells what this is.
    return client.get(API)  # ok: CORO102


async def with_stack(url):
    with contextlib.ExitStack() as stack:
        answer = stack.enter_context(urlopen(url))  # expect: CORO102
        return answer.status


async def tls():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # ok: CORO105
    context.check_hostname = False
    return context
