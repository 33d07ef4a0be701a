import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { applyEdits } from '../../src/lint/fixes/edits.ts';
import type { PythonParser } from '../../src/lint/parser.ts';
import { Project, type LintOptions } from '../../src/lint/project.ts';
import { loadEngine } from './engine.ts';

const OPTIONS: LintOptions = { python: [3, 12], blockingCalls: [], ignoredCalls: [], ignoredRules: [] };
const SLEEPY = 'import time\n\n\ndef pause():\n    time.sleep(1)\n';
const MAIN = 'import helpers\n\n\nasync def main():\n    helpers.pause()\n';

let parser: PythonParser;
let project: Project;

beforeAll(async () => {
  parser = await loadEngine();
});

beforeEach(() => {
  project = new Project(parser, OPTIONS);
});

const found = (path: string): string[] =>
  project
    .findings(path)
    .map(({ rule, range }) => `${range.start.line + 1}:${range.start.column + 1} ${rule}`);

/** Inserts a text. */
const type = (path: string, line: number, column: number, text: string): void =>
  project.edit(path, [{ range: { start: { line, column }, end: { line, column } }, text }]);

/** What a new project that was given the same texts would say. */
function afresh(...paths: string[]): string[][] {
  const other = new Project(parser, OPTIONS);
  for (const path of paths) other.set(path, project.textOf(path)!);
  return paths.map((path) =>
    other
      .findings(path)
      .map(({ rule, range }) => `${range.start.line + 1}:${range.start.column + 1} ${rule}`),
  );
}

describe('files', () => {
  it('relinks when a file comes, changes, goes', () => {
    project.set('main.py', MAIN);
    expect(found('main.py')).toEqual([]);
    project.set('helpers.py', SLEEPY);
    expect(found('main.py')).toEqual(['5:5 CORO101']);
    project.set('helpers.py', SLEEPY.replace('time.sleep(1)', 'pass'));
    expect(found('main.py')).toEqual([]);
    project.set('helpers.py', SLEEPY);
    project.delete('helpers.py');
    expect(found('main.py')).toEqual([]);
    expect(project.textOf('helpers.py')).toBeUndefined();
    expect(project.findings('helpers.py')).toEqual([]);
  });

  it('follows the lines of other files', () => {
    project.set('helpers.py', SLEEPY);
    project.set('main.py', MAIN);
    const line = (): number | undefined => project.findings('main.py')[0]?.path[0]?.range.start.line;
    expect(line()).toBe(4);
    type('helpers.py', 2, 0, '\n\n');
    expect(line()).toBe(6);
  });

  it('relinks what goes through names of a module', () => {
    project.set('main.py', MAIN);
    project.set('helpers.py', 'pause = print\n');
    expect(found('main.py')).toEqual([]);
    type('helpers.py', 0, 0, 'import time\n');
    project.edit('helpers.py', [
      { range: { start: { line: 1, column: 8 }, end: { line: 1, column: 13 } }, text: 'time.sleep' },
    ]);
    expect(found('main.py')).toEqual(['5:5 CORO101']);
  });

  it('unmarks callbacks', () => {
    project.set('helpers.py', SLEEPY);
    project.set('main.py', 'import helpers\ndef f(loop):\n    loop.call_soon(helpers.pause)\n');
    expect(found('helpers.py')).toEqual(['5:5 CORO101']);
    project.set('main.py', 'import helpers\n');
    expect(found('helpers.py')).toEqual([]);
  });

  it('names modules anew when a folder becomes a package', () => {
    project.set('shop/main.py', 'from . import helpers\nasync def main():\n    helpers.pause()\n');
    project.set('shop/helpers.py', SLEEPY);
    project.set('shop/__init__.py', '');
    expect(found('shop/main.py')).toEqual(['3:5 CORO101']);
    expect(project.definition('shop.helpers.pause')).toMatchObject({
      kind: 'function',
      file: 'shop/helpers.py',
    });
    project.delete('shop/__init__.py');
    expect(project.definition('shop.helpers.pause')).toBeNull();
    expect(project.definition('helpers.pause')?.kind).toBe('function');
  });

  it('skips a file that is too large, and says so', () => {
    project.set('big.py', `async def f():\n    open(1)\n${'#'.repeat(5_000_001)}`);
    expect(project.findings('big.py')).toEqual([]);
    expect(project.problemOf('big.py')).toBe('The file is too large to be looked at.');
    project.set('big.py', 'async def f():\n    open(1)\n');
    expect(project.problemOf('big.py')).toBeNull();
    expect(found('big.py')).toHaveLength(1);
  });
});

