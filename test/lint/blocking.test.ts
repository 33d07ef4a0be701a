import { beforeAll, describe, expect, it } from 'vitest';
import { blockingCall } from '../../src/lint/blockingCalls.ts';
import { TABLE } from '../../src/lint/blockingTable.ts';
import type { Finding } from '../../src/lint/finding.ts';
import type { PythonParser } from '../../src/lint/parser.ts';
import { Project } from '../../src/lint/project.ts';
import { loadEngine } from './engine.ts';

let parser: PythonParser;

beforeAll(async () => {
  parser = await loadEngine();
});

/** The blocking calls of a program whose first file is the one to look at. */
function blocking(...files: (string | readonly [string, string])[]): Finding[] {
  const project = new Project(parser, {
    python: [3, 12],
    blockingCalls: [],
    ignoredCalls: [],
    ignoredRules: [],
  });
  const all = files.map((file) => (typeof file === 'string' ? (['main.py', file] as const) : file));
  for (const [path, text] of all) project.set(path, text);
  return project.findings(all[0]![0]).filter(({ rule }) => rule.startsWith('CORO1'));
}

/** Lines of the findings, from 1, with their rule's number. */
const lines = (text: string): string[] =>
  blocking(text).map(({ range, rule }) => `${range.start.line + 1}:${rule.slice(4)}`);

/** What is found in a coroutine with a body. */
const inCoroutine = (head: string, body: string): string[] =>
  blocking(`${head}\nasync def main(p=None):\n${body.replace(/^/gm, '    ')}\n`).map(
    ({ call }) => call ?? '',
  );

