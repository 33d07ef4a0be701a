import { describe, expect, it } from 'vitest';
import { isAwaited, mayAwaitAt, needsParentheses } from '../../../src/lint/fixes/awaiting.ts';
import { marked } from './support.ts';

const NEWEST = [3, 13] as const;

describe('an await is legal', () => {
  it.each([
    'async def f(): «x»',
    'async def f():\n    return [«g»(i) for i in j]',
    'async def f():\n    return {«g»(i): 1 for i in j if i}',
    'async def f():\n    return (i for i in «g»())',
    'async def f():\n    return [i for i in [«g»(k) for k in l]]',
    'async def f():\n    def inner(a=«g»()): pass',
    'async def f():\n    @«g»()\n    def inner(): pass',
    'async def f():\n    return lambda a=«g»(): a',
    'async def f():\n    class A(«g»()): pass',
    'async def f():\n    return f"{«g»()!r:>{width}}"',
    'async def f():\n    yield «g»()',
    'class A:\n    async def f(self):\n        if x:\n            with y: «g»()',
  ])('in %j', (source) => {
    expect(mayAwaitAt(marked(source).node, [3, 8])).toBe(true);
  });

  it.each([
    '«x»',
    'def f(): «x»',
    'async def f(a=«g»()): pass',
    'async def f():\n    return lambda: «g»()',
    'async def f():\n    return (i for i in j if «g»(i))',
    'async def f():\n    return sum(«g»(i) for i in j)',
    'async def f():\n    return (i for j in k for i in «g»())',
    'async def f():\n    class A:\n        a = «g»()',
    'async def f():\n    def inner():\n        «g»()',
    'async def f():\n    a: «g»() = 1',
    'async def f():\n    def inner() -> «g»(): pass',
    'async def f():\n    return f"{«g»()=}"',
    'async def f():\n    def inner[T](a=«g»()): pass',
    'class A:\n    a = [«g»() for i in j]',
  ])('but not in %j', (source) => {
    expect(mayAwaitAt(marked(source).node, NEWEST)).toBe(false);
  });

  it('in a comprehension inside another one since 3.11', () => {
    const { node } = marked('async def f():\n    return [[«g»(i) for i in j] for j in k]');
    expect(mayAwaitAt(node, [3, 10])).toBe(false);
    expect(mayAwaitAt(node, [3, 11])).toBe(true);
  });
});

describe('an await needs parentheses', () => {
  it.each(['«f()».x', '«f()»[0]', '«f()»()', '«f()» ** 2', 'await «f()»'])('in %j', (source) => {
    expect(needsParentheses(marked(source).node)).toBe(true);
  });

  it.each([
    '«f()» + 1',
    '-«f()»',
    '2 ** «f()»',
    'x[«f()»]',
    'g(«f()»)',
    'g(*«f()»)',
    'not «f()»',
    '(«f()»).x',
    'x.y = «f()»',
  ])('but not in %j', (source) => {
    expect(needsParentheses(marked(source).node)).toBe(false);
  });
});

it('sees what is awaited already', () => {
  expect(isAwaited(marked('await «f()»').node)).toBe(true);
  expect(isAwaited(marked('await («f()»)').node)).toBe(true);
  expect(isAwaited(marked('await g(«f()»)').node)).toBe(false);
  expect(isAwaited(marked('await «f()».x').node)).toBe(false);
});
