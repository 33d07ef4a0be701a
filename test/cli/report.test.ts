import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReportAbout } from '../../src/core/export/reportHtml.ts';
import { fullTrace } from '../core/fullTrace.ts';
import { TraceWriter } from '../core/traceWriter.ts';
import { buildReporter } from './reporter.ts';

const folder = mkdtempSync(join(tmpdir(), 'coroscope-report-'));
let report: Awaited<ReturnType<typeof buildReporter>>;
beforeAll(async () => {
  report = await buildReporter('report.test');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, content: string | Uint8Array): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

function data(html: string, id: string): string {
  return new RegExp(`id="${id}">(.*?)</script>`, 's').exec(html)?.[1] ?? '';
}

function aboutOf(path: string): ReportAbout {
  return JSON.parse(data(readFileSync(path, 'utf8'), 'about')) as ReportAbout;
}

describe('coroscope report', () => {
  it('writes one file beside the recording, with all of its bytes', async () => {
    const bytes = fullTrace().bytes();
    const input = file('full.tasktrace', bytes);
    const { code, stdout, stderr } = await report(input);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toMatch(/^coroscope: wrote .*full\.html \(\d+\.\d MB\)\n$/);
    const html = readFileSync(join(folder, 'full.html'), 'utf8');
    expect(gunzipSync(Buffer.from(data(html, 'trace'), 'base64'))).toEqual(Buffer.from(bytes));
    expect(html).toContain('<title>full.tasktrace – Coroscope</title>');
  });

  it('has the source around places of the program, and none of other files', async () => {
    const source = file('program.py', 'import asyncio\n\nasync def main():\n    await asyncio.sleep(1)\n');
    const secret = file('secret.key', 'secret\n');
    const writer = new TraceWriter().header();
    writer.place('/usr/lib/python3.12/asyncio/tasks.py', 1, 'sleep', 2);
    writer.place(source, 4, 'main');
    writer.place(secret, 1, 'main');
    const input = file('source.tasktrace', writer.bytes());
    const output = join(folder, 'out.html');
    expect((await report(input, '-o', output)).code).toBe(0);
    const { name, excerpts } = aboutOf(output);
    expect(name).toBe('source.tasktrace');
    expect(excerpts.map(({ place }) => place)).toEqual([2, 3, 1]);
    expect(excerpts[0]).toMatchObject({ line: 4, from: 1, where: `${source}, main` });
    expect(excerpts[0]!.lines).toContain('    await asyncio.sleep(1)');
    expect(readFileSync(output, 'utf8')).not.toContain('secret\\n');
    expect(excerpts[1]!.lines).toEqual([]);

    expect((await report('--no-source', input, '--output', output)).code).toBe(0);
    expect(aboutOf(output).excerpts.flatMap(({ lines }) => lines)).toEqual([]);
  });

  it('makes a report of a recording that was cut short', async () => {
    const bytes = fullTrace().bytes();
    const input = file('cut.tasktrace', bytes.subarray(0, bytes.length - 33));
    expect((await report(input)).code).toBe(0);
  });

  it.each([
    [[], 'report takes one trace file'],
    [['a', 'b'], 'report takes one trace file'],
    [['-x', 'a'], 'report has no option -x'],
    [['a', '-o'], '-o needs a value'],
    [['a', '-o', './a'], 'the report would overwrite the trace file'],
  ])('refuses %j', async (args, message) => {
    const { code, stderr } = await report(...args);
    expect(code).toBe(2);
    expect(stderr).toContain(`coroscope: ${message}`);
    expect(stderr).toContain('usage: coroscope report');
  });

  it('says what is wrong with a file', async () => {
    const nothing = await report(join(folder, 'nothing.tasktrace'));
    expect(nothing).toMatchObject({ code: 1, stderr: expect.stringContaining('cannot read') as string });
    const other = await report(file('other.tasktrace', 'something else'));
    expect(other).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('not a Coroscope trace') as string,
    });
    const nowhere = await report(
      file('a.tasktrace', fullTrace().bytes()),
      '-o',
      join(folder, 'no', 'a.html'),
    );
    expect(nowhere).toMatchObject({ code: 1, stderr: expect.stringContaining('cannot write') as string });
  });

  it('explains itself', async () => {
    const { code, stdout } = await report('--help');
    expect(code).toBe(0);
    expect(stdout).toContain('--no-source');
  });
});