describe('what is called', () => {
  it.each([
    ['import time', 'time.sleep(1)', 'time.sleep'],
    ['import requests', 'requests.post(u)', 'requests.post'],
    ['import requests', 'with requests.Session() as s:\n    s.get(u)', 'requests.Session.get'],
    ['import httpx', 'httpx.Client().get(u)', 'httpx.Client.get'],
    ['import urllib.request', 'urllib.request.urlopen(u)', 'urllib.request.urlopen'],
    ['import urllib3', 'urllib3.PoolManager().request("GET", u)', 'urllib3.PoolManager.request'],
    [
      'import http.client as h',
      'h.HTTPSConnection(u).getresponse()',
      'http.client.HTTPSConnection.getresponse',
    ],
    ['import socket', 'socket.getaddrinfo(h, 1)', 'socket.getaddrinfo'],
    ['import socket', 's = socket.socket()\ns.connect(a)', 'socket.socket.connect'],
    ['import subprocess', 'subprocess.run(a)', 'subprocess.run'],
    ['import os', 'os.system(a)', 'os.system'],
    ['import os', 'os.waitpid(p, 0)', 'os.waitpid'],
    ['', 'open(p)', 'builtins.open'],
    ['import shutil', 'shutil.rmtree(p)', 'shutil.rmtree'],
    ['from pathlib import Path', 'Path(p).read_text()', 'pathlib.Path.read_text'],
    ['from pathlib import Path', '(Path(p) / "a").exists()', 'pathlib.Path.exists'],
    ['import sqlite3', 'sqlite3.connect(p)', 'sqlite3.connect'],
    ['import redis', 'redis.Redis().get(p)', 'redis.Redis.get'],
    ['import pymongo', 'pymongo.MongoClient().shop.orders.find_one(p)', 'pymongo.Collection.find_one'],
    ['import boto3', 'boto3.client("s3").list_buckets()', 'boto3.Client.list_buckets'],
    ['', 'input()', 'builtins.input'],
    ['import queue\nq = queue.Queue(3)', 'q.get()', 'queue.Queue.get'],
    ['import threading', 'threading.Thread(target=p).join()', 'threading.Thread.join'],
    ['import threading\nlock = threading.Lock()', 'with lock:\n    pass', 'threading.Lock'],
    [
      'from concurrent.futures import *\nx = ThreadPoolExecutor()',
      'x.submit(p).result()',
      'concurrent.futures.Future.result',
    ],
    ['from multiprocessing import Process', 'Process(target=p).join()', 'multiprocessing.Process.join'],
    ['import asyncio', 'asyncio.run(p())', 'asyncio.run'],
    [
      'import asyncio',
      'asyncio.get_event_loop().run_until_complete(p)',
      'asyncio.AbstractEventLoop.run_until_complete',
    ],
    ['import hashlib', 'hashlib.pbkdf2_hmac("sha256", p, p, 1)', 'hashlib.pbkdf2_hmac'],
    ['import smtplib', 'smtplib.SMTP("localhost")', 'smtplib.SMTP'],
  ])('%s · %s', (head, body, call) => expect(inCoroutine(head, body)).toContain(call));

  it.each([
    ['import time', 'time.sleep', 'a reference'],
    ['import asyncio, time', 'await asyncio.to_thread(time.sleep, 1)', 'given to a thread'],
    [
      'import asyncio, time',
      'await asyncio.get_running_loop().run_in_executor(None, lambda: time.sleep(1))',
      'in a lambda',
    ],
    ['import threading', 'threading.Lock().acquire(blocking=False)', 'not blocking'],
    ['import threading', 'threading.Lock().acquire(False)', 'not blocking'],
    ['import queue\nq = queue.Queue()', 'q.get(block=False)', 'not blocking'],
    ['import queue\nq = queue.Queue()', 'q.get_nowait()', 'not waiting'],
    ['import queue\nq = queue.Queue()', 'q.get(timeout=0)', 'no time to wait'],
    ['import queue\nq = queue.Queue()', 'q.put(1)', 'never full'],
    ['import os', 'os.waitpid(p, os.WNOHANG)', 'not waiting'],
    ['import socket', 's = socket.socket()\ns.setblocking(False)\ns.recv(1)', 'made non-blocking'],
    ['import smtplib', 'smtplib.SMTP()', 'without a host'],
    ['from pathlib import Path', 'return Path(p).glob("*")', 'a lazy iterator'],
    [
      'from pathlib import Path\nimport asyncio',
      'await asyncio.to_thread(list, Path(p).glob("*"))',
      'consumed in a thread',
    ],
    ['import httpx', 'await httpx.AsyncClient().get(p)', 'asynchronous'],
    ['import asyncio', 'q = asyncio.Queue()\nq.put_nowait(1)\nawait q.get()', 'asynchronous'],
    [
      'from concurrent.futures import ThreadPoolExecutor',
      'x = ThreadPoolExecutor()\nx.shutdown(wait=False)',
      'not waiting',
    ],
    [
      'import zipfile, io',
      'with zipfile.ZipFile(io.BytesIO(), "w") as z:\n    z.writestr("a", p)',
      'in memory',
    ],
    [
      'import socket',
      's = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\ns.connect(p)',
      'a datagram socket',
    ],
  ])('silent: %s · %s (%s)', (head, body) => expect(inCoroutine(head, body)).toEqual([]));

  it('weighs a call by its arguments', () => {
    const [zero, one] = blocking('import time\nasync def f():\n  time.sleep(0)\n  time.sleep(1)\n');
    expect([zero?.weight, one?.weight]).toEqual(['light', 'heavy']);
  });

  it('has a table of names that make sense', () => {
    const names = TABLE.flatMap(({ names }) => names.split(/[ ,]/).filter(Boolean));
    expect(names.length).toBeGreaterThan(500);
    expect(names.filter((name) => !/^[\w.{}*]+$/.test(name))).toEqual([]);
    expect(blockingCall('redis.Redis.get')?.rule).toBe('CORO106');
    expect(blockingCall('redis.Redis.pipeline')).toBeNull();
    expect(blockingCall('os.path.join')).toBeNull();
  });
});

