"""A crawler somebody wrote on a Sunday."""
import asyncio
import glob
import hashlib
import json
import os
import queue
import re
import socket
import subprocess
import sys
import urllib.parse as up
import urllib.request
from concurrent import futures
from itertools import chain
from threading import Lock, Thread
from urllib.error import URLError

import aiofiles
import aiohttp
from bs4 import BeautifulSoup

seen = set()
lock = Lock()
results = queue.Queue()
headers = {"User-Agent": "crawler"}


def normalize(url):
    parts = up.urlsplit(url)  # ok: CORO102
    return up.urlunsplit(parts._replace(fragment=""))


def robots(url):
    try:
        return urllib.request.urlopen(up.urljoin(url, "/robots.txt")).read().decode()  # ok: CORO102
    except URLError:
        return ""


def may_visit(url):
    return "Disallow: /" not in robots(url)


def links_of(html):
    soup = BeautifulSoup(html, "html.parser")
    return [a.get("href") for a in soup.find_all("a")]  # ok: CORO102


def address(host):
    return socket.gethostbyname(host)  # ok: CORO103


def lines_of(name):
    with open(name) as source:  # ok: CORO105
        for line in source:
            yield line.strip()


async def fetch(session, url):
    async with session.get(url, headers=headers) as answer:  # ok: CORO102
        return await answer.text()


async def visit(session, url, depth=0):
    url = normalize(url)  # ok: CORO102
    if url in seen or depth > 3 or not may_visit(url):  # expect: CORO102
        return []
    seen.add(url)
    html = await fetch(session, url)
    name = hashlib.sha1(url.encode()).hexdigest()  # ok: CORO110
    async with aiofiles.open(name + ".html", "w") as target:  # ok: CORO105
        await target.write(html)  # ok: CORO105
    found = links_of(html)
    results.put(url)  # ok: CORO108
    with lock:  # expect: CORO108
        print(len(seen), "pages")
    nested = await asyncio.gather(*(visit(session, each, depth + 1) for each in found))  # ok: CORO201
    return list(chain.from_iterable(nested))


async def seeds(name):
    return [line for line in lines_of(name)]  # expect: CORO105


async def seeds_lazily(name):
    return lines_of(name)  # ok: CORO105


async def by_host(urls):
    return {url: address(up.urlsplit(url).netloc) for url in urls}  # expect: CORO103


async def by_host_properly(urls):
    loop = asyncio.get_running_loop()
    jobs = [loop.run_in_executor(None, address, up.urlsplit(url).netloc) for url in urls]  # ok: CORO103
    return dict(zip(urls, await asyncio.gather(*jobs)))


async def report():
    names = sorted(glob.glob("*.html"))  # expect: CORO105
    sizes = {name: os.path.getsize(name) for name in names}  # expect: CORO105
    head = subprocess.getoutput("git log -1 --format=%h")  # expect: CORO104
    with open("report.json", "w") as target:  # expect: CORO105
        json.dump({"head": head, "sizes": sizes}, target, indent=2)  # expect: CORO105
    text = json.dumps(sizes)  # ok: CORO105
    return re.sub(r"\s+", " ", text)  # ok: CORO110


async def count_words(names):
    with futures.ProcessPoolExecutor() as pool:  # may: CORO108
        return list(pool.map(count, names))  # expect: CORO108


def count(name):
    with open(name) as source:  # ok: CORO105
        return len(source.read().split())  # ok: CORO105


async def drain():
    found = []
    while not results.empty():  # ok: CORO108
        found.append(results.get_nowait())  # ok: CORO108
    found.append(results.get(timeout=3))  # expect: CORO108
    return found


def writer():
    while True:
        print(results.get())  # ok: CORO108


async def crawl(urls):
    Thread(target=writer, daemon=True).start()  # ok: CORO108
    with aiohttp.ClientSession() as session:  # expect: CORO208
        pass
    async with aiohttp.ClientSession() as session:  # ok: CORO208
        for url in urls:
            visit(session, url)  # expect: CORO201
        pages = [visit(session, url) for url in urls]  # ok: CORO201
        await asyncio.wait(pages)  # expect: CORO205
        return await report()  # ok: CORO105


def main():
    urls = sys.argv[1:] or list(lines_of("seeds.txt"))  # ok: CORO105
    loop = asyncio.new_event_loop()
    try:
        loop.run_until_complete(crawl(urls))  # ok: CORO109
    finally:
        loop.close()


main()
