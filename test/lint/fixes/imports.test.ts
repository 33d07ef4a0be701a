import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../src/lint/fixes/edits.ts';
import { referTo } from '../../../src/lint/fixes/imports.ts';
import { newImport } from '../../../src/lint/fixes/newImport.ts';
import { fileOf, isValid, marked } from './support.ts';

const USE = 'async def main():\n    «x»\n';

function imported(source: string): string | null {
  const { file, node } = marked(source);
  const reference = referTo(file, node, 'asyncio', 'sleep');
  if (reference === null) return null;
  const text = applyEdits(file.text, reference.edits);
  return reference.edits.length > 0
    ? `${reference.text}|${text.slice(0, text.indexOf('async def'))}`
    : reference.text;
}

describe('a name for asyncio.sleep', () => {
  it.each([
    ['import asyncio\n', 'asyncio.sleep'],
    ['import os, asyncio\n', 'asyncio.sleep'],
    ['import asyncio as aio\n', 'aio.sleep'],
    ['from asyncio import run, sleep\n', 'sleep'],
    ['from asyncio import (\n    sleep as nap,\n    run,\n)\n', 'nap'],
    ['import asyncio.subprocess\n', 'asyncio.sleep'],
    ['import asyncio\nasyncio.run(main())\nnames = [asyncio]\n', 'asyncio.sleep'],
    ['from asyncio import sleep as nap\nfrom time import sleep\n', 'nap'],
  ])('comes from %j', (head, expected) => {
    expect(imported(head + USE)).toBe(expected);
  });

  it('comes from an import of the function around, where that ran before', () => {
    expect(imported('async def main():\n    import asyncio as aio\n    «x»\n')).toBe('aio.sleep');
    expect(imported('async def main():\n    if a:\n        import asyncio as aio\n    «x»\n')).toBe(
      'asyncio.sleep|import asyncio\n\n',
    );
  });

  it.each([
    [
      'another import of the name',
      'from time import sleep\nfrom asyncio import sleep\n' + USE,
      'asyncio.sleep|',
    ],
    ['a parameter', 'from asyncio import sleep\nasync def main(sleep):\n    «x»\n', 'asyncio.sleep|'],
    [
      'an assignment',
      'from asyncio import sleep\nasync def main():\n    sleep = 1\n    «x»\n',
      'asyncio.sleep|',
    ],
  ])('is another one where %s hides it', (_, source, expected) => {
    expect(imported(source)).toContain(expected);
  });

  it.each([
    ['a parameter', 'async def main(asyncio):\n    «x»\n'],
    ['another module', 'from trio import asyncio\n' + USE],
    ['a variable', 'import asyncio\nasyncio = None\n' + USE],
    ['a loop', 'async def main():\n    for asyncio in y:\n        «x»\n'],
    ['a later import', 'import asyncio\nasync def main():\n    «x»\n    import asyncio\n'],
    ['a with', 'import asyncio\nasync def main():\n    with y as asyncio:\n        «x»\n'],
    ['a walrus', 'import asyncio\nasync def main():\n    if (asyncio := y):\n        «x»\n'],
    ['a function', 'def asyncio(): pass\n' + USE],
  ])('is refused where %s hides the module', (_, source) => {
    expect(imported(source)).toBeNull();
  });

  it('does not mind the name in other functions, texts and attributes', () => {
    const head =
      'import asyncio\n"asyncio = 1"  # asyncio = 2\ndef f(asyncio): pass\nx.asyncio = 1\nf(asyncio=1)\n';
    expect(imported(head + USE)).toBe('asyncio.sleep');
  });
});

describe('a new import', () => {
  it.each([
    ['nothing', '', 'import asyncio\n\n'],
    ['imports', 'import os\nimport sys\n\n\n', 'import os\nimport sys\nimport asyncio\n\n\n'],
    ['a docstring', '"""Shop."""\n\n', '"""Shop."""\n\nimport asyncio\n\n'],
    ['a long docstring', '"""Shop.\n\nOpen.\n"""\n', '"""Shop.\n\nOpen.\n"""\n\nimport asyncio\n'],
    [
      'a future import',
      '"""Shop."""\nfrom __future__ import annotations\n\n',
      '"""Shop."""\nfrom __future__ import annotations\nimport asyncio\n\n',
    ],
    [
      'an import in parentheses',
      'from a import (\n    b,\n)\n\n',
      'from a import (\n    b,\n)\nimport asyncio\n\n',
    ],
    [
      'comments between',
      'import os\n# the shop\nimport shop\n',
      'import os\n# the shop\nimport shop\nimport asyncio\n',
    ],
    ['statements on the line', 'import os; x = """\n"""\n', 'import os; x = """\n"""\nimport asyncio\n'],
    ['a comment behind', 'import os  # files\n', 'import os  # files\nimport asyncio\n'],
    [
      'a conditional import',
      'import os\nif x:\n    import y\n',
      'import os\nimport asyncio\nif x:\n    import y\n',
    ],
    [
      'a type checker’s import',
      'if TYPE_CHECKING:\n    import asyncio\n',
      'import asyncio\n\nif TYPE_CHECKING:\n    import asyncio\n',
    ],
    [
      'an encoding',
      '#!/usr/bin/python\n# coding: utf-8\n',
      '#!/usr/bin/python\n# coding: utf-8\nimport asyncio\n\n',
    ],
    ['a licence', '# Free.\n# Yours.\n\n', '# Free.\n# Yours.\n\nimport asyncio\n\n'],
    ['a comment of the first statement', '# Serves.\n', 'import asyncio\n\n# Serves.\n'],
    ['a mark', '\uFEFFimport os\n', '\uFEFFimport os\nimport asyncio\n'],
    ['only a mark', '\uFEFF', '\uFEFFimport asyncio\n\n'],
  ])('follows %s', (_, head, expected) => {
    const { file } = marked(head + USE);
    const text = applyEdits(file.text, [newImport(file, 'asyncio')]);
    expect(text).toBe(expected + USE.replace(/[«»]/g, ''));
    expect(isValid(text)).toBe(true);
  });

  it('ends its line as the file does', () => {
    const { file } = marked(('import os\n' + USE).replaceAll('\n', '\r\n'));
    expect(applyEdits(file.text, [newImport(file, 'asyncio')])).toContain(
      'import os\r\nimport asyncio\r\nasync',
    );
    expect(applyEdits('x = 1', [newImport(fileOf('x = 1'), 'a')])).toBe('import a\n\nx = 1');
    expect(applyEdits('import os', [newImport(fileOf('import os'), 'a')])).toBe('import os\nimport a');
    expect(applyEdits('"""Doc."""', [newImport(fileOf('"""Doc."""'), 'a')])).toBe('"""Doc."""\n\nimport a');
    expect(applyEdits('', [newImport(fileOf(''), 'a')])).toBe('import a\n\n');
  });
});
