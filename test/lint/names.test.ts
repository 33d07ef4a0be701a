import { beforeAll, describe, expect, it } from 'vitest';
import type { Node, PythonParser } from '../../src/lint/parser.ts';
import { loadEngine } from './engine.ts';
import { makeNames } from './makeNames.ts';

let parser: PythonParser;

beforeAll(async () => {
  parser = await loadEngine();
});

interface Meaning {
  readonly name: string | null;
  readonly type: string | null;
  readonly within: string | null;
}

/** What the expression between `«` and `»` means in a module. */
function meaning(marked: string, module = 'shop.main', isPackage = false): Meaning {
  const start = marked.indexOf('«');
  const end = marked.indexOf('»') - 1;
  const tree = parser.parse(marked.replace(/[«»]/g, ''));
  const names = makeNames(tree.rootNode, module, isPackage);
  let node: Node | null = tree.rootNode.descendantForIndex(start, end);
  while (
    node?.parent?.startIndex === start &&
    node.parent.endIndex === end &&
    !/statement|block|module/.test(node.parent.type)
  )
    node = node.parent;
  const around = names.functionAround(node!);
  const result = {
    name: names.nameOf(node!),
    type: names.typeOf(node!),
    within: around === null ? null : (around.childForFieldName('name')?.text ?? around.type),
  };
  tree.delete();
  return result;
}

const nameOf = (marked: string): string | null => meaning(marked).name;
const typeOf = (marked: string): string | null => meaning(marked).type;

describe('imports', () => {
  it.each([
    ['import time\n«time.sleep»(1)', 'time.sleep'],
    ['import time as t\n«t.sleep»(1)', 'time.sleep'],
    ['from time import sleep\n«sleep»(1)', 'time.sleep'],
    ['from time import sleep as snooze\n«snooze»(1)', 'time.sleep'],
    ['import os.path\n«os.path.exists»(x)', 'os.path.exists'],
    ['import urllib.request as r\n«r.urlopen»(x)', 'urllib.request.urlopen'],
    ['def f():\n  from time import sleep\n  «sleep»(1)', 'time.sleep'],
    ['from time import *\n«sleep»(1)', 'time.sleep'],
    ['from asyncio import *\n«create_task»(x)', 'asyncio.create_task'],
    ['from . import kitchen\n«kitchen.cook»()', 'shop.kitchen.cook'],
    ['from .kitchen import cook\n«cook»()', 'shop.kitchen.cook'],
    ['try:\n  import requests\nexcept ImportError:\n  requests = None\n«requests.get»(x)', 'requests.get'],
    ['try:\n  import ujson as j\nexcept ImportError:\n  import json as j\n«j.loads»(x)', 'ujson.loads'],
    ['import requests.api\n«requests.api.get»(x)', 'requests.get'],
    ['from requests.sessions import Session\n«Session»()', 'requests.Session'],
    ['«open»(x)', 'builtins.open'],
    ['import io\n«io.open»(x)', 'builtins.open'],
    ['import builtins\n«builtins.open»(x)', 'builtins.open'],
  ])('%s', (marked, name) => expect(nameOf(marked)).toBe(name));

  it('makes relative imports of a package absolute with its own name', () => {
    expect(meaning('from .kitchen import cook\n«cook»()', 'shop', true).name).toBe('shop.kitchen.cook');
  });

  it('climbs with the dots of a relative import', () => {
    expect(meaning('from ..food.menu import dish\n«dish»()', 'town.shop.main').name).toBe(
      'town.food.menu.dish',
    );
    expect(meaning('from ...food import dish\n«dish»()', 'town.shop.main').name).toBeNull();
  });

  it('does not take a relative import without a package for a library', () => {
    expect(meaning('from . import subprocess\n«subprocess.run»()', 'main').name).toBeNull();
  });
});