describe('edits', () => {
  it('give what a whole reading gives, at every key', () => {
    const text = `${SLEEPY}\nasync def main():\n    pause()\n\nclass Shop:\n    async def serve(self):\n        pause()\n`;
    const typed = 'x = [open(1) for y in (1, "a")]\n    pause() # é𝒳\n';
    project.set('a.py', text);
    for (const newline of ['\n', '\r\n']) {
      project.set('a.py', text.replaceAll('\n', newline));
      let line = 7;
      let column = 4;
      for (const character of typed) {
        type('a.py', line, column, character);
        if (character === '\n') [line, column] = [line + 1, 0];
        else column += character.length;
        expect([found('a.py')]).toEqual(afresh('a.py'));
      }
    }
  });

  it('survive random ones', () => {
    let seed = 7;
    const random = (below: number): number => (seed = (seed * 48271) % 2147483647) % below;
    const pieces = [
      '\n',
      '(',
      ')',
      '"',
      '"""',
      '    ',
      'async ',
      'def f():',
      'time.sleep(1)',
      'class A:',
      '#',
      '𝒳',
      'pause()',
      ':',
    ];
    project.set('a.py', `${SLEEPY}\nasync def main():\n    pause()\n    time.sleep(1)\n`);
    for (let count = 0; count < 300; count++) {
      const rows = project.textOf('a.py')!.split('\n');
      const line = random(rows.length);
      const column = random(rows[line]!.length + 1);
      const isCut = random(3) === 0;
      const end = isCut
        ? { line: Math.min(rows.length - 1, line + random(2)), column: 200 }
        : { line, column };
      project.edit('a.py', [
        { range: { start: { line, column }, end }, text: isCut ? '' : pieces[random(pieces.length)]! },
      ]);
      expect([found('a.py')]).toEqual(afresh('a.py'));
    }
  });

  it('of several files at random give what a new project finds', () => {
    let seed = 11;
    const random = (below: number): number => (seed = (seed * 48271) % 2147483647) % below;
    const pick = <T>(list: readonly T[]): T => list[random(list.length)]!;
    const names = ['f', 'g', 'h', 'A', 'B', 'run'];
    const modules = ['a', 'b', 'pkg', 'pkg.c', 'time', 'asyncio'];
    const paths = ['a.py', 'b.py', 'pkg/__init__.py', 'pkg/c.py', 'other/b.py'];
    const statement = (): string => {
      const [one, two, three] = [pick(names), pick(names), pick(names)];
      return pick([
        `import ${pick(modules)}`,
        `from ${pick(modules)} import ${one} as ${two}`,
        `from ${pick(['.', '..', '.c', '..b'])} import ${one}`,
        `from ${pick(modules)} import *`,
        `${one} = ${pick(modules)}.${two}`,
        `${one} = ${two}()`,
        `def ${one}():\n    time.sleep(1)`,
        `def ${one}():\n    yield ${two}()\n    open(2)`,
        `def ${one}(loop):\n    loop.call_soon(${two})\n    loop.call_soon(${three}.run)`,
        `async def ${one}():\n    ${two}()\n    await ${three}()`,
        `async def ${one}(x: ${two}):\n    x.run()\n    for y in ${three}(): y()`,
        `@${two}\ndef ${one}():\n    open(1)\n    return ${three}()`,
        `class ${one}(${two}):\n    def run(self): self.${three}(); super().run()`,
      ]);
    };
    for (let count = 0; count < 400; count++) {
      const path = pick(paths);
      const rows = project.textOf(path)?.split('\n');
      const kind = random(8);
      if (rows === undefined || kind === 0) project.set(path, `${statement()}\n${statement()}\n`);
      else if (kind === 1) project.delete(path);
      else {
        const line = random(rows.length);
        const words = [...rows[line]!.matchAll(/\w+/g)];
        const word = kind > 4 && words.length > 0 ? pick(words) : null;
        const start = { line, column: word?.index ?? 0 };
        if (word !== null)
          project.edit(path, [
            {
              range: { start, end: { line, column: word.index + word[0].length } },
              text: pick(names),
            },
          ]);
        else if (kind === 2)
          project.edit(path, [{ range: { start, end: { line: line + 2, column: 0 } }, text: '' }]);
        else type(path, line, 0, `${statement()}\n`);
      }
      if (random(2) === 0) found(pick(paths));
      if (count % 4 !== 0) continue;
      const present = paths.filter((each) => project.textOf(each) !== undefined);
      expect(present.map(found)).toEqual(afresh(...present));
    }
  });

  it('come in lists, each in the text that the one before it left', () => {
    project.set('a.py', 'import time\nasync def f():\n    pass\n');
    project.edit('a.py', [
      { range: { start: { line: 2, column: 4 }, end: { line: 2, column: 8 } }, text: 'time\n' },
      { range: { start: { line: 2, column: 8 }, end: { line: 3, column: 0 } }, text: '.sleep(1)' },
    ]);
    expect(project.textOf('a.py')).toBe('import time\nasync def f():\n    time.sleep(1)\n');
    expect(found('a.py')).toEqual(['3:5 CORO101']);
  });

  it('go to more files than trees are kept of', () => {
    for (let round = 0; round < 2; round++)
      for (let file = 0; file < 12; file++) {
        const path = `f${file}.py`;
        if (round === 0) project.set(path, 'import time\nasync def f():\n    time.sleep(1)\n');
        type(path, 0, 0, '\n');
        expect(found(path)).toEqual([`${4 + round}:5 CORO101`]);
      }
  });
});

