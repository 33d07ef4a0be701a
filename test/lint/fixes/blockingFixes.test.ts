import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/lint/finding.ts';
import { applyEdits } from '../../../src/lint/fixes/edits.ts';
import { fixesFor } from '../../../src/lint/fixes/fixes.ts';
import type { Definition, Workspace } from '../../../src/lint/names.ts';
import type { RuleId } from '../../../src/lint/rules.ts';
import { findingAt, isValid, marked, titled, workspaceOf } from './support.ts';

interface Given {
  readonly rule: RuleId;
  readonly call: string;
  readonly head: string;
  readonly python?: readonly [number, number];
  readonly more?: Partial<Finding>;
  readonly workspace?: Workspace;
}

const SLEEP: Given = { rule: 'CORO101', call: 'time.sleep', head: 'import asyncio\nimport time\n' };
const GET: Given = {
  rule: 'CORO102',
  call: 'requests.get',
  head: 'import asyncio\nimport requests\nimport socket\n',
};
const OPEN: Given = { rule: 'CORO105', call: 'builtins.open', head: 'import asyncio\nimport pathlib\n' };
const RUN: Given = { rule: 'CORO104', call: 'subprocess.run', head: 'import asyncio\nimport subprocess\n' };

/** The fixes of a coroutine's marked call, as titles and texts without the imports at the head. */
function fixed(given: Given, body: string): { title: string; text: string; isSafe: boolean }[] {
  const source = body.startsWith('|') ? body.slice(1) : `async def main():\n    ${body}\n`;
  const { file, range } = marked(given.head + source);
  const workspace = given.workspace ?? workspaceOf(given.python);
  return fixesFor(file, findingAt(given.rule, range, given.call, given.more), workspace).map((fix) => {
    const all = applyEdits(file.text, fix.edits);
    expect(isValid(all), all).toBe(true);
    expect(all.startsWith(given.head)).toBe(true);
    const text = all.slice(given.head.length);
    return {
      title: fix.title,
      isSafe: fix.isSafe,
      text: text.replace('async def main():\n    ', '').trimEnd(),
    };
  });
}

/** The text after the only fix; fails where there is another number. */
function only(given: Given, body: string): string {
  const fixes = fixed(given, body);
  expect(fixes.map(({ title }) => title)).toHaveLength(1);
  return fixes[0]!.text;
}