describe('scopes', () => {
  it.each([
    ['a parameter shadows', 'from time import sleep\ndef f(sleep):\n  «sleep»(1)', null],
    ['so does one of a lambda', 'from time import sleep\nlambda sleep: «sleep»(1)', null],
    ['so does a loop', 'from time import sleep\nfor sleep in x:\n  pass\n«sleep»(1)', null],
    ['so does a comprehension', 'from time import sleep\n[«sleep»(1) for sleep in x]', null],
    ['but its first iterable is outside', 'from x import y\n[y for y in «y»]', 'x.y'],
    ['so does an assignment', 'open = make()\n«open»(1)', null],
    ['so does a definition', 'def open(x): ...\n«open»(1)', 'shop.main.open'],
    ['so does an except', 'import e\ntry:\n  pass\nexcept E as e:\n  «e.x»()', null],
    ['so does a match', 'def f(x):\n  match x:\n    case open:\n      «open»(1)', null],
    [
      'a class’s names are not its methods’',
      'class A:\n  open = 3\n  def f(self):\n    «open»(1)',
      'builtins.open',
    ],
    [
      'a method is no name',
      'class A:\n  def open(self): ...\n  def f(self):\n    «open»(1)',
      'builtins.open',
    ],
    ['global', 'import time\ndef f():\n  global time\n  time = 3\ndef g():\n  «time.sleep»(1)', null],
    [
      'nonlocal',
      'def f():\n  from time import sleep\n  def g():\n    nonlocal sleep\n    «sleep»(1)',
      'time.sleep',
    ],
    ['inner functions', 'def f():\n  def g(): ...\n  «g»()', 'shop.main.f.<locals>.g'],
    ['methods', 'class A:\n  def f(self): ...\n  def g(self):\n    «self.f»()', 'shop.main.A.f'],
    [
      'inherited ones',
      'class B:\n  def f(self): ...\nclass A(B):\n  def g(self):\n    «self.f»()',
      'shop.main.B.f',
    ],
    [
      'super',
      'class B:\n  def f(self): ...\nclass A(B):\n  def f(self):\n    «super().f»()',
      'shop.main.B.f',
    ],
    [
      'class methods',
      'class A:\n  @classmethod\n  def f(cls): ...\n  @classmethod\n  def g(cls):\n    «cls.f»()',
      'shop.main.A.f',
    ],
    ['computed', 'import time\n«getattr(time, x)»(1)', null],
    ['in several ways', 'import time\nf = time.sleep if x else time.time\n«f»(1)', null],
    ['an alias', 'import time\npause = time.sleep\n«pause»(1)', 'time.sleep'],
    ['defined twice', 'if x:\n  def f(): ...\nelse:\n  def f(): ...\n«f»()', null],
  ])('%s', (_, marked, name) => expect(nameOf(marked)).toBe(name));
});

