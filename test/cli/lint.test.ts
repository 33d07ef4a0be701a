import { spawn } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildCommandLine } from './commandLine.ts';

const root = mkdtempSync(join(tmpdir(), 'coroscope-lint-'));
let folder = root;
let count = 0;

let CLI = '';
beforeAll(async () => {
  CLI = await buildCommandLine('lint.test');
});
beforeEach(() => {
  folder = join(root, String(++count));
  mkdirSync(folder);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

interface Result {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Entry {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly rule: string;
  readonly message: string;
  readonly path: readonly { file: string; line: number; column: number; name: string }[];
  readonly fix: { title: string; edits: readonly { text: string }[] } | null;
}

function lint(...args: string[]): Promise<Result> {
  const child = spawn(process.execPath, [CLI, 'lint', ...args], { cwd: folder });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (bytes) => (stdout += String(bytes)));
  child.stderr.on('data', (bytes) => (stderr += String(bytes)));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, stdout, stderr })));
}

async function entries(...args: string[]): Promise<Entry[]> {
  return JSON.parse((await lint('--json', ...args)).stdout) as Entry[];
}

/** The places of findings, as `file:line`. */
async function places(...args: string[]): Promise<string[]> {
  return (await entries(...args)).map(({ file, line }) => `${file.replaceAll('\\', '/')}:${line}`);
}

