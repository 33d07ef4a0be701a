import { describe, expect, it } from 'vitest';
import type { Finding, Fix } from '../../../src/lint/finding.ts';
import { applyEdits, rangeOf } from '../../../src/lint/fixes/edits.ts';
import { fixAll } from '../../../src/lint/fixes/fixAll.ts';
import { confirmedFixes, fixesFor } from '../../../src/lint/fixes/fixes.ts';
import { isConfirmed, type Analyse } from '../../../src/lint/fixes/recheck.ts';
import type { RuleId } from '../../../src/lint/rules.ts';
import type { SourceFile } from '../../../src/lint/sourceFile.ts';
import { fileOf, findingAt, isValid, workspaceOf } from './support.ts';

const CALLS: Readonly<Record<string, RuleId>> = {
  'time.sleep': 'CORO101',
  'requests.get': 'CORO102',
  'builtins.open': 'CORO105',
};

/** What a much simpler engine finds: every call of these functions that is in no lambda. */
function findingsOf(file: SourceFile): Finding[] {
  return file.root.descendantsOfType('call').flatMap((call) => {
    const name = file.names.nameOf(call.childForFieldName('function')!) ?? '';
    const rule = CALLS[name];
    return rule === undefined ||
      call.parent?.type === 'lambda' ||
      call.parent?.parent?.parent?.type === 'lambda'
      ? []
      : [findingAt(rule, rangeOf(call), name)];
  });
}

function analysing(file: SourceFile): Analyse {
  return (edits, look) => {
    const edited = fileOf(applyEdits(file.text, edits));
    return look(edited.root, findingsOf(edited));
  };
}

function allFixed(text: string): { text: string; left: number; mended: number } | null {
  const file = fileOf(text);
  const all = fixAll(
    file,
    findingsOf(file),
    (finding) => fixesFor(file, finding, workspaceOf()),
    analysing(file),
  );
  if (all === null) return null;
  const result = applyEdits(text, all.edits);
  expect(isValid(result), result).toBe(true);
  return { text: result, left: findingsOf(fileOf(result)).length, mended: all.mended.length };
}

describe('a fix', () => {
  const file = fileOf('import requests, time\nasync def f():\n    time.sleep(1)\n    time.sleep(2)\n');
  const findings = findingsOf(file);
  const [first] = findings as [Finding, Finding];
  const confirm = (edits: Fix['edits']): boolean =>
    isConfirmed(file, [first], findings, edits, analysing(file));

  it('is confirmed where the finding is gone', () => {
    expect(confirm([{ range: first.range, text: 'pass' }])).toBe(true);
    expect(confirmedFixes(file, first, findings, workspaceOf(), analysing(file))).toHaveLength(1);
  });

  it.each(['time.sleep(3)', 'pass; requests.get(u)', 'pass(', 'x = = 1', 'def'])(
    'is not where %j takes its place',
    (text) => {
      expect(confirm([{ range: first.range, text }])).toBe(false);
    },
  );

  it('may let a hint appear in the place of something worse', () => {
    expect(confirm([{ range: first.range, text: 'open(p)' }])).toBe(true);
    const opened = fileOf('async def f():\n    open(p)\n');
    const hints = findingsOf(opened);
    const more = [{ range: hints[0]!.range, text: 'open(p); open(p)' }];
    expect(isConfirmed(opened, hints, hints, more, analysing(opened))).toBe(false);
  });

  it('may leave errors that were there before', () => {
    const broken = fileOf('import time\nasync def f():\n    time.sleep(1)\n\n\ndef g(:\n    pass\n');
    const [finding] = findingsOf(broken) as [Finding];
    const edits = [{ range: finding.range, text: 'pass' }];
    expect(broken.root.hasError).toBe(true);
    expect(isConfirmed(broken, [finding], [finding], edits, analysing(broken))).toBe(true);
    const worse = [{ range: finding.range, text: 'pass ) = ' }];
    expect(isConfirmed(broken, [finding], [finding], worse, analysing(broken))).toBe(false);
  });

  it('is not confirmed where the result cannot be looked at', () => {
    expect(isConfirmed(file, [first], findings, [{ range: first.range, text: 'pass' }], () => null)).toBe(
      false,
    );
  });

  it('is offered only when confirmed', () => {
    const blind: Analyse = (_, look) => look(file.root, findings);
    expect(confirmedFixes(file, first, findings, workspaceOf(), blind)).toEqual([]);
  });
});

describe('all fixes of a file', () => {
  it('add an import once', () => {
    expect(allFixed('import time\nasync def f():\n    time.sleep(1)\n    time.sleep(2)\n')).toEqual({
      text: 'import time\nimport asyncio\nasync def f():\n    await asyncio.sleep(1)\n    await asyncio.sleep(2)\n',
      left: 0,
      mended: 2,
    });
  });

  it('add each import that one of them needs', () => {
    const source =
      'import time\nasync def main():\n    with open("a") as f:\n        x = f.read()\n    time.sleep(2)\n';
    expect(allFixed(source)?.text).toBe(
      'import time\nimport asyncio\nimport pathlib\nasync def main():\n' +
        '    x = await asyncio.to_thread(pathlib.Path("a").read_text)\n    await asyncio.sleep(2)\n',
    );
  });

  it('go into one another', () => {
    const source = 'import asyncio, requests\nasync def f():\n    requests.get(open(requests.get(u).text))\n';
    expect(allFixed(source)).toEqual({
      text:
        'import asyncio, requests\nasync def f():\n    await asyncio.to_thread(requests.get, ' +
        'await asyncio.to_thread(open, (await asyncio.to_thread(requests.get, u)).text))\n',
      left: 0,
      mended: 3,
    });
  });

  it('leave the second one where two touch the same text', () => {
    const source =
      'import asyncio, requests\nasync def f():\n    open(requests.get(u)).read()\n    requests.get(v)\n';
    const fixed = allFixed(source);
    expect(fixed?.text).toContain('    await asyncio.to_thread(requests.get, v)\n');
    expect(fixed?.left).toBe(0);
  });

  it('take safe ones only', () => {
    const source = 'import asyncio, requests\nasync def f():\n    with lock:\n        requests.get(u)\n';
    expect(allFixed(source)).toBeNull();
  });

  it('drop one that does not hold, and keep the others', () => {
    const text =
      'import asyncio, time\nasync def f():\n    time.sleep(1)\n    time.sleep(2)\n    time.sleep(3)\n';
    const file = fileOf(text);
    const findings = findingsOf(file);
    const wrong: Fix = {
      title: 'x',
      isSafe: true,
      edits: [{ range: findings[1]!.range, text: 'time.sleep(' }],
    };
    const fixesOf = (finding: Finding): Fix[] =>
      finding === findings[1] ? [wrong] : fixesFor(file, finding, workspaceOf());
    const all = fixAll(file, findings, fixesOf, analysing(file));
    expect(all?.mended).toEqual([findings[0], findings[2]]);
    expect(applyEdits(text, all!.edits)).toContain(
      '    await asyncio.sleep(1)\n    time.sleep(2)\n    await asyncio.sleep(3)',
    );
    expect(fixAll(file, [findings[1]!], fixesOf, analysing(file))).toBeNull();
  });
});
