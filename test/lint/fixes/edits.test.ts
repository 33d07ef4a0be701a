import { expect, it } from 'vitest';
import {
  applyEdits,
  insertAfter,
  insertBefore,
  inOrder,
  lineEndingOf,
  nodeAt,
  replaceNode,
} from '../../../src/lint/fixes/edits.ts';
import { marked } from './support.ts';

it.each(['a = «f()»\n', 'a = 1\r\nb = «f()»', '\uFEFFa = «f()»', "a = '😀é', «f()»  # ü"])(
  'edits exactly the marked node of %j',
  (source) => {
    const { file, range, node } = marked(source);
    expect(applyEdits(file.text, [replaceNode(node, 'g')])).toBe(source.replace('«f()»', 'g'));
    const wrapped = applyEdits(file.text, [insertAfter(node, ')'), insertBefore(node, 'g(')]);
    expect(wrapped).toBe(source.replace('«f()»', 'g(f())'));
    expect(nodeAt(file.root, range, ({ type }) => type === 'call')?.equals(node)).toBe(true);
    expect(nodeAt(file.root, range, ({ type }) => type === 'lambda')).toBeNull();
  },
);

it('keeps the order of insertions at one place', () => {
  const at = { start: { line: 0, column: 1 }, end: { line: 0, column: 1 } };
  const edits = [
    { range: at, text: '1' },
    { range: { start: at.start, end: { line: 1, column: 0 } }, text: '3' },
    { range: at, text: '2' },
  ];
  expect(applyEdits('ab\ncd', edits)).toBe('a123cd');
  expect(inOrder(edits).map(({ text }) => text)).toEqual(['1', '2', '3']);
});

it('takes positions beyond an end for that end', () => {
  const beyond = (line: number, column: number) => ({ start: { line, column }, end: { line, column } });
  expect(applyEdits('ab\ncd', [{ range: beyond(0, 9), text: '!' }])).toBe('ab!\ncd');
  expect(applyEdits('ab\ncd', [{ range: beyond(7, 0), text: '!' }])).toBe('ab\ncd!');
});

it('knows how lines end', () => {
  expect(['', 'a', 'a\nb', 'a\r\nb\n', '\n'].map(lineEndingOf)).toEqual(['\n', '\n', '\n', '\r\n', '\n']);
});