describe('a sleep', () => {
  it.each([
    ['«time.sleep(1)»', 'await asyncio.sleep(1)'],
    ['await «time.sleep(1)»', 'await asyncio.sleep(1)'],
    ['await («time.sleep(1)»)', 'await (asyncio.sleep(1))'],
    ['return «time.sleep(x + 1)» or y', 'return await asyncio.sleep(x + 1) or y'],
    ['[«time.sleep(x)» for x in y]', '[await asyncio.sleep(x) for x in y]'],
    ['x = 1; «time.sleep(1)»; y = 2', 'x = 1; await asyncio.sleep(1); y = 2'],
    [
      '«time.sleep(\n        # a nap\n        1,\n    )»',
      'await asyncio.sleep(\n        # a nap\n        1,\n    )',
    ],
    ['«time.sleep(1)».x', '(await asyncio.sleep(1)).x'],
    ['«time.sleep(*a)» # c', 'await asyncio.sleep(*a) # c'],
    ['f"{«time.sleep(1)»!r}"', 'f"{await asyncio.sleep(1)!r}"'],
    ['return not «time.sleep(1)»', 'return not await asyncio.sleep(1)'],
    ['|async def f(): «time.sleep(1)»', 'async def f(): await asyncio.sleep(1)'],
    [
      '|class A:\n\tasync def f(self):\n\t\t«time.sleep(1)»',
      'class A:\n\tasync def f(self):\n\t\tawait asyncio.sleep(1)',
    ],
    ['await asyncio.gather(«time.sleep(1)», f())', 'await asyncio.gather(asyncio.sleep(1), f())'],
    ['asyncio.create_task(«time.sleep(1)»)', 'asyncio.create_task(asyncio.sleep(1))'],
    [
      'await asyncio.gather(*(«time.sleep(x)» for x in y))',
      'await asyncio.gather(*(asyncio.sleep(x) for x in y))',
    ],
    ['await asyncio.wait_for(«time.sleep(9)», 1)', 'await asyncio.wait_for(asyncio.sleep(9), 1)'],
  ])('in %j', (body, expected) => {
    expect(only(SLEEP, body)).toBe(expected);
  });

  it('uses the file’s own names', () => {
    expect(
      only({ ...SLEEP, head: 'from asyncio import sleep\nfrom time import sleep as nap\n' }, '«nap(1)»'),
    ).toBe('await sleep(1)');
    expect(only({ ...SLEEP, head: 'import asyncio as aio\nfrom time import sleep\n' }, '«sleep(1)»')).toBe(
      'await aio.sleep(1)',
    );
  });

  it.each(['\n', '\r\n'])('adds the import to a file whose lines end with %j', (newline) => {
    const source = '\uFEFFimport time\n\n\nasync def main():\n\t«time.sleep(1)»'.replaceAll('\n', newline);
    const { file, range } = marked(source);
    const [fix] = fixesFor(file, findingAt('CORO101', range, 'time.sleep'), workspaceOf());
    expect(applyEdits(file.text, fix!.edits)).toBe(
      '\uFEFFimport time\nimport asyncio\n\n\nasync def main():\n\tawait asyncio.sleep(1)'.replaceAll(
        '\n',
        newline,
      ),
    );
  });

  it.each([
    '|def f(): «time.sleep(1)»',
    '|«time.sleep(1)»',
    'call_soon(lambda: «time.sleep(1)»)',
    'sum(«time.sleep(1)» for x in y)',
    '|async def f():\n    class A:\n        «time.sleep(1)»',
    '|async def f(a=«time.sleep(1)»): pass',
    'f"{«time.sleep(1)»=}"',
    '«time.sleep(secs=1)»',
    'asyncio = 1; «time.sleep(1)»',
  ])('is left alone in %j', (body) => {
    expect(fixed(SLEEP, body)).toEqual([]);
  });

  it.each([
    ['«time.sleep(1)»', true],
    ['x = «time.sleep(1)»', true],
    ['x += «time.sleep(1)»', true],
    ['self.x += «time.sleep(1)»', false],
    ['global x; x += «time.sleep(1)»', false],
    ['self.x = self.x or «time.sleep(1)»', false],
    ['with self.lock: «time.sleep(1)»', false],
    ['with db.begin(): «time.sleep(1)»', false],
    ['with open(p) as f: «time.sleep(1)»', true],
    ['async with self.lock: «time.sleep(1)»', true],
  ])('in %j is mended safely: %s', (body, isSafe) => {
    expect(fixed(SLEEP, body).map((fix) => fix.isSafe)).toEqual([isSafe]);
  });
});