describe('settings', () => {
  const text =
    'import time, lib\nasync def f():\n    time.sleep(1)\n    lib.Client().fetch(1)\n    own()\ndef own(): ...\n';

  it('add and take away calls and rules', () => {
    project.set('a.py', text);
    expect(found('a.py')).toEqual(['3:5 CORO101']);
    project.configure({ ...OPTIONS, blockingCalls: ['lib.Client.*', 'a.own'] });
    expect(found('a.py')).toEqual(['3:5 CORO101', '4:5 CORO111', '5:5 CORO111']);
    project.configure({ ...OPTIONS, ignoredCalls: ['time.*'] });
    expect(found('a.py')).toEqual([]);
    project.configure({ ...OPTIONS, ignoredRules: ['CORO101'] });
    expect(found('a.py')).toEqual([]);
    project.configure(OPTIONS);
    expect(found('a.py')).toEqual(['3:5 CORO101']);
  });

  it('honour noqa', () => {
    project.set(
      'a.py',
      'import time\nasync def f():\n    time.sleep(1)  # noqa: CORO101\n    time.sleep(2)\n',
    );
    expect(found('a.py')).toEqual(['4:5 CORO101']);
    type('a.py', 3, 17, '  # noqa');
    expect(found('a.py')).toEqual([]);
  });
});

describe('fixes', () => {
  it('mends at once what takes several rounds, and leaves its own text as it was', () => {
    const text =
      'import asyncio\n\n\nasync def work():\n    await asyncio.sleep(1)\n\n\nasync def main():\n' +
      '    asyncio.create_task(work())\n    asyncio.ensure_future(work())\n    await asyncio.sleep(2)\n';
    project.set('a.py', text);
    expect(found('a.py')).toHaveLength(2);
    const edits = project.fixAll('a.py');
    expect(project.textOf('a.py')).toBe(text);
    project.set('a.py', applyEdits(text, edits));
    expect(found('a.py')).toEqual([]);
  });

  it('are offered where they were tried', () => {
    project.set('a.py', 'import asyncio, time\nasync def f():\n    time.sleep(1)\n');
    const [finding] = project.findings('a.py');
    const [fix] = project.fixes('a.py', finding!);
    expect(fix?.edits.map((edit) => edit.text).join()).toContain('asyncio.sleep');
    expect(found('a.py')).toEqual(['3:5 CORO101']);
    expect(project.textOf('a.py')).toContain('time.sleep');
    expect(project.fixAll('a.py').length).toBeGreaterThan(0);
    expect(project.callAt('a.py', { line: 2, column: 10 })).toBe('time.sleep');
  });

  it('are none for a file that is not there', () => {
    project.set('a.py', 'import time\nasync def f():\n    time.sleep(1)\n');
    expect(project.fixes('b.py', project.findings('a.py')[0]!)).toEqual([]);
    expect(project.fixAll('b.py')).toEqual([]);
    project.edit('b.py', []);
    project.delete('b.py');
  });
});

it('answers for any text', () => {
  const texts = [
    '',
    '\0',
    '\uFEFFasync def f():\n    open(1)\n',
    'async def f(:\n  open(1',
    `x = ${'('.repeat(5000)}`,
    `x = ${'a + '.repeat(20000)}1`,
    `async def f():\n    ${'open('.repeat(2000)}`,
    `async def f():\n    open${'.x()'.repeat(20000)}\n`,
    `${'if x:\n '.repeat(1)}${Array.from({ length: 90 }, (_, depth) => `${' '.repeat(depth)}class A:\n`).join('')}`,
    'class A(A): ...\nx = x\nfrom . import *\nfrom a import *\nimport a.b.c\nclass B(C): ...\nclass C(B): ...\nB().x()\n',
    'async def f():\r\n\topen(1)\r\n',
  ];
  for (const text of texts) {
    project.set('a.py', text);
    expect(() => project.findings('a.py')).not.toThrow();
    expect(() => type('a.py', 0, 0, 'x')).not.toThrow();
    expect(() => project.findings('a.py')).not.toThrow();
  }
});
