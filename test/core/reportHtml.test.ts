import { expect, it } from 'vitest';
import { reportHtml, type ReportParts } from '../../src/core/export/reportHtml.ts';

const PARTS: ReportParts = {
  name: 'a.tasktrace',
  script: 'page()',
  host: 'host()',
  style: 'body { margin: 0 }',
  trace: 'H4sIAAAA',
  excerpts: [],
  hash: (text) => `hash-of-${text.length}`,
};

const HOSTILE = '</script><script>alert(1)</script><!--<img src=x onerror=alert(1)>&amp;"\u2028';

/** The raw texts of the elements of one kind, as a browser ends them: at the first end tag. */
function elements(html: string, tag: string): string[] {
  return [...html.matchAll(new RegExp(`<${tag}\\b[^>]*>(.*?)</${tag}`, 'gs'))].map((match) => match[1]!);
}

it('is one document that asks for nothing, and runs only the scripts that are in it', () => {
  const html = reportHtml(PARTS);
  const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'sha256-hash-of-6' 'sha256-hash-of-6'");
  expect(policy).not.toMatch(/unsafe|http|\*/);
  expect(html.indexOf('Content-Security-Policy')).toBeLessThan(html.indexOf('<script'));
  expect(html).not.toMatch(/\b(src|href)=/);
  expect(elements(html, 'script').slice(1)).toEqual(['H4sIAAAA', 'host()', 'page()']);
});

it('has names and source as data that can neither end their element nor begin another', () => {
  const excerpts = [{ place: 1, from: 1, line: 1, where: HOSTILE, lines: [HOSTILE] }];
  const html = reportHtml({ ...PARTS, name: HOSTILE, excerpts });
  const scripts = elements(html, 'script');
  expect(scripts).toHaveLength(4);
  expect(JSON.parse(scripts[0]!)).toEqual({ name: HOSTILE, excerpts });
  expect(elements(html, 'title')[0]).not.toContain('<');
  expect(html).not.toContain('<img');
});

it('changes scripts so that they say the same, and cannot end early', () => {
  const code = (text: string): string => `var said = ${JSON.stringify(text)} + /<\\/script|<!--/u.source;`;
  const html = reportHtml({ ...PARTS, script: code(HOSTILE) });
  const script = elements(html, 'script')[3]!;
  expect(script).not.toMatch(/<script|<!--/);
  // eslint-disable-next-line @typescript-eslint/no-implied-eval
  const said = new Function(`${script} return said;`) as () => string;
  expect(said()).toContain(HOSTILE);
  expect(() => reportHtml({ ...PARTS, style: 'a::after { content: "</style>" }' })).toThrow('style sheet');
});
