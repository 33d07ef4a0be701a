import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Project } from '../../../src/lint/project.ts';
import { repository } from '../../support/paths.ts';
import { loadEngine } from '../engine.ts';

const folder = join(repository, 'test', 'lint', 'corpus');
const texts = readdirSync(folder)
  .filter((name) => name.endsWith('.py'))
  .map((name) => readFileSync(join(folder, name), 'utf8'));
const parser = await loadEngine();
const OPTIONS = { blockingCalls: [], ignoredCalls: [], ignoredRules: [] };
const PIECES = [
  '',
  '(',
  ')',
  ':',
  '\n',
  '\n    ',
  'await ',
  'async ',
  '"',
  ' = ',
  'def f(): pass\n',
  '\r\n',
  '\u{1f375}',
];

it('finds the same after edits as at a first look', { timeout: 120_000 }, () => {
  const random = numbers(1);
  const pick = <T>(values: readonly T[]): T => values[random(values.length)]!;
  for (let file = 0; file < 12; file++) {
    const project = projectOf(pick(texts));
    for (let edit = 0; edit < 12; edit++) {
      const lines = project.textOf('a.py')!.split('\n');
      const line = random(lines.length);
      const column = random(lines[line]!.length + 1);
      const end = random(2) === 0 ? { line, column } : { line: line + random(3), column: random(9) };
      const later = end.line > line || end.column > column ? end : { line, column };
      project.edit('a.py', [{ range: { start: { line, column }, end: later }, text: pick(PIECES) }]);
      const text = project.textOf('a.py')!;
      expect(project.findings('a.py'), text).toEqual(projectOf(text).findings('a.py'));
    }
  }
});

it('never throws, and breaks nothing by a fix, whatever the text', { timeout: 120_000 }, () => {
  const random = numbers(2);
  const pick = <T>(values: readonly T[]): T => values[random(values.length)]!;
  let tried = 0;
  for (let round = 0; tried < 150 && round < 2000; round++) {
    const whole = pick(texts);
    const from = random(whole.length);
    let text = `import asyncio\n${whole.slice(whole.indexOf('\n', from) + 1, from + 1500)}`;
    for (let edit = random(3); edit > 0; edit--) {
      const at = random(text.length);
      text = text.slice(0, at) + pick(PIECES) + text.slice(at + random(6));
    }
    const project = projectOf(text, [3, 8 + random(7)]);
    for (const finding of project.findings('a.py'))
      for (const { edits } of project.fixes('a.py', finding)) {
        expect(edits.length).toBeGreaterThan(0);
        tried++;
      }
    expect(project.textOf('a.py')).toBe(text);
  }
  expect(tried).toBeGreaterThanOrEqual(150);
});

function projectOf(text: string, python: readonly [number, number] = [3, 12]): Project {
  const project = new Project(parser, { python, ...OPTIONS });
  project.set('a.py', text);
  return project;
}

/** Whole numbers below a bound, the same ones each time. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}
