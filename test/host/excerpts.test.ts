import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { LARGEST_SOURCE, excerptOf, isSourcePath, sourceLines } from '../../src/core/excerpt.ts';
import { readExcerpts } from '../../src/host/excerpts.ts';
import { build } from '../core/smallTrace.ts';
import { TraceWriter } from '../core/traceWriter.ts';

const folder = mkdtempSync(join(tmpdir(), 'coroscope-excerpts-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const TEXT = Array.from({ length: 20 }, (_, line) => `line ${line + 1}`).join('\n');

function file(name: string, text: string | Uint8Array): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

describe('the source around a place', () => {
  it.each([
    [10, 6, ['line 6', 'line 10', 'line 14'], 9],
    [1, 1, ['line 1', 'line 5'], 5],
    [20, 16, ['line 16', 'line 20'], 5],
  ])('of line %i begins at line %i', (line, from, some, count) => {
    const excerpt = excerptOf({ id: 3, line }, sourceLines(TEXT));
    expect(excerpt).toMatchObject({ place: 3, from });
    expect(excerpt.lines).toEqual(expect.arrayContaining(some));
    expect(excerpt.lines).toHaveLength(count);
  });

  it('is nothing where there is no text, or no such line any more', () => {
    expect(excerptOf({ id: 1, line: 1 }, null).lines).toEqual([]);
    for (const line of [0, 21, 4e9]) expect(excerptOf({ id: 1, line }, sourceLines(TEXT)).lines).toEqual([]);
  });

  it('has lines of bounded length, at every kind of line end', () => {
    const { lines } = excerptOf({ id: 1, line: 2 }, sourceLines(`a\rb\r\n${'x'.repeat(1_000)}\n`));
    expect(lines.map(({ length }) => length)).toEqual([1, 1, 400, 0]);
  });

  it('is read only of what can be a Python source on this machine', () => {
    for (const good of ['/app/main.py', 'C:\\app\\main.PY', 'd:/app/gui.pyw'])
      expect(isSourcePath(good)).toBe(true);
    for (const bad of [
      '/etc/passwd',
      'main.py',
      '../main.py',
      '<string>',
      '//server/share/x.py',
      '\\\\server\\share\\x.py',
      '/\\server\\share\\x.py',
      '/app/x.py\0.txt',
      '',
    ])
      expect(isSourcePath(bad), bad).toBe(false);
  });
});

const asItIs = (name: string): string => name;

describe('excerpts of a trace', () => {
  const main = file('main.py', TEXT);
  const latin = file('latin.py', Buffer.from('# -*- coding: latin-1 -*-\nname = "\xe9"\n', 'latin1'));
  const secret = file('secret.txt', 'secret\n');
  const huge = file('huge.py', 'x = 1\n');
  truncateSync(huge, LARGEST_SOURCE + 1);
  mkdirSync(join(folder, 'folder.py'));
  const writer = new TraceWriter().header();
  const places = [main, latin, secret, huge, join(folder, 'folder.py'), join(folder, 'gone.py')].map((name) =>
    writer.place(name, 2, 'f'),
  );
  const trace = build(writer.bytes());

  it('come from files, in their encoding, in the order asked for', async () => {
    const excerpts = await readExcerpts(trace, [places[1]!, 99, places[0]!], () => null, asItIs);
    expect(excerpts.map(({ place }) => place)).toEqual([places[1], places[0]]);
    expect(excerpts[0]!.lines).toContain('name = "é"');
    expect(excerpts[1]!.lines[0]).toBe('line 1');
  });

  it('are empty of what is no source, too large, or gone', async () => {
    const excerpts = await readExcerpts(trace, places.slice(2), () => null, asItIs);
    expect(excerpts.map(({ lines }) => lines)).toEqual([[], [], [], []]);
  });

  it('say what an open editor says, and ask it once for each file', async () => {
    const asked: string[] = [];
    const openText = (name: string): string => {
      asked.push(name);
      return 'new\ntext';
    };
    const excerpts = await readExcerpts(trace, [places[0]!, places[0]!], openText, asItIs);
    expect(excerpts.map(({ lines }) => lines)).toEqual([
      ['new', 'text'],
      ['new', 'text'],
    ]);
    expect(asked).toEqual([main]);
  });

  it('come from where the program’s files are on this machine', async () => {
    const toLocal = (name: string): string => name.replace('gone.py', 'main.py');
    const [excerpt] = await readExcerpts(trace, [places[5]!], () => null, toLocal);
    expect(excerpt!.lines[0]).toBe('line 1');
  });

  it('are bounded in number', async () => {
    const many = Array.from({ length: 100 }, () => places[0]!);
    expect(await readExcerpts(trace, many, () => 'x', asItIs)).toHaveLength(24);
  });
});
