import { beforeAll, describe, expect, it } from 'vitest';
import type { PythonParser } from '../../src/lint/parser.ts';
import { Project, type LintOptions } from '../../src/lint/project.ts';
import { loadEngine } from './engine.ts';

const OPTIONS: LintOptions = { python: [3, 12], blockingCalls: [], ignoredCalls: [], ignoredRules: [] };
/** Far more than any of these takes, far less than what any of them took that grew with the square. */
const PATIENCE = 15_000;

let parser: PythonParser;

beforeAll(async () => {
  parser = await loadEngine();
});

/** Asks all that one can ask of some files; the number of findings. */
function askAll(files: Readonly<Record<string, string>>): number {
  const project = new Project(parser, OPTIONS);
  for (const [path, text] of Object.entries(files)) project.set(path, text);
  let count = 0;
  for (const [path, text] of Object.entries(files)) {
    const findings = project.findings(path);
    count += findings.length;
    const [first] = findings;
    if (first !== undefined) {
      project.fixes(path, first);
      project.suppression(path, first);
    }
    project.fixAll(path);
    const line = text.split('\n').length >> 1;
    const place = { line, column: 0 };
    project.edit(path, [{ range: { start: place, end: place }, text: '[' }]);
    project.findings(path);
    project.callAt(path, { line, column: 4 });
    project.edit(path, [{ range: { start: place, end: { line, column: 1 } }, text: '' }]);
    expect(project.findings(path)).toEqual(findings);
  }
  for (const path of Object.keys(files)) project.delete(path);
  return count;
}

const lines = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join('');

describe('names that JavaScript has of its own', () => {
  const NAMES = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', 'isPrototypeOf'];

  it('are names like any other', () => {
    const project = new Project(parser, OPTIONS);
    for (const name of NAMES) {
      project.set('b.py', `import ${name}\nasync def f():\n    ${name}.run()\n    ${name}()\n`);
      expect(project.callAt('b.py', { line: 2, column: 6 })).toBe(`${name}.run`);
      expect(project.callAt('b.py', { line: 3, column: 6 })).toBe(name);
      project.set(
        'c.py',
        `import time\ndef ${name}(): time.sleep(1)\nasync def f(): ${name}()\nclass A:\n` +
          `    def ${name}(self): time.sleep(1)\n    async def f(self): self.${name}()\n`,
      );
      expect(project.findings('c.py').map(({ range }) => range.start.line)).toEqual([2, 5]);
    }
  });

  it('name modules', () => {
    const project = new Project(parser, OPTIONS);
    for (const name of NAMES) {
      project.set(`${name}.py`, `def ${name}(): open(1)\n`);
      project.set('main.py', `import ${name}\nasync def f(): ${name}.${name}()\n`);
      expect(project.findings('main.py').map(({ path }) => path[0]?.file)).toEqual([`${name}.py`]);
    }
  });
});

describe('texts that no one writes end soon', () => {
  const stars = Object.fromEntries(
    Array.from({ length: 30 }, (_, index) => [
      `s${index}.py`,
      `${lines(30, (other) => `from s${other} import *\n`)}async def f${index}():\n    nowhere()\n`,
    ]),
  );
  const texts: Record<string, string | Readonly<Record<string, string>>> = {
    'inheritance that doubles at every step':
      'import time\nclass A0:\n    def m(self): time.sleep(1)\nclass B0: ...\n' +
      lines(40, (at) => `class A${at + 1}(A${at}, B${at}): ...\nclass B${at + 1}(A${at}, B${at}): ...\n`) +
      'async def f():\n    A40().m()\n    B40().n()\n',
    'inheritance in circles': lines(
      150,
      (at) =>
        `class A${at}(A${(at + 1) % 150}, A${(at + 7) % 150}):\n    async def f(self): self.q(); super().q()\n`,
    ),
    'star imports in circles': stars,
    'brackets in an annotation': `def f(x: ${'List['.repeat(3000)}int${']'.repeat(3000)}): x.y()\n`,
    'a long row of names': `import time\nx0 = time.sleep\n${lines(1500, (at) => `x${at + 1} = x${at}\nasync def f${at}(): x${at + 1}(1)\n`)}`,
    'a long row of functions': `import time\ndef x0(): time.sleep(1)\n${lines(1000, (at) => `def x${at + 1}(): x${at}()\nasync def f${at}(): x${at + 1}()\n`)}`,
    'a long row of tries': `async def f():\n${lines(600, () => '    try:\n        await g()\n    except BaseException:\n        pass\n')}`,
    'nothing but errors': lines(5000, () => 'async def (((: ] } open(1) ==\n'),
    'many findings': `async def f():\n${lines(2500, () => '    open(1)  # noqa: CORO999\n')}`,
    'many tasks': `import asyncio\nasync def g(x): return x\nasync def f():\n${lines(250, (at) => `    asyncio.create_task(g(${at}))\n    g(1)\n`)}`,
    'many definitions of one name': `import time\n${lines(1000, () => '@overload\ndef g(x): ...\n')}def g(x): time.sleep(1)\nasync def f(): g(1)\n`,
    'lone surrogates, NULs, form feeds':
      'async def f\uD800():\0\n\f    open("\uDC00")\n    \uD800 = open(1)\r    x = "\0"\n\uFFFF\n',
  };
  for (const [title, given] of Object.entries(texts))
    it(
      title,
      () => {
        askAll(typeof given === 'string' ? { 'a.py': given } : given);
      },
      PATIENCE,
    );

  it('and deep chains of calls are followed as far in any order', () => {
    const text = `import time\ndef x0(): time.sleep(1)\n${lines(300, (at) => `def x${at + 1}(): x${at}()\n`)}`;
    const callers = Array.from({ length: 30 }, (_, at) => at * 10);
    const found = (order: readonly number[]): string[] => {
      const project = new Project(parser, OPTIONS);
      project.set('a.py', text);
      for (const at of order) project.set(`f${at}.py`, `import a\nasync def f(): a.x${at}()\n`);
      return order.filter((at) => project.findings(`f${at}.py`).length > 0).map(String);
    };
    const upwards = found(callers);
    expect(upwards).toContain('90');
    expect(upwards).not.toContain('290');
    expect(found([...callers].reverse()).reverse()).toEqual(upwards);
  });
});

it('keeps nothing of what was typed before', () => {
  const project = new Project(parser, OPTIONS);
  project.set('helpers.py', 'import time\ndef pause(): time.sleep(1)\n');
  project.set('a.py', 'import helpers\nasync def f():\n    pass\n');
  for (let count = 0; count < 50; count++) {
    const row = project.textOf('a.py')!.split('\n')[2]!;
    const line = { line: 2, column: 4 };
    project.edit('a.py', [
      { range: { start: line, end: { line: 2, column: row.length } }, text: `helpers.pause(); name${count}` },
    ]);
    const [finding] = project.findings('a.py');
    expect(finding?.path).toHaveLength(1);
  }
  const { dependents } = unitOf(project, 'helpers.py', 1);
  expect(dependents.size).toBe(1);
});

/** A unit of a file, from inside the project: what it holds on to shows nowhere else. */
function unitOf(
  project: Project,
  path: string,
  index: number,
): { readonly dependents: ReadonlySet<unknown> } {
  const { linker } = project as unknown as {
    linker: {
      file(path: string): { units: readonly { readonly dependents: ReadonlySet<unknown> }[] } | undefined;
    };
  };
  return linker.file(path)!.units[index]!;
}
