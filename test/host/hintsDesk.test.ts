import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LintDesk } from '../../src/host/hints/lint/lintDesk.ts';
import type {
  Answers,
  FromWorker,
  LintOptions,
  Question,
  ToWorker,
} from '../../src/host/hints/lint/lintProtocol.ts';
import type { Edit, Fix } from '../../src/lint/finding.ts';
import type { PythonParser } from '../../src/lint/parser.ts';
import { Project } from '../../src/lint/project.ts';
import { loadEngine } from '../lint/engine.ts';

const OPTIONS: LintOptions = { python: [3, 12], blockingCalls: [], ignoredCalls: [], ignoredRules: [] };
const SLEEPS = 'import time\n\nasync def main():\n    time.sleep(1)\n';
const CALLS = 'import helpers\n\nasync def main():\n    helpers.pause()\n';
const PAUSE = 'import time\n\ndef pause():\n    time.sleep(1)\n';

const folder = mkdtempSync(join(tmpdir(), 'coroscope-desk-'));
const file = (name: string): string => join(folder, name);
let parser: PythonParser;
let said: FromWorker[] = [];
let desk: LintDesk;

beforeAll(async () => {
  parser = await loadEngine();
});

beforeEach(() => {
  const heard: FromWorker[] = (said = []);
  desk = new LintDesk(new Project(parser, OPTIONS), (message) => heard.push(structuredClone(message)));
});

afterAll(() => rmSync(folder, { recursive: true }));

function send(...messages: ToWorker[]): void {
  for (const message of messages) desk.receive(message);
}

function open(key: string, text: string, version = 1): ToWorker {
  return { type: 'open', key, version, text };
}

/** The rules of the findings that came last for a file. */
function rulesOf(key: string): string[] | undefined {
  const last = said.findLast((message) => message.type === 'findings' && message.key === key);
  return last?.type === 'findings' ? last.findings.map(({ rule }) => rule) : undefined;
}

function findingsSaid(key: string): number[] {
  return said.flatMap((each) => (each.type === 'findings' && each.key === key ? [each.version ?? 0] : []));
}

function ask<T extends Question['what']>(question: Question & { what: T }): Answers[T] | null {
  send({ type: 'ask', id: 7, question });
  const last = said.at(-1);
  if (last?.type !== 'answer' || last.id !== 7) throw new Error('The question was not answered.');
  return last.answer as Answers[T] | null;
}

function apply(text: string, edits: readonly Edit[]): string {
  const lines = text.split('\n');
  for (const { range, text: added } of [...edits].reverse()) {
    const head = lines[range.start.line]!.slice(0, range.start.column);
    const tail = lines[range.end.line]!.slice(range.end.column);
    lines.splice(range.start.line, range.end.line - range.start.line + 1, head + added + tail);
  }
  return lines.join('\n');
}

