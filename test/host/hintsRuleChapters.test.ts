import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { chapterSummary, ruleChapters } from '../../src/host/hints/ruleChapters.ts';
import { RULES, type RuleId } from '../../src/lint/rules.ts';

const MARKDOWN = `\
# Rules

All of them.

## CORO101 Blocking sleep

It stops everything.

\`\`\`python
import time
# CORO102 is another matter

time.sleep(1)
\`\`\`

Better:

\`\`\`python
await asyncio.sleep(1)
\`\`\`

### Why

It is a long story.

## CORO102 Requests

Short.
`;

it('finds each rule’s chapter, with the chapters in it', () => {
  const chapters = ruleChapters(MARKDOWN);
  expect(chapters.get('CORO101')).toMatch(/^## CORO101[\s\S]*long story\.$/);
  expect(chapters.get('CORO102')).toBe('## CORO102 Requests\n\nShort.');
});

it('finds a chapter for every rule in the documentation that ships', () => {
  const file = join(import.meta.dirname, '..', '..', 'docs', 'rules.md');
  for (const [id, chapter] of ruleChapters(readFileSync(file, 'utf8'))) {
    expect(chapter.split('\n')[0]).toBe(`## ${id} ${RULES[id].title}`);
    const summary = chapterSummary(chapter, { withCode: true });
    expect(summary, id).toMatch(/^Instead:\n\n```python\n[^]+\n```\n\n[^]{40,}$/);
    expect(summary.split('\n').length, id).toBeLessThan(25);
  }
});

it('has a title for what the file does not explain', () => {
  const chapters = ruleChapters('');
  for (const id of Object.keys(RULES) as RuleId[]) expect(chapters.get(id)).toContain(RULES[id].title);
});

it('a summary has the good, and then the first paragraph', () => {
  expect(chapterSummary(ruleChapters(MARKDOWN).get('CORO101')!, { withCode: true })).toBe(`\
Instead:

\`\`\`python
await asyncio.sleep(1)
\`\`\`

It stops everything.`);
  expect(chapterSummary(ruleChapters(MARKDOWN).get('CORO101')!, { withCode: false })).toBe(
    'It stops everything.',
  );
  expect(chapterSummary('## CORO102 Requests\n\nShort.\n\nLonger.', { withCode: true })).toBe('Short.');
  expect(chapterSummary('## CORO102 Requests', { withCode: true })).toBe('');
});