describe('where it runs', () => {
  const time = 'import asyncio, time\n';
  it.each([
    ['plain functions and modules are silent', 'time.sleep(1)\ndef f():\n  time.sleep(1)\n', []],
    ['so is the main guard', 'if __name__ == "__main__":\n  time.sleep(1)\n', []],
    ['nested functions until they are called', 'async def f():\n  def g():\n    time.sleep(1)\n', []],
    ['then the call is it', 'async def f():\n  def g():\n    time.sleep(1)\n  g()\n', ['5:101']],
    ['lambdas likewise', 'async def f():\n  g = lambda: time.sleep(1)\n  return g\n', []],
    ['called lambdas', 'async def f():\n  g = lambda: time.sleep(1)\n  g()\n', ['4:101']],
    ['comprehensions', 'async def f():\n  [time.sleep(1) for x in y]\n', ['3:101']],
    ['generator expressions not yet', 'async def f():\n  return (time.sleep(1) for x in y)\n', []],
    ['unless consumed', 'async def f():\n  sum(time.sleep(1) for x in y)\n', ['3:101']],
    ['default arguments', 'async def f():\n  def g(a=time.sleep(1)): ...\n', ['3:101']],
    ['decorators', 'async def f():\n  @d(time.sleep(1))\n  def g(): ...\n', ['3:101']],
    ['class bodies', 'async def f():\n  class A:\n    a = time.sleep(1)\n', ['4:101']],
    ['keys of sort', 'async def f():\n  sorted(x, key=lambda y: time.sleep(1))\n', ['3:101']],
    ['callbacks', 'def f():\n  time.sleep(1)\ndef g(loop):\n  loop.call_soon(f)\n', ['3:101']],
    ['callbacks by name', 'def f(loop):\n  loop.call_later(1, time.sleep, 2)\n', ['3:101']],
    ['lambdas as callbacks', 'def g(loop):\n  loop.call_at(1, lambda: time.sleep(1))\n', ['3:101']],
    [
      'partial callbacks',
      'from functools import partial\ndef f(x):\n  time.sleep(1)\ndef g(t):\n  t.add_done_callback(partial(f, 1))\n',
      ['4:101'],
    ],
    [
      'methods as callbacks',
      'class A:\n  def f(self):\n    time.sleep(1)\n  def g(self, loop):\n    loop.add_reader(1, self.f)\n',
      ['4:101'],
    ],
    [
      'protocols',
      'class A(asyncio.Protocol):\n  def data_received(self, data):\n    time.sleep(1)\n  def other(self):\n    time.sleep(1)\n',
      ['4:101'],
    ],
    [
      'callbacks of a thread pool',
      'from concurrent.futures import ThreadPoolExecutor\ndef f(x):\n  time.sleep(1)\ndef g(x: ThreadPoolExecutor):\n  x.submit(p).add_done_callback(f)\n',
      [],
    ],
    [
      'generators when they are iterated',
      'def g():\n  time.sleep(1)\n  yield 1\nasync def f():\n  x = g()\n  for y in x:\n    pass\n',
      ['7:101'],
    ],
    ['or listed', 'def g():\n  time.sleep(1)\n  yield 1\nasync def f():\n  return list(g())\n', ['6:101']],
    [
      'properties when they are read',
      'class A:\n  @property\n  def p(self):\n    time.sleep(1)\nasync def f(a: A):\n  return a.p\n',
      ['7:101'],
    ],
    [
      'constructors',
      'class A:\n  def __init__(self):\n    time.sleep(1)\nasync def f():\n  A()\n',
      ['6:101'],
    ],
    [
      'inherited constructors',
      'class B:\n  def __init__(self):\n    time.sleep(1)\nclass A(B):\n  def __init__(self):\n    super().__init__()\nasync def f():\n  A()\n',
      ['9:101'],
    ],
    [
      'context managers',
      'class A:\n  def __enter__(self):\n    time.sleep(1)\n  def __exit__(self, *x): ...\nasync def f():\n  with A():\n    pass\n',
      ['7:101'],
    ],
    [
      'those of generators',
      'from contextlib import contextmanager\n@contextmanager\ndef m():\n  time.sleep(1)\n  yield\nasync def f():\n  with m():\n    pass\n',
      ['8:101'],
    ],
    [
      'awaited coroutines are judged by themselves',
      'async def g():\n  time.sleep(1)\nasync def f():\n  await g()\n',
      ['3:101'],
    ],
    ['recursion', 'def a():\n  b()\ndef b():\n  a()\n  time.sleep(1)\nasync def f():\n  a()\n', ['8:101']],
    ['endless recursion', 'def a():\n  b()\ndef b():\n  a()\nasync def f():\n  a()\n', []],
    [
      'decorators that go to a thread',
      'def threaded(f):\n  async def inner(*a):\n    return await asyncio.to_thread(f, *a)\n  return inner\n@threaded\ndef g():\n  time.sleep(1)\nasync def f():\n  await g()\n',
      [],
    ],
    [
      'functions given to a thread',
      'def g():\n  time.sleep(1)\nasync def f():\n  await asyncio.to_thread(g)\n',
      [],
    ],
  ])('%s', (_, text, expected) => expect(lines(time + text)).toEqual(expected));
});

