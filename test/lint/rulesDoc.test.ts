import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { PythonParser } from '../../src/lint/parser.ts';
import { isRuleId, RULES } from '../../src/lint/rules.ts';
import { repository } from '../support/paths.ts';
import { lintProgram, loadEngine } from './engine.ts';

const text = readFileSync(join(repository, 'docs', 'rules.md'), 'utf8');

/** Each chapter's text by the rule that its title begins with. */
const chapters = new Map(
  text
    .split(/^## /m)
    .filter((chapter) => chapter.startsWith('CORO'))
    .map((chapter) => [chapter.slice(0, 7), chapter]),
);

let parser: PythonParser;
beforeAll(async () => {
  parser = await loadEngine();
});

/** The rules of what is found in a program of one file. */
function rulesOf(example: string): string[] {
  const program = {
    name: 'example.py',
    python: '3.12',
    blocking: ['imaging.render'],
    ignore: [],
    files: new Map([['example.py', example]]),
    labels: [],
  };
  return lintProgram(parser, program).map(({ rule }) => rule);
}

it('has a chapter for each rule, in order, and no others', () => {
  expect([...chapters.keys()]).toEqual(Object.keys(RULES).filter(isRuleId));
});

describe.each(Object.entries(RULES))('%s', (rule, { title, related }) => {
  const chapter = chapters.get(rule) ?? '';
  const example = (kind: string): string =>
    new RegExp(`^${kind}:\n\n\`\`\`python\n([^]*?)\n\`\`\`$`, 'm').exec(chapter)?.[1] ?? '';

  it('has its title, its fix, how to silence it and the rules of others', () => {
    expect(chapter.split('\n')[0]).toBe(`${rule} ${title}`);
    expect(chapter).toMatch(/^### The quick fix\n\n\S/m);
    expect(chapter).toMatch(new RegExp(`^### To silence it\n\n\`# noqa: ${rule}\``, 'm'));
    const others = /^### Rules of other tools\n\n(.*)$/m.exec(chapter)?.[1] ?? '';
    expect([...others.matchAll(/\[(\w+)\]\(https:\/\/\S+\)/g)].map(([, id]) => id)).toEqual([...related]);
  });

  it('finds exactly its own in the bad example', () => {
    expect(rulesOf(example('Bad'))).toEqual([rule]);
  });

  it('finds nothing in the good example', () => {
    expect(example('Good')).not.toBe('');
    expect(rulesOf(example('Good'))).toEqual([]);
  });
});