describe('an open document', () => {
  it('gets its findings, and those of each change', async () => {
    send(open('/a.py', SLEEPS));
    await expect.poll(() => rulesOf('/a.py')).toEqual(['CORO101']);
    const range = { start: { line: 3, column: 4 }, end: { line: 3, column: 17 } };
    send({ type: 'change', key: '/a.py', version: 2, changes: [{ range, text: 'pass' }] });
    await expect.poll(() => rulesOf('/a.py')).toEqual([]);
    expect(findingsSaid('/a.py')).toEqual([1, 2]);
  });

  it('whose user types fast gets the findings of the newest version only', async () => {
    send(open('/a.py', SLEEPS));
    const range = { start: { line: 0, column: 0 }, end: { line: 0, column: 0 } };
    for (let version = 2; version <= 50; version++)
      send({ type: 'change', key: '/a.py', version, changes: [{ range, text: '#\n' }] });
    await expect.poll(() => findingsSaid('/a.py')).toEqual([50]);
    const last = said.at(-1);
    expect(last?.type === 'findings' && last.findings[0]?.range.start).toEqual({ line: 52, column: 4 });
  });

  it('is told to every version, though its findings stay the same', async () => {
    send(open('/a.py', SLEEPS));
    await expect.poll(() => findingsSaid('/a.py')).toEqual([1]);
    const range = { start: { line: 4, column: 0 }, end: { line: 4, column: 0 } };
    send({ type: 'change', key: '/a.py', version: 2, changes: [{ range, text: '# end' }] });
    await expect.poll(() => findingsSaid('/a.py')).toEqual([1, 2]);
  });

  it('gets new findings when another one changes', async () => {
    send(open('/p/main.py', CALLS), open('/p/helpers.py', PAUSE));
    await expect.poll(() => rulesOf('/p/main.py')).toEqual(['CORO101']);
    send(open('/p/helpers.py', 'def pause():\n    pass\n', 2));
    await expect.poll(() => rulesOf('/p/main.py')).toEqual([]);
  });

  it('gets new findings with new settings', async () => {
    send(open('/a.py', SLEEPS));
    await expect.poll(() => rulesOf('/a.py')).toEqual(['CORO101']);
    send({ type: 'configure', options: { ...OPTIONS, ignoredRules: ['CORO101'] }, reportAll: false });
    await expect.poll(() => rulesOf('/a.py')).toEqual([]);
  });
});

describe('a question', () => {
  it('is answered about the version it names, and no other', async () => {
    send(open('/a.py', SLEEPS, 3));
    await expect.poll(() => rulesOf('/a.py')).toEqual(['CORO101']);
    const fixes: readonly Fix[] | null = ask({ what: 'fixes', key: '/a.py', version: 3, index: 0 });
    expect(apply(SLEEPS, fixes![0]!.edits)).toContain('    await asyncio.sleep(1)\n');
    expect(apply(SLEEPS, ask({ what: 'fixAll', key: '/a.py', version: 3 })!)).toContain(
      'await asyncio.sleep(1)',
    );
    const position = { line: 3, column: 10 };
    expect(ask({ what: 'unknownCall', key: '/a.py', version: 3, position })).toBeNull();
    send(open('/main.py', CALLS));
    expect(ask({ what: 'unknownCall', key: '/main.py', version: 1, position })).toBe('helpers.pause');
    const silence = ask({ what: 'suppression', key: '/a.py', version: 3, index: 0 });
    expect(apply(SLEEPS, silence!.edits)).toContain('    time.sleep(1)  # noqa: CORO101\n');
    expect(ask({ what: 'fixes', key: '/a.py', version: 2, index: 0 })).toBeNull();
    expect(ask({ what: 'fixes', key: '/a.py', version: 3, index: 5 })).toBeNull();
    expect(ask({ what: 'fixAll', key: '/b.py', version: 3 })).toBeNull();
  });
});

