import { expect, it } from 'vitest';
import { code, escapeMarkdown, plain, prose } from '../../src/host/hints/markdown.ts';

it('a name is code, whatever it is made of', () => {
  expect(code('read_config')).toBe('`read_config`');
  expect(code('a`](command:x)\n\u202e')).toBe('`a’](command:x)\\u000a\\u202e`');
});

it('a text is text, whatever it is made of', () => {
  expect(escapeMarkdown('[x](command:y) <b> *a* `c`')).toBe('\\[x\\](command:y) \\<b\\> \\*a\\* \\`c\\`');
});

it('a sentence keeps its names as code', () => {
  expect(prose('`__init__` opens a file (`a` → `b`), _always_.')).toBe(
    '`__init__` opens a file (`a` → `b`), \\_always\\_.',
  );
});

it('a plain sentence has its names between quotes', () => {
  expect(plain('`time.sleep` stops every task; use `await asyncio.sleep(…)`.')).toBe(
    "'time.sleep' stops every task; use 'await asyncio.sleep(…)'.",
  );
});