describe('any other call', () => {
  it.each([
    ['«requests.get(u)»', 'await asyncio.to_thread(requests.get, u)'],
    ['await «requests.get(u)»', 'await asyncio.to_thread(requests.get, u)'],
    ['return «requests.get(u)».json()', 'return (await asyncio.to_thread(requests.get, u)).json()'],
    [
      'return «requests.get(u)».headers["x"]',
      'return (await asyncio.to_thread(requests.get, u)).headers["x"]',
    ],
    ['x = «requests.get(u)»[0]', 'x = (await asyncio.to_thread(requests.get, u))[0]'],
    ['x = «requests.get(u)»()', 'x = (await asyncio.to_thread(requests.get, u))()'],
    ['x = «requests.get(u)» ** 2', 'x = (await asyncio.to_thread(requests.get, u)) ** 2'],
    ['x = 2 ** -«requests.get(u)» + 1', 'x = 2 ** -await asyncio.to_thread(requests.get, u) + 1'],
    ['x = {«requests.get()»: 1}', 'x = {await asyncio.to_thread(requests.get): 1}'],
    ['«requests.get( )»', 'await asyncio.to_thread(requests.get )'],
    ['«requests.get(u, *a, timeout=1, **k)»', 'await asyncio.to_thread(requests.get, u, *a, timeout=1, **k)'],
    ['«requests.get(u for u in v)»', 'await asyncio.to_thread(requests.get, (u for u in v))'],
    ['«requests.get(u,)»', 'await asyncio.to_thread(requests.get, u,)'],
    [
      '«requests.get(  # the shop\n        u,  # its page\n    )»',
      'await asyncio.to_thread(requests.get,  # the shop\n        u,  # its page\n    )',
    ],
    ['«requests.get(  # nothing\n    )»', 'await asyncio.to_thread(requests.get  # nothing\n    )'],
    [
      '«requests.get(\n        u\n    )».text',
      '(await asyncio.to_thread(requests.get,\n        u\n    )).text',
    ],
    [
      'return f"{«requests.get(u)».text!r:>9}"',
      'return f"{(await asyncio.to_thread(requests.get, u)).text!r:>9}"',
    ],
    ['x = [«requests.get(u)» for u in v]', 'x = [await asyncio.to_thread(requests.get, u) for u in v]'],
    ['with «requests.get(u)» as r: pass', 'with await asyncio.to_thread(requests.get, u) as r: pass'],
    ['for x in «requests.get(u)»: pass', 'for x in await asyncio.to_thread(requests.get, u): pass'],
    ['g(*«requests.get(u)», **h)', 'g(*await asyncio.to_thread(requests.get, u), **h)'],
    ['«requests.get(u)».x = 1', '(await asyncio.to_thread(requests.get, u)).x = 1'],
    ['while (x := «requests.get(u)»): pass', 'while (x := await asyncio.to_thread(requests.get, u)): pass'],
    ['yield «requests.get(u)»', 'yield await asyncio.to_thread(requests.get, u)'],
    ['«requests.get(await g())»', 'await asyncio.to_thread(requests.get, await g())'],
    ['@«requests.get(u)»\n    def g(): pass', '@await asyncio.to_thread(requests.get, u)\n    def g(): pass'],
    ['await asyncio.gather(«requests.get(u)»)', 'await asyncio.gather(asyncio.to_thread(requests.get, u))'],
    ['x = (i for i in «requests.get(u)»)', 'x = (i for i in await asyncio.to_thread(requests.get, u))'],
    ['if a and «requests.get(u)» in b: pass', 'if a and await asyncio.to_thread(requests.get, u) in b: pass'],
    ['x = «requests \\\n        .get(u)»', 'x = await asyncio.to_thread(requests \\\n        .get, u)'],
  ])('runs in a thread: %j', (body, expected) => {
    expect(only(GET, body)).toBe(expected);
  });

  it.each([
    ['«requests.get(u)»', 'await asyncio.get_running_loop().run_in_executor(None, requests.get, u)'],
    ['«requests.get()».x', '(await asyncio.get_running_loop().run_in_executor(None, requests.get)).x'],
    ['«requests.get(*a)»', 'await asyncio.get_running_loop().run_in_executor(None, requests.get, *a)'],
    [
      'return «requests.get(u, timeout=1)».x',
      'return (await asyncio.get_running_loop().run_in_executor(None, functools.partial(requests.get, u, timeout=1))).x',
    ],
    [
      '«requests.get(**k)»',
      'await asyncio.get_running_loop().run_in_executor(None, functools.partial(requests.get, **k))',
    ],
    ['await asyncio.gather(«requests.get(u)»)', null],
    ['@«requests.get(u)»\n    def g(): pass', null],
  ])('before 3.9: %j', (body, expected) => {
    const given: Given = { ...GET, python: [3, 8], head: `${GET.head}import functools\n` };
    if (expected === null) expect(fixed(given, body)).toEqual([]);
    else expect(only(given, body)).toBe(expected);
  });

  it.each([
    ['requests.get', '«requests.get(u)»', true],
    ['requests.Session.get', '«session.get(u)»', false],
    ['socket.socket.connect', 's = socket.socket()\n    «s.connect(u)»', false],
    ['socket.gethostbyname', '«socket.gethostbyname(u)»', true],
    ['requests.get', '«requests.get(u, hooks=lambda r: r)»', false],
    ['requests.get', 'with lock:\n        «requests.get(u)»', false],
  ] as const)('%s in %j is mended safely: %s', (call, body, isSafe) => {
    expect(fixed({ ...GET, call }, body).map((fix) => fix.isSafe)).toEqual([isSafe]);
  });

  it.each([
    ['CORO110', 'json.loads', '«json.loads(x)»'],
    ['CORO110', 'pickle.dumps', '«pickle.dumps(x)»'],
    ['CORO110', 're.match', '«re.match(a, b)»'],
    ['CORO106', 'sqlite3.connect', '«sqlite3.connect(x)»'],
    ['CORO106', 'sqlite3.Cursor.execute', '«c.execute(x)»'],
    ['CORO108', 'threading.RLock.acquire', '«l.acquire()»'],
    ['CORO108', 'threading.Condition.wait', '«l.wait()»'],
    ['CORO105', 'os.walk', 'for x in «os.walk(x)»: pass'],
    ['CORO105', 'shelve.open', 'with «shelve.open(x)» as s: pass'],
    ['CORO108', 'concurrent.futures.as_completed', 'for f in «as_completed(x)»: pass'],
    ['CORO108', 'threading.Lock', 'with «threading.Lock()»: pass'],
    ['CORO105', 'builtins.next', '«next(f)»'],
  ] as const)('%s %s in %j stays', (rule, call, body) => {
    expect(fixed({ ...GET, rule, call }, body)).toEqual([]);
  });

  it.each([
    ['time.sleep', 'asyncio.get_running_loop().call_later(1, time.sleep, 2)'],
    ['time.sleep', '«asyncio.get_running_loop().call_soon(lambda: time.sleep(1))»'],
    ['requests.get', '«functools.partial(requests.get)»'],
    ['httpx.stream', 'with «httpx.stream(u)»: pass'],
  ])('leaves alone what only hands over %s: %j', (call, body) => {
    const head = 'import asyncio, functools, httpx, requests, time\n';
    expect(fixed({ ...GET, head, call }, body.includes('«') ? body : `«${body}»`)).toEqual([]);
  });

  it('leaves what is no call alone', () => {
    expect(fixed({ ...GET, rule: 'CORO108', call: 'threading.Lock.acquire' }, 'with «lock»: pass')).toEqual(
      [],
    );
  });
});