describe('instances', () => {
  const session = 'import requests\nfrom typing import *\nfrom requests import Session\n';
  it.each([
    ['x = requests.Session()\n«x.get»()', 'requests.Session.get'],
    ['def f(x: requests.Session):\n  «x.get»()', 'requests.Session.get'],
    ['def f(x: Optional[Session] = None):\n  «x.get»()', 'requests.Session.get'],
    ['def f(x: Session | None):\n  «x.get»()', 'requests.Session.get'],
    ['def f(x: "requests.Session | None"):\n  «x.get»()', 'requests.Session.get'],
    ['def f(x: Union[Session, int]):\n  «x.get»()', null],
    ['def f(x: Annotated[Session, 3]):\n  «x.get»()', 'requests.Session.get'],
    ['def f(x: list[Session]):\n  for y in x:\n    «y.get»()', 'requests.Session.get'],
    ['def f(x=None):\n  x = x or Session()\n  «x.get»()', 'requests.Session.get'],
    ['with requests.Session() as x:\n  «x.get»()', 'requests.Session.get'],
    ['async def f():\n  async with Session() as x:\n    «x.get»()', 'requests.Session.get'],
    ['if (x := Session()):\n  «x.get»()', 'requests.Session.get'],
    ['«Session().get»()', 'requests.Session.get'],
    [
      'class A:\n  def __init__(self):\n    self.s = Session()\n  def f(self):\n    «self.s.get»()',
      'requests.Session.get',
    ],
    ['class A:\n  s: Session\n  def f(self):\n    «self.s.get»()', 'requests.Session.get'],
    [
      'class A:\n  s = None\n  def __init__(self, s: Session):\n    self.s = s\n  def f(self):\n    «self.s.get»()',
      'requests.Session.get',
    ],
    [
      'class A:\n  def __init__(self):\n    self.s = Session()\n    self.s = 3\n  def f(self):\n    «self.s.get»()',
      null,
    ],
    [
      'class A:\n  @property\n  def s(self) -> Session: ...\n  def f(self):\n    «self.s.get»()',
      'requests.Session.get',
    ],
    ['class A(Session):\n  def f(self):\n    «self.get»()', 'requests.Session.get'],
    ['def make():\n  return Session()\n«make().get»()', 'requests.Session.get'],
    ['def make() -> Session: ...\nx = make()\n«x.get»()', 'requests.Session.get'],
    ['x = Session()\nx = 3\n«x.get»()', null],
    ['def f(x):\n  x = Session()\n  «x.get»()', 'requests.Session.get'],
    ['def f(x):\n  if x:\n    x = Session()\n  «x.get»()', null],
    ['x = [Session() for _ in y]\nfor z in x:\n  «z.get»()', 'requests.Session.get'],
    [
      'from contextlib import contextmanager\n@contextmanager\ndef m():\n  yield Session()\nwith m() as x:\n  «x.get»()',
      'requests.Session.get',
    ],
    ['x = cast(Session, y)\n«x.get»()', 'requests.Session.get'],
    ['import sqlite3\nc = sqlite3.connect(x)\n«c.cursor().execute»(y)', 'sqlite3.Cursor.execute'],
  ])('%s', (marked, name) => expect(nameOf(session + marked)).toBe(name));

  const paths = 'from pathlib import Path\n';
  it.each([
    ['«Path(a) / b»', 'pathlib.Path'],
    ['«Path(a).parent»', 'pathlib.Path'],
    ['for x in Path(a).iterdir():\n  «x»', 'pathlib.Path'],
    ['«open(a)»', 'io.TextIOWrapper'],
    ['with open(a) as f:\n  «f»', 'io.TextIOWrapper'],
    ['«Path(a).open()»', 'io.TextIOWrapper'],
    ['class A: ...\nx = A()\n«x»', 'shop.main.A'],
    [
      'async def f():\n  import aiohttp\n  async with aiohttp.ClientSession() as s, s.get(u) as r:\n    «r»',
      'aiohttp.ClientResponse',
    ],
    ['def f(x):\n  «x»', null],
  ])('%s', (marked, type) => expect(typeOf(paths + marked)).toBe(type));
});

it('tells the function that runs a node', () => {
  expect(meaning('def f():\n  «x»').within).toBe('f');
  expect(meaning('def f(a=«x»): ...').within).toBeNull();
  expect(meaning('def f():\n  @«x»\n  def g(): ...').within).toBe('f');
  expect(meaning('def f():\n  class A:\n    a = «x»').within).toBe('f');
  expect(meaning('def f():\n  [«x» for y in z]').within).toBe('f');
  expect(meaning('def f():\n  lambda: «x»').within).toBe('lambda');
  expect(meaning('«x»').within).toBeNull();
});

it('answers for any text', () => {
  const pieces = [
    'class A(',
    'def f(',
    'x = [',
    '"""',
    '@',
    'lambda',
    'async',
    '\\',
    '\0',
    '('.repeat(3000),
    'é¥𝒳 = 1\n',
  ];
  for (const one of pieces)
    for (const other of pieces) {
      const tree = parser.parse(`${one}${other}\nimport x\n`);
      const names = makeNames(tree.rootNode, 'm');
      for (const node of tree.rootNode.descendantsOfType(['identifier', 'call', 'attribute']).slice(0, 20))
        expect(() => [names.nameOf(node), names.typeOf(node), names.functionAround(node)]).not.toThrow();
      tree.delete();
    }
});