function write(name: string, content: string | Uint8Array): string {
  const file = join(folder, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}

const read = (name: string): string => readFileSync(join(folder, name), 'latin1');

const BLOCKS = 'import time\nasync def main():\n    time.sleep(1)\n';
const FIXED = /await asyncio\.sleep\(1\)/;

describe('findings', () => {
  it('are printed one a line, places from 1', async () => {
    write('a.py', 'import time\nasync def main():\n    print(1); time.sleep(1)\n');
    const { code, stdout, stderr } = await lint('a.py');
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toMatch(/^a\.py:3:15 CORO101 \S[^\n]*\n$/);
  });

  it('are none in a file without them', async () => {
    write('a.py', 'import asyncio\nasync def main():\n    await asyncio.sleep(1)\n');
    expect(await lint('a.py')).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(await lint('--json', 'a.py')).toEqual({ code: 0, stdout: '[]\n', stderr: '' });
  });

  it('tell the path to a call in another file', async () => {
    write('pkg/__init__.py', '');
    write('pkg/low.py', 'import time\ndef wait():\n    time.sleep(1)\n');
    write('pkg/high.py', 'from .low import wait\ndef wait_twice():\n    wait()\n');
    write('app.py', 'from pkg.high import wait_twice\nasync def main():\n    wait_twice()\n');
    const { stdout } = await lint('.');
    expect(stdout.replaceAll('\\', '/').replace(/ CORO101 .*/, ' CORO101')).toMatch(
      /^app\.py:3:5 CORO101\n {4}pkg\/high\.py:3:5 \S*wait\n {4}pkg\/low\.py:3:5 time\.sleep\n$/,
    );
    const [entry, ...others] = await entries('.');
    expect(others).toEqual([]);
    expect(entry).toMatchObject({ file: 'app.py', line: 3, column: 5, rule: 'CORO101' });
    expect(entry?.path.map((step) => [step.file.replaceAll('\\', '/'), step.line, step.column])).toEqual([
      ['pkg/high.py', 3, 5],
      ['pkg/low.py', 3, 5],
    ]);
  });

  it('come with their fix in JSON', async () => {
    write('a.py', BLOCKS);
    const [entry] = await entries('a.py');
    expect(Object.keys(entry!)).toEqual(['file', 'line', 'column', 'rule', 'message', 'path', 'fix']);
    expect(entry?.fix?.title).toMatch(/asyncio\.sleep/);
    const edit = entry?.fix?.edits.find(({ text }) => text.includes('asyncio.sleep'));
    expect(edit).toMatchObject({ line: 3, column: 5, endLine: 3 });
  });

  it('depend on the version of Python', async () => {
    write('a.py', 'import asyncio\nasync def main(loop):\n    await asyncio.sleep(1, loop=loop)\n');
    const rules = async (...args: string[]): Promise<string[]> =>
      (await entries(...args, 'a.py')).map(({ rule }) => rule);
    expect(await rules()).toEqual(['CORO206']);
    expect(await rules('--python', '3.9')).toEqual(['CORO207']);
    expect(await rules('--python=3.13.1')).toEqual(['CORO206']);
  });

  it('follow the options for calls and rules', async () => {
    write('a.py', `${BLOCKS}    mine.crunch(1)\n    open('x')\n`);
    write('b.py', 'import mine\nasync def main():\n    mine.crunch(1)\n');
    expect(await places('--ignore', 'time.sleep', 'a.py')).toEqual(['a.py:5']);
    expect(await places('--ignore-rule', 'CORO105', 'a.py')).toEqual(['a.py:3']);
    expect(await places('b.py')).toEqual([]);
    expect(await places('--blocking', 'mine.crunch', 'b.py')).toEqual(['b.py:3']);
  });
});

describe('files', () => {
  it('are those below a folder that were written, in a stable order', async () => {
    for (const name of ['b.py', 'a/z.py', 'a/b.pyw', 'build/__init__.py', 'build/own.py'])
      write(name, BLOCKS);
    for (const name of [
      '.hidden/x.py',
      '.x.py',
      'node_modules/x.py',
      'env/lib/x.py',
      '__pycache__/x.py',
      'dist/x.py',
      'x.egg-info/x.py',
      'notes.txt',
    ])
      write(name, BLOCKS);
    write('env/pyvenv.cfg', '');
    const expected = ['a/b.pyw:3', 'a/z.py:3', 'b.py:3', 'build/own.py:3'];
    expect(await places('.')).toEqual([...expected.slice(0, 3), 'build/__init__.py:3', expected[3]]);
    expect(await places('b.py', 'a', '.')).toEqual(await places('.'));
    expect(await places('.hidden/x.py', 'notes.txt')).toEqual(['.hidden/x.py:3', 'notes.txt:3']);
  });

  it.skipIf(process.platform === 'win32')('are found once where symbolic links make loops', async () => {
    write('a/x.py', BLOCKS);
    symlinkSync('..', join(folder, 'a', 'up'));
    symlinkSync('a', join(folder, 'again'));
    symlinkSync('x.py', join(folder, 'a', 'aaa.py'));
    symlinkSync('nowhere', join(folder, 'a', 'lost.py'));
    const { code, stdout, stderr } = await lint('.');
    expect(stdout).toMatch(/^a\/x\.py:3:5 CORO101 [^\n]*\n$/);
    expect(stderr).toMatch(/^coroscope: cannot read a\/lost\.py: [^\n]*\n$/);
    expect(code).toBe(1);
  });

  it('are decoded as Python does', async () => {
    const latin = '# -*- coding: latin-1 -*-\nimport time\nasync def main():\n    "\xe9"; time.sleep(1)\n';
    write('latin.py', Buffer.from(latin, 'latin1'));
    write('second.py', Buffer.from(`#!/usr/bin/python\n${latin}`, 'latin1'));
    write('mark.py', `\ufeff${BLOCKS}`);
    write('cyrillic.py', Buffer.from(latin.replace('latin-1', 'cp1251'), 'latin1'));
    write('plain.py', Buffer.from(latin.replace('coding', 'encoded'), 'latin1'));
    write('unknown.py', latin.replace('latin-1', 'klingon'));
    write('ascii.py', latin.replace('latin-1', 'ascii'));
    const { code, stdout, stderr } = await lint('--json', '.');
    expect(code).toBe(1);
    const found = (JSON.parse(stdout) as Entry[]).map(({ file, line, column }) => [file, line, column]);
    expect(found).toEqual([
      ['cyrillic.py', 4, 10],
      ['latin.py', 4, 10],
      ['mark.py', 3, 5],
      ['second.py', 5, 10],
    ]);
    expect(stderr.split('\n').sort()).toEqual([
      '',
      'coroscope: cannot read ascii.py: it is not ascii',
      'coroscope: cannot read plain.py: it is not utf-8',
      'coroscope: cannot read unknown.py: its encoding klingon is not known',
    ]);
  });

  it('with syntax errors are linted as far as they can be read', async () => {
    write('a.py', `${BLOCKS}\ndef broken(:\n    pass\n\nasync def after():\n    time.sleep(2)\n`);
    expect(await places('a.py')).toContain('a.py:3');
    write('b.py', Buffer.from([0, 1, 2, 255 & 0x7f, 10, 40, 40, 40]));
    write('c.py', '');
    expect(await lint('b.py', 'c.py')).toEqual({ code: 0, stdout: '', stderr: '' });
  });
});

describe('--fix', () => {
  it('applies what is safe, and reports what is left', async () => {
    write('a.py', BLOCKS);
    write('b.py', `${BLOCKS}    time.sleep(2)\n`);
    write('clean.py', 'x = 1\n');
    const { code, stdout, stderr } = await lint('--fix', '.');
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '', stderr: 'coroscope: changed 2 files\n' });
    expect(read('a.py')).toMatch(FIXED);
    expect(read('b.py').match(/await asyncio\.sleep/g)).toHaveLength(2);
    expect(read('b.py').match(/^import asyncio$/gm)).toHaveLength(1);
    expect(read('clean.py')).toBe('x = 1\n');
    expect(await lint('--fix', '.')).toEqual({ code: 0, stdout: '', stderr: 'coroscope: changed 0 files\n' });
    expect(readdirSync(folder).sort()).toEqual(['a.py', 'b.py', 'clean.py']);
  });

  it('applies fixes that need the same place one after the other', async () => {
    const twice = '    asyncio.create_task(asyncio.sleep(1))\n'.repeat(2);
    write('a.py', `import asyncio\nasync def main():\n${twice}`);
    expect(await lint('--fix', 'a.py')).toMatchObject({ code: 0, stdout: '' });
    expect(read('a.py').match(/background_tasks\.add/g)).toHaveLength(2);
    expect(read('a.py').match(/^background_tasks = /gm)).toHaveLength(1);
  });

  it('leaves a file alone that cannot be written in its encoding', async () => {
    const text = `# coding: big5\n${BLOCKS}    "\xa4\xa4"\n`;
    write('a.py', Buffer.from(text, 'latin1'));
    const { code, stdout, stderr } = await lint('--fix', 'a.py');
    expect({ code, shown: stdout.slice(0, 14) }).toEqual({ code: 1, shown: 'a.py:4:5 CORO1' });
    expect(stderr).toBe(
      'coroscope: cannot fix a.py: its encoding cannot write all the characters\ncoroscope: changed 0 files\n',
    );
    expect(read('a.py')).toBe(text);
  });

  it('keeps encoding, byte order mark, line endings, mode and links', async () => {
    const windows = BLOCKS.replaceAll('\n', '\r\n');
    write('mark.py', `\ufeff${windows}`);
    const latin = `# coding: iso-8859-15\r\n${windows}    # caf\xe9 \xa4\r\n`;
    write('latin.py', Buffer.from(latin, 'latin1'));
    write('tool.py', `#!/usr/bin/env python3\n${BLOCKS}`);
    if (process.platform !== 'win32') {
      chmodSync(join(folder, 'tool.py'), 0o755);
      symlinkSync('tool.py', join(folder, 'link.py'));
    }
    await lint('--fix', 'mark.py', 'latin.py', process.platform === 'win32' ? 'tool.py' : 'link.py');
    for (const name of ['mark.py', 'latin.py', 'tool.py']) expect(read(name)).toMatch(FIXED);
    expect(read('mark.py')).toMatch(/^\xef\xbb\xbf\S/);
    for (const name of ['mark.py', 'latin.py']) expect(read(name)).not.toMatch(/[^\r]\n/);
    expect(read('latin.py')).toMatch(/^# coding: iso-8859-15\r\n/);
    expect(read('latin.py')).toContain('# caf\xe9 \xa4\r\n');
    expect(read('tool.py')).toMatch(/^#!\/usr\/bin\/env python3\n/);
    if (process.platform !== 'win32') expect(statSync(join(folder, 'tool.py')).mode & 0o777).toBe(0o755);
  });

  it('does not touch rules that are ignored, nor lines that are silenced', async () => {
    write('a.py', BLOCKS);
    write('b.py', BLOCKS.replace('(1)', '(1)  # noqa: CORO101'));
    await lint('--fix', '--ignore-rule', 'CORO101', 'a.py', 'b.py');
    expect(read('a.py')).toBe(BLOCKS);
    expect(read('b.py')).not.toMatch(FIXED);
  });
});

describe('bad usage', () => {
  it.each([
    [[], 'lint needs a file or a folder'],
    [['--json'], 'lint needs a file or a folder'],
    [['--nope', 'a.py'], 'lint has no option --nope'],
    [['--python'], '--python needs a value'],
    [['--python', '2.7', 'a.py'], "--python takes a version such as 3.12, not '2.7'"],
    [['--ignore-rule', 'E501', 'a.py'], "there is no rule 'E501'"],
    [['no-such-file.py'], 'cannot read no-such-file.py'],
    [['.'], 'there is no Python file to read there'],
  ])('%j is answered by one clear error', async (args, message) => {
    const { code, stdout, stderr } = await lint(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`coroscope: ${message}`);
    expect(stderr).not.toContain('    at ');
  });

  it('explains itself when asked', async () => {
    const { code, stdout } = await lint('--help');
    expect(code).toBe(0);
    expect(stdout).toContain('--ignore-rule');
  });
});