describe('through the workspace', () => {
  const disk = ['shop/disk.py', 'def read_json(p):\n    return open(p)\n'] as const;
  const config = [
    'shop/config.py',
    'from .disk import read_json\ndef load_config():\n    return read_json(1)\n',
  ] as const;
  const init = ['shop/__init__.py', ''] as const;

  it('shows the way to the blocking call', () => {
    const main = 'from shop.config import load_config\n\nasync def main():\n    load_config()\n';
    const [finding] = blocking(['main.py', main], init, config, disk);
    expect(finding).toMatchObject({
      rule: 'CORO105',
      call: 'builtins.open',
      within: 'main',
      weight: 'moderate',
      range: { start: { line: 3, column: 4 }, end: { line: 3, column: 17 } },
    });
    expect(finding?.path.map(({ file, name, range }) => [file, name, range.start.line])).toEqual([
      ['shop/config.py', 'read_json', 2],
      ['shop/disk.py', 'open', 1],
    ]);
    expect(finding?.message).toBe(
      '`load_config` opens a file 2 calls down (`load_config` → `read_json` → `open`), and every task of the event loop ' +
        'waits; use `await asyncio.to_thread(load_config, …)`.',
    );
  });

  it.each([
    ['from shop import config', 'config.load_config()'],
    ['import shop.config', 'shop.config.load_config()'],
    ['import shop.config as c', 'c.load_config()'],
    ['from shop.config import *', 'load_config()'],
    ['from shop.config import load_config as l', 'l()'],
  ])('%s', (head, call) => {
    expect(
      blocking(['main.py', `${head}\nasync def main():\n    ${call}\n`], init, config, disk),
    ).toHaveLength(1);
  });

  it('takes the nearer of two modules with a name', () => {
    const main = 'import util\nasync def main():\n    util.go()\n';
    const slow = 'import time\ndef go():\n    time.sleep(1)\n';
    const near = ['b/util.py', 'def go(): ...\n'] as const;
    expect(blocking(['a/main.py', main], ['a/util.py', slow], near)).toHaveLength(1);
    expect(blocking(['b/main.py', main], ['a/util.py', slow], near)).toHaveLength(0);
  });

  it('finds packages in a source folder, through a re-export', () => {
    const main = 'from shop import load_config\nasync def test():\n    load_config()\n';
    const found = blocking(
      ['tests/test_main.py', main],
      ['src/shop/__init__.py', 'from .config import load_config\n'],
      [`src/${config[0]}`, config[1]],
      [`src/${disk[0]}`, disk[1]],
    );
    expect(found.map(({ call }) => call)).toEqual(['builtins.open']);
  });

  it('knows the classes of other modules', () => {
    const main = 'from db import store\nasync def main():\n    store.session.get(1)\n    store.load()\n';
    const db =
      'import requests\nclass Store:\n    def __init__(self):\n        self.session = requests.Session()\n' +
      '    def load(self):\n        self.session.post(1)\nstore = Store()\n';
    expect(blocking(['main.py', main], ['db.py', db]).map(({ call }) => call)).toEqual([
      'requests.Session.get',
      'requests.Session.post',
    ]);
  });

  it('marks callbacks that another module hands to the loop', () => {
    const work = 'import time\ndef done(t):\n    time.sleep(1)\n';
    expect(blocking(['work.py', work])).toHaveLength(0);
    const main = 'import work\ndef start(task):\n    task.add_done_callback(work.done)\n';
    expect(blocking(['work.py', work], ['main.py', main])).toHaveLength(1);
  });
});