describe('a chain', () => {
  it.each([
    ['x = «open(p)».read()', 'x = await asyncio.to_thread(lambda: open(p).read())'],
    ['x = «open(p).read()»', 'x = await asyncio.to_thread(lambda: open(p).read())'],
    ['x = «open(p)».read().split()', 'x = (await asyncio.to_thread(lambda: open(p).read())).split()'],
    ['x = «open(await p)».read()', 'x = (await asyncio.to_thread(open, await p)).read()'],
    [
      'x = «open([i async for i in p])».read()',
      'x = (await asyncio.to_thread(open, [i async for i in p])).read()',
    ],
    ['x = «open(q := p)».read()', 'x = (await asyncio.to_thread(open, q := p)).read()'],
    ['f"{«open(p)».read()}"', 'f"{await asyncio.to_thread(lambda: open(p).read())}"'],
    [
      'with «open(p)» as f, open(q) as g: pass',
      'with await asyncio.to_thread(open, p) as f, open(q) as g: pass',
    ],
    [
      'x = pathlib.Path(p).read_text() + «open(p)».name',
      'x = pathlib.Path(p).read_text() + (await asyncio.to_thread(open, p)).name',
    ],
  ])('%j', (body, expected) => {
    expect(only(OPEN, body)).toBe(expected);
  });

  it('has no lambda where it cannot', () => {
    expect(fixed(OPEN, 'x = «open(await p).read()»')).toEqual([]);
    expect(fixed(OPEN, '|class A:\n    async def f(self):\n        x = «open(super().p).read()»')).toEqual(
      [],
    );
  });

  it('names the callee where only its use blocks', () => {
    expect(only({ ...OPEN, call: 'pathlib.Path.read_text' }, 'x = «pathlib.Path(p).read_text()»')).toBe(
      'x = await asyncio.to_thread(pathlib.Path(p).read_text)',
    );
  });

  it('before 3.9 goes to the executor', () => {
    expect(only({ ...OPEN, python: [3, 8] }, 'x = «open(p, encoding=e)».read()')).toBe(
      'x = await asyncio.get_running_loop().run_in_executor(None, lambda: open(p, encoding=e).read())',
    );
  });
});

