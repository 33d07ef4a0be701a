import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { PythonParser } from '../../src/lint/parser.ts';
import { RULES } from '../../src/lint/rules.ts';
import { lintProgram, loadEngine } from './engine.ts';
import { compare, CORPUS, keyOf, labelsOf, precision, readCorpus, recall, score, total } from './labels.ts';

const programs = readCorpus();

/** The list in the corpus' README: a place and a rule each, with the reason after it. */
const known = [...readFileSync(join(CORPUS, 'README.md'), 'utf8').matchAll(/^- `(\S+:\d+ CORO\d+)`/gm)].map(
  (match) => match[1]!,
);

let parser: PythonParser;
beforeAll(async () => {
  parser = await loadEngine();
});

describe('the corpus', () => {
  it('has enough cases of each kind, over all rules', () => {
    const scores = score(programs, [], []);
    for (const [rule, { positives, negatives }] of scores)
      expect([rule, positives >= 8, negatives >= 8]).toEqual([rule, true, true]);
    expect(total(scores.values()).positives).toBeGreaterThanOrEqual(350);
    expect(total(scores.values()).negatives).toBeGreaterThanOrEqual(350);
    expect(scores.size).toBe(Object.keys(RULES).length);
  });

  it.each(programs.map((program) => [program.name, program] as const))('%s', (name, program) => {
    const { missed, alarms } = compare(program.labels, lintProgram(parser, program));
    const place = program.files.size > 1 ? `${name}/` : '';
    const wrong = [...missed, ...alarms].map((spot) => place + keyOf(spot)).sort();
    const isHere = (entry: string): boolean => entry.startsWith(place === '' ? `${name}:` : place);
    expect(wrong).toEqual(known.filter(isHere).sort());
  });
});

describe('labels', () => {
  it('are read from the comments at the ends of lines', () => {
    expect(labelsOf('a.py', 'x\ny  # expect: CORO101 CORO202 may: CORO203  # ok: CORO105\n')).toEqual([
      { file: 'a.py', line: 2, rule: 'CORO101', kind: 'expect' },
      { file: 'a.py', line: 2, rule: 'CORO202', kind: 'expect' },
      { file: 'a.py', line: 2, rule: 'CORO203', kind: 'may' },
      { file: 'a.py', line: 2, rule: 'CORO105', kind: 'ok' },
    ]);
    expect(() => labelsOf('a.py', '# expect: CORO999')).toThrow('a.py:1: there is no rule CORO999');
  });

  it('are compared with what is told: missing and additional findings are both wrong', () => {
    const labels = labelsOf(
      'a.py',
      '1  # expect: CORO101\n2  # ok: CORO101\n3  # may: CORO101\n4  # expect: CORO102',
    );
    const told = [2, 3, 4, 4, 5].map((line) => ({ file: 'a.py', line, rule: 'CORO101' as const }));
    const { missed, alarms } = compare(labels, told);
    expect(missed.map(keyOf)).toEqual(['a.py:1 CORO101', 'a.py:4 CORO102']);
    expect(alarms.map(keyOf)).toEqual(['a.py:2 CORO101', 'a.py:4 CORO101', 'a.py:5 CORO101']);
  });

  it('are scored', () => {
    const each = { positives: 4, negatives: 0, found: 3, falseAlarms: 1 };
    expect([precision(each), recall(each)]).toEqual([0.75, 0.75]);
    expect(precision({ ...each, found: 0, falseAlarms: 0 })).toBe(1);
  });
});
