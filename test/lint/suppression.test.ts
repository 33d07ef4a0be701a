import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../src/lint/fixes/edits.ts';
import type { RuleId } from '../../src/lint/rules.ts';
import { suppressionFix, suppressionsOf } from '../../src/lint/suppression.ts';
import { fileOf, findingAt, isValid, marked } from './fixes/support.ts';

function isSilent(source: string, rule: RuleId = 'CORO101'): boolean {
  const { file, range } = marked(source);
  return suppressionsOf(file).isSuppressed(findingAt(rule, range, null));
}

describe('a comment silences', () => {
  it.each([
    '«f()»  # noqa',
    '«f()»  #noqa',
    '«f()»  # NOQA',
    '«f()»  #  noqa  ',
    '«f()»  # noqa: CORO101',
    '«f()»  # noqa:CORO101',
    '«f()»  # noqa : coro101',
    '«f()»  # noqa: E501, CORO101',
    '«f()»  # noqa: E501,CORO101',
    '«f()»  # noqa: E501 CORO101',
    '«f()»  # noqa: ASYNC251',
    '«f()»  # noqa: CORO1',
    '«f()»  # noqa: CORO101 slow on purpose',
    '«f()»  # noqa: CORO101, slow on purpose',
    '«f()»  # noqa: slow on purpose',
    '«f()»  # type: ignore  # noqa: CORO101',
    '«f()»  # slow  # noqa',
    '«f(\n  1,\n)»  # noqa',
    '«f(  # noqa\n  1,\n)»',
    'x = [  # noqa\n  «f()»,\n]',
    'x = [\n  «f()»,\n]  # noqa',
    'x = [\n  «f()»,  # noqa\n]',
    'if «f()»:  # noqa\n  pass',
    'if (\n  «f()»\n):  # noqa\n  pass',
    '«async def f():  # noqa\n  pass»',
    '# ruff: noqa\n«f()»',
    '«f()»\n# flake8: noqa',
    '#ruff:noqa: E501, CORO101\n«f()»',
    '# flake8: noqa: ASYNC251\n«f()»',
    '# ruff: noqa: E501\n# ruff: noqa: CORO101\n«f()»',
    'x = """\n""" + «f()»  # noqa',
    '\uFEFF«f()»  # noqa\r\n',
  ])('%j', (source) => {
    expect(isSilent(source)).toBe(true);
  });

  it.each([
    '«f()»',
    '«f()»  # noqa: E501',
    '«f()»  # noqa: CORO102, ASYNC210',
    '«f()»  # noqa: CORO1011',
    '«f()»  # noqas',
    '«f()»  # noqa-ish',
    '«f()»  # a noqa here',
    '«f()»; "# noqa"',
    '«f()»\n# noqa',
    '# noqa\n«f()»',
    '«f()»  # ruff: noqa',
    '# ruff: noqa: E501\n«f()»',
    'if «f()»:\n  pass  # noqa',
    '«async def f():\n  pass»  # noqa',
    'x = [\n  «f()»,\n  1,  # noqa\n]',
    'x = """\n# noqa\n""" + «f()»',
  ])('nothing in %j', (source) => {
    expect(isSilent(source)).toBe(false);
  });

  it('by every related id', () => {
    expect(isSilent('«f()»  # noqa: ASYNC222', 'CORO104')).toBe(true);
    expect(isSilent('«f()»  # noqa: RUF006', 'CORO202')).toBe(true);
    expect(isSilent('«f()»  # noqa: RUF006', 'CORO203')).toBe(false);
  });
});

describe('the fix that silences', () => {
  it.each([
    ['«f()»\n', 'f()  # noqa: CORO101\n'],
    ['«f()»', 'f()  # noqa: CORO101'],
    ['«f()»   \n', 'f()  # noqa: CORO101\n'],
    ['«f()»\r\nx\r\n', 'f()  # noqa: CORO101\r\nx\r\n'],
    ['x = 1\r\n\t«f()» # slow \r\n', 'x = 1\r\n\tf() # slow  # noqa: CORO101\r\n'],
    ['«f()»  # noqa: E501\n', 'f()  # noqa: E501, CORO101\n'],
    ['«f()»  # noqa:E501,F1 long\n', 'f()  # noqa:E501,F1, CORO101 long\n'],
    ['«f()»  # noqa: E501,\n', 'f()  # noqa: E501, CORO101,\n'],
    ['«f(\n  1,\n)»\n', 'f(\n  1,\n)  # noqa: CORO101\n'],
    ['«f("""a\nb""")»\n', 'f("""a\nb""")  # noqa: CORO101\n'],
    ['x = «f()» + """\na\n"""\n', 'x = f() + """\na\n"""  # noqa: CORO101\n'],
    ['x = «f()» + \\\n  1\n', 'x = f() + \\\n  1  # noqa: CORO101\n'],
    ['if «f()»:\n  pass\n', 'if f():  # noqa: CORO101\n  pass\n'],
    ['«with a:\n  pass»\n', 'with a:  # noqa: CORO101\n  pass\n'],
    ["x = '😀', «f()»\n", "x = '😀', f()  # noqa: CORO101\n"],
    ['\uFEFF«f()»\n', '\uFEFFf()  # noqa: CORO101\n'],
  ])('%j', (source, expected) => {
    const { file, range } = marked(source);
    const finding = findingAt('CORO101', range, null);
    const fix = suppressionFix(file, finding)!;
    const text = applyEdits(file.text, fix.edits);
    expect(text).toBe(expected);
    expect(isValid(text)).toBe(true);
    expect(fix.isSafe).toBe(false);
    expect(suppressionsOf(fileOf(text)).isSuppressed(finding)).toBe(true);
  });

  it.each(['«f()»; x = \\\n  """\na\n""" + \\\n  1', '«f()»  # noqa\n'])(
    'is not offered for %j',
    (source) => {
      const { file, range } = marked(source);
      expect(suppressionFix(file, findingAt('CORO101', range, null))).toBeNull();
    },
  );
});