describe('an iterator', () => {
  const glob: Given = { rule: 'CORO105', call: 'glob.iglob', head: 'import asyncio\nimport glob\n' };
  it.each([
    ['x = list(«glob.iglob(p)»)', 'x = await asyncio.to_thread(list, glob.iglob(p))'],
    ['for x in «glob.iglob(p)»: pass', 'for x in await asyncio.to_thread(list, glob.iglob(p)): pass'],
    [
      'y = [x for x in «glob.iglob(p)» if x]',
      'y = [x for x in await asyncio.to_thread(list, glob.iglob(p)) if x]',
    ],
  ])('is read in a thread: %j', (body, expected) => {
    expect(only(glob, body)).toBe(expected);
  });

  it.each([
    'x = «glob.iglob(p)»',
    'with «glob.iglob(p)» as d: pass',
    'list = 1\n    for x in «glob.iglob(p)»: pass',
  ])('stays in %j', (body) => {
    expect(fixed(glob, body)).toEqual([]);
  });
});

describe('a file that is read or written whole', () => {
  it.each([
    [
      'with «open("a")» as f:\n        x = f.read()',
      'x = await asyncio.to_thread(pathlib.Path("a").read_text)',
      true,
    ],
    ['with «open(p)» as f: x = f.read()', 'x = await asyncio.to_thread(pathlib.Path(p).read_text)', false],
    [
      'with open("a") as f:\n        x = «f.read()»',
      'x = await asyncio.to_thread(pathlib.Path("a").read_text)',
      true,
    ],
    [
      'with «open("a", "rb")» as f:\n        return f.read()',
      'return await asyncio.to_thread(pathlib.Path("a").read_bytes)',
      true,
    ],
    [
      'with «open("a", encoding="utf-8")» as f:\n        return json.loads(f.read())',
      'return json.loads(await asyncio.to_thread(pathlib.Path("a").read_text, encoding="utf-8"))',
      true,
    ],
    [
      'with «open("a")» as f:\n        x = f.read().split(\n            ","\n        )[0]',
      'x = (await asyncio.to_thread(pathlib.Path("a").read_text)).split(\n            ","\n        )[0]',
      true,
    ],
    [
      'with «open("a", mode="w")» as f:\n        f.write(data)\n    return 1',
      'await asyncio.to_thread(pathlib.Path("a").write_text, data)\n    return 1',
      true,
    ],
    [
      'with «open("a", "w")» as f:\n        n = f.write(x)',
      'n = await asyncio.to_thread(pathlib.Path("a").write_text, x)',
      true,
    ],
    [
      'with «open("a", "wb")» as f:\n        f.write(b"1")',
      'await asyncio.to_thread(pathlib.Path("a").write_bytes, b"1")',
      true,
    ],
    [
      'with «open("a")» as f:\n        x = f.read()\n    with open("b") as f:\n        y = f.read()',
      'x = await asyncio.to_thread(pathlib.Path("a").read_text)\n    with open("b") as f:\n        y = f.read()',
      true,
    ],
  ])('%j', (body, expected, isSafe) => {
    const fix = titled(fixed(OPEN, body), /pathlib|….(read|write)_/);
    expect(fix.text).toBe(expected);
    expect(fix.isSafe).toBe(isSafe);
  });

  it.each([
    'with «open("a")» as f:\n        x = f.read()\n        y = 1',
    'with «open("a")» as f:\n        x = f.read(10)',
    'with «open("a")» as f:\n        x = g() + f.read()',
    'with «open("a")» as f:\n        x = g(h(), f.read())',
    'with «open("a")» as f:\n        x = f.read()\n    print(f.closed)',
    'with «open("a")» as f:  # all of it\n        x = f.read()',
    'with «open("a", "a")» as f:\n        f.write(x)',
    'with «open("a", mode)» as f:\n        x = f.read()',
    'with «open("a", newline="")» as f:\n        x = f.read()',
    'with «open("a", "r", 1)» as f:\n        x = f.read()',
    'with «open("a", "w")» as f:\n        f.write(g())',
    'with «open("a", "w")» as f:\n        n = f.write(x())',
    'with «open("a")» as f:\n        f.write(x)',
    'with «open("a")» as f:\n        if x: y = f.read()',
    'with «open("a")» as f, g as h:\n        x = f.read()',
    'with «open("a")» as f:\n        x = lambda: f.read()',
    'with «open(*a)» as f:\n        x = f.read()',
  ])('but not %j', (body) => {
    expect(fixed(OPEN, body).filter(({ title }) => /_(text|bytes)/.test(title))).toEqual([]);
  });
});