describe('the workspace', () => {
  it('is read in the background, and progress told to its end', async () => {
    const names = Array.from({ length: 100 }, (_, index) => file(`module${index}.py`));
    for (const name of names) writeFileSync(name, 'x = 1\n');
    writeFileSync(file('helpers.py'), PAUSE);
    send(open(file('main.py'), CALLS), { type: 'read', files: [...names, file('helpers.py')] });
    await expect.poll(() => rulesOf(file('main.py'))).toEqual(['CORO101']);
    const progress = said.filter((message) => message.type === 'progress');
    expect(progress.at(-1)).toEqual({ type: 'progress', read: 101, total: 101 });
    for (const { read, total } of progress.slice(0, -1)) expect(read).toBeLessThan(total);
  });

  it('follows files that change and go', async () => {
    writeFileSync(file('helpers.py'), PAUSE);
    send(open(file('main.py'), CALLS), { type: 'read', files: [file('helpers.py')] });
    await expect.poll(() => rulesOf(file('main.py'))).toEqual(['CORO101']);
    writeFileSync(file('helpers.py'), 'def pause(): pass\n');
    send({ type: 'read', files: [file('helpers.py')] });
    await expect.poll(() => rulesOf(file('main.py'))).toEqual([]);
    writeFileSync(file('helpers.py'), PAUSE);
    send({ type: 'read', files: [file('helpers.py')] });
    await expect.poll(() => rulesOf(file('main.py'))).toEqual(['CORO101']);
    send({ type: 'forget', paths: [folder] });
    await expect.poll(() => rulesOf(file('main.py'))).toEqual([]);
  });

  it('a document’s text counts while it is open, the file’s when it is closed', async () => {
    writeFileSync(file('helpers.py'), PAUSE);
    send({ type: 'read', files: [file('helpers.py')] }, open(file('main.py'), CALLS));
    send(open(file('helpers.py'), 'def pause(): pass\n'));
    await expect.poll(() => rulesOf(file('main.py'))).toEqual([]);
    send({ type: 'read', files: [file('helpers.py')] });
    await expect.poll(() => said.at(-1)?.type).toBe('findings');
    expect(rulesOf(file('main.py'))).toEqual([]);
    send({ type: 'close', key: file('helpers.py') });
    await expect.poll(() => rulesOf(file('main.py'))).toEqual(['CORO101']);
  });

  it('a document outside it is forgotten with its editor', async () => {
    send(open('/p/main.py', CALLS), open('/p/helpers.py', PAUSE));
    await expect.poll(() => rulesOf('/p/main.py')).toEqual(['CORO101']);
    send({ type: 'close', key: '/p/helpers.py' });
    await expect.poll(() => rulesOf('/p/main.py')).toEqual([]);
  });

  it('reports files that nobody has open when it is to, and takes it back', async () => {
    writeFileSync(file('sleeps.py'), SLEEPS);
    writeFileSync(file('quiet.py'), 'x = 1\n');
    send({ type: 'configure', options: OPTIONS, reportAll: true });
    send({ type: 'read', files: [file('sleeps.py'), file('quiet.py')] });
    await expect.poll(() => rulesOf(file('sleeps.py'))).toEqual(['CORO101']);
    expect(findingsSaid(file('quiet.py'))).toEqual([]);
    rmSync(file('sleeps.py'));
    send({ type: 'read', files: [file('sleeps.py')] });
    await expect.poll(() => rulesOf(file('sleeps.py'))).toEqual([]);
  });

  it('that goes while it is read is done with', async () => {
    const names = Array.from({ length: 100 }, (_, index) => file(`module${index}.py`));
    send({ type: 'read', files: names });
    await expect.poll(() => said.some(({ type }) => type === 'progress')).toBe(true);
    send({ type: 'forget', paths: [folder] });
    const isDone = (): boolean => {
      const message = said.findLast(({ type }) => type === 'progress');
      return message?.type === 'progress' && message.read === message.total;
    };
    await expect.poll(isDone).toBe(true);
  });

  it('files that are not there, folders and broken bytes are nothing to it', async () => {
    writeFileSync(file('broken.py'), Buffer.from([0xff, 0x00, 0xfe, 0x28]));
    send({ type: 'read', files: [file('none.py'), folder, file('broken.py')] });
    await expect.poll(() => said.at(-1)).toEqual({ type: 'progress', read: 3, total: 3 });
    expect(said.filter(({ type }) => type === 'fault')).toEqual([]);
  });
});

it('an engine that fails is told of, and work goes on', async () => {
  const project = new Project(parser, OPTIONS);
  const find = project.findings.bind(project);
  project.findings = (path) => {
    if (path === '/bad.py') throw new Error('out of wits');
    return find(path);
  };
  desk = new LintDesk(project, (message) => said.push(message));
  send(open('/a.py', SLEEPS), open('/bad.py', ''));
  await expect.poll(() => rulesOf('/a.py')).toEqual(['CORO101']);
  expect(said.filter(({ type }) => type === 'fault')).toMatchObject([
    { message: expect.stringContaining('out of wits') as string },
  ]);
});