describe('a process', () => {
  const native = (given: Given, body: string): string[] =>
    fixed(given, body)
      .filter(({ title }) => title.includes('create_subprocess'))
      .map(({ text }) => text);

  it('can always run in a thread', () => {
    expect(titled(fixed(RUN, 'r = «subprocess.run(c, check=True)»'), /thread/)).toEqual({
      title: 'Run in a thread: await asyncio.to_thread(subprocess.run, …)',
      text: 'r = await asyncio.to_thread(subprocess.run, c, check=True)',
      isSafe: true,
    });
  });

  it.each([
    ['«subprocess.run(["ls", p])»', 'await (await asyncio.create_subprocess_exec("ls", p)).wait()'],
    ['«subprocess.run("ls", shell=True)»', 'await (await asyncio.create_subprocess_shell("ls")).wait()'],
    [
      'x = «subprocess.run(["ls", *a], cwd=d)».returncode',
      'x = await (await asyncio.create_subprocess_exec("ls", *a, cwd=d)).wait()',
    ],
    [
      'x = «subprocess.run(["ls"], capture_output=True)».stdout.decode()',
      'x = (await (await asyncio.create_subprocess_exec("ls", stdout=subprocess.PIPE, stderr=subprocess.PIPE)).communicate())[0].decode()',
    ],
    [
      'r = «subprocess.run(["ls"], stdout=subprocess.PIPE)»\n    return r.stdout, r.returncode, r.stderr',
      'r = await asyncio.create_subprocess_exec("ls", stdout=subprocess.PIPE)\n    r_stdout, r_stderr = await r.communicate()\n    return r_stdout, r.returncode, None',
    ],
    [
      'r = «subprocess.run(["ls"])»; return r.returncode',
      'r = await asyncio.create_subprocess_exec("ls"); await r.wait(); return r.returncode',
    ],
  ])('is asyncio’s own in %j', (body, expected) => {
    expect(native(RUN, body)).toEqual([expected]);
  });

  it.each([
    '«subprocess.run(command)»',
    '«subprocess.run(["ls"], check=True)»',
    '«subprocess.run(["ls"], timeout=1)»',
    '«subprocess.run(["ls"], input=b"")»',
    '«subprocess.run(["ls"], stdout=file)»',
    '«subprocess.run(["ls"], **k)»',
    '«subprocess.run([])»',
    'r = «subprocess.run(["ls"], text=True, capture_output=True)»\n    r.stdout',
    'r = «subprocess.run(["ls"])»\n    return r',
    'r = «subprocess.run(["ls"])»\n    r.check_returncode()',
    'r = «subprocess.run(["ls"])»\n    r_stdout = r.returncode',
    'return «subprocess.run(["ls"])»',
    'x = «subprocess.run(["ls"])».args',
    'f(«subprocess.run(["ls"])»)',
  ])('has no other way in %j', (body) => {
    expect(native(RUN, body)).toEqual([]);
  });

  it('keeps tabs and line endings', () => {
    const source =
      'import asyncio, subprocess\nasync def f():\n\tif x:\n\t\tr = «subprocess.run(["ls"])»\n\t\tr.returncode\n';
    const { file, range } = marked(source.replaceAll('\n', '\r\n'));
    const fixes = fixesFor(file, findingAt('CORO104', range, 'subprocess.run'), workspaceOf());
    expect(applyEdits(file.text, titled(fixes, /create_subprocess/).edits)).toBe(
      source
        .replace('«subprocess.run(["ls"])»', 'await asyncio.create_subprocess_exec("ls")\n\t\tawait r.wait()')
        .replaceAll('\n', '\r\n'),
    );
  });

  it('of os.system has another status', () => {
    const given: Given = { rule: 'CORO104', call: 'os.system', head: 'import asyncio\nimport os\n' };
    expect(fixed(given, 'x = «os.system(c)»')).toEqual([
      expect.objectContaining({ text: 'x = await asyncio.to_thread(os.system, c)' }),
      {
        title: 'Use await asyncio.create_subprocess_shell(…) and wait() (the status is encoded differently)',
        text: 'x = await (await asyncio.create_subprocess_shell(c)).wait()',
        isSafe: false,
      },
    ]);
    const call: Given = { ...RUN, call: 'subprocess.call' };
    expect(native(call, 'x = «subprocess.call(["ls"])» == 0')).toEqual([
      'x = await (await asyncio.create_subprocess_exec("ls")).wait() == 0',
    ]);
  });
});

describe('a loop in a loop', () => {
  const run: Given = { rule: 'CORO109', call: 'asyncio.run', head: 'import asyncio\n' };
  const loop: Given = { ...run, call: 'asyncio.AbstractEventLoop.run_until_complete' };
  it.each([
    [run, '«asyncio.run(f())»', 'await f()', true],
    [run, 'x = «asyncio.run(f(), debug=True)».y', 'x = (await f()).y', true],
    [run, 'x = «asyncio.run(\n        f(1),\n    )»', 'x = await f(1)', true],
    [loop, 'x = «loop.run_until_complete(a or b)»', 'x = await (a or b)', true],
    [loop, 'x = «asyncio.get_event_loop().run_until_complete(t)»', 'x = await t', true],
    [
      run,
      'try: «asyncio.run(f())»\n    except RuntimeError: pass',
      'try: await f()\n    except RuntimeError: pass',
      false,
    ],
  ])('%o %j', (given, body, expected, isSafe) => {
    const fixes = fixed(given, body);
    expect(fixes.map(({ text }) => text)).toEqual([expected]);
    expect(fixes[0]!.isSafe).toBe(isSafe);
  });

  it.each([
    [run, '|def f(): «asyncio.run(g())»'],
    [run, '«asyncio.run(*a)»'],
    [run, '«asyncio.run(f(), loop_factory=g)»'],
    [run, '«asyncio.run(\n        f()  # all\n    )»'],
    [run, 'await «asyncio.run(f())»'],
    [{ ...run, call: 'asyncio.AbstractEventLoop.run_forever' }, '«loop.run_forever()»'],
  ])('%o %j stays', (given, body) => {
    expect(fixed(given, body)).toEqual([]);
  });
});

describe('a future of a thread', () => {
  const given: Given = {
    rule: 'CORO108',
    call: 'concurrent.futures.Future.result',
    head: 'import asyncio\n',
  };
  it.each([
    ['x = «f.result()»', 'x = await asyncio.wrap_future(f)'],
    ['x = «pool.submit(g, 1).result()».y', 'x = (await asyncio.wrap_future(pool.submit(g, 1))).y'],
    ['x = [«f.result()» for f in fs]', 'x = [await asyncio.wrap_future(f) for f in fs]'],
    ['x = «f.result(1)»', 'x = await asyncio.to_thread(f.result, 1)'],
    ['x = «f.result(timeout=1)»', 'x = await asyncio.to_thread(f.result, timeout=1)'],
  ])('%j', (body, expected) => {
    expect(only(given, body)).toBe(expected);
  });
});

describe('what blocks without a call', () => {
  const step = {
    file: 'shop.py',
    range: { start: { line: 0, column: 0 }, end: { line: 0, column: 1 } },
    name: 'x',
  };
  const property: Given = { ...OPEN, call: 'pathlib.Path.read_text', more: { path: [step] } };
  const lines: Given = { ...OPEN, call: 'io.TextIOWrapper' };
  it.each([
    [property, 'print(«self.text»)', 'print(await asyncio.to_thread(lambda: self.text))'],
    [property, 'return «self.text».strip()', 'return (await asyncio.to_thread(lambda: self.text)).strip()'],
    [lines, 'for line in «file»: pass', 'for line in await asyncio.to_thread(file.readlines): pass'],
    [
      lines,
      'for line in «self.file»: pass',
      'for line in await asyncio.to_thread(self.file.readlines): pass',
    ],
  ])('%# runs in a thread: %j', (given, body, expected) => {
    expect(only(given, body)).toBe(expected);
  });

  it.each([
    [property, '«self.text» = 1'],
    [property, 'del «self.text»'],
    [property, '«self.text»()'],
    [property, 'f(lambda: «self.text»)'],
    [{ ...property, call: 'sqlite3.Cursor.execute' }, 'f(«self.text»)'],
    [lines, 'x = [line for line in «file»]'],
    [lines, 'x = «file»'],
  ])('%# is left alone in %j', (given, body) => {
    expect(fixed(given, body)).toEqual([]);
  });
});

describe('a generator that is taken from at once', () => {
  it.each([
    [
      'x = sum(len(«requests.get(u)») for u in y)',
      'x = await asyncio.to_thread(sum, (len(requests.get(u)) for u in y))',
    ],
    [
      'x = any((«requests.get(u)».ok for u in y if u))',
      'x = await asyncio.to_thread(any, (requests.get(u).ok for u in y if u))',
    ],
    ['x = sum(1 for u in «requests.get(u)»)', 'x = sum(1 for u in await asyncio.to_thread(requests.get, u))'],
  ])('runs in a thread: %j', (body, expected) => {
    expect(only(GET, body)).toBe(expected);
  });

  it.each([
    'x = sum(len(«requests.get(u)») for u in await y)',
    'x = sum(len(«requests.get(u)») async for u in y)',
    'x = map(f, (len(«requests.get(u)») for u in y))',
    'x = sum((len(«requests.get(u)») for u in y), 1)',
    'x = sum([lambda: «requests.get(u)» for u in y])',
  ])('is left alone in %j', (body) => {
    expect(fixed(GET, body)).toEqual([]);
  });
});

describe('a helper that blocks', () => {
  const helper = (kind: Definition['kind'], isWrapped = false): Given => ({
    ...SLEEP,
    head: 'import asyncio\nimport functools\nfrom tools import helper\n',
    more: {
      path: [
        {
          file: 'tools.py',
          range: { start: { line: 0, column: 0 }, end: { line: 0, column: 1 } },
          name: 'x',
        },
      ],
    },
    workspace: {
      python: [3, 12],
      definition: (name) =>
        name === 'tools.helper'
          ? { kind, file: 'tools.py', methods: new Set(), isWrapped, decorators: [] }
          : null,
    },
  });

  it('runs in a thread as a whole, not safely', () => {
    expect(fixed(helper('function'), 'x = «helper(1, k=2)».y')).toEqual([
      {
        title: 'Run in a thread: await asyncio.to_thread(helper, …)',
        text: 'x = (await asyncio.to_thread(helper, 1, k=2)).y',
        isSafe: false,
      },
    ]);
    expect(only(helper('generator'), 'x = list(«helper()»)')).toBe(
      'x = await asyncio.to_thread(list, helper())',
    );
    expect(only(helper('function'), 'x = list(«map(helper, y)»)')).toBe(
      'x = await asyncio.to_thread(list, map(helper, y))',
    );
    expect(only(helper('function'), 'x = «sorted(y, key=helper)»')).toBe(
      'x = await asyncio.to_thread(sorted, y, key=helper)',
    );
    expect(only(helper('class'), '«helper()»')).toBe('await asyncio.to_thread(helper)');
    expect(only(helper('function'), 'with «helper()»: pass')).toBe(
      'with await asyncio.to_thread(helper): pass',
    );
    expect(only({ ...helper('function'), rule: 'CORO109', call: 'asyncio.run' }, '«helper()»')).toContain(
      'to_thread',
    );
  });

  it.each([
    [helper('generator'), 'x = map(str, «helper()»)'],
    [helper('function'), 'x = «asyncio.new_event_loop()»'],
    [helper('function'), 'x = «functools.partial(helper)»'],
    [helper('generator'), 'for x in «helper()»: pass'],
    [helper('coroutine'), '«helper()»'],
    [helper('function', true), 'with «helper()»: pass'],
    [helper('class'), 'with «helper()»: pass'],
    [{ ...helper('function'), call: 'sqlite3.Cursor.execute' }, '«helper()»'],
    [{ ...helper('function'), call: 'loop.run_until_complete', rule: 'CORO109' as const }, '«helper()»'],
    [helper('function'), '|def callback(): «helper()»'],
  ])('%# is left alone in %j', (given, body) => {
    expect(fixed(given, body)).toEqual([]);
  });
});
