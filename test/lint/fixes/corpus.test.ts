import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { applyEdits } from '../../../src/lint/fixes/edits.ts';
import { Project } from '../../../src/lint/project.ts';
import { suppressionFix, suppressionsOf } from '../../../src/lint/suppression.ts';
import { defaultPython } from '../../support/pythons.ts';
import { readCorpus, type Program } from '../labels.ts';
import { fileOf, parser } from './support.ts';

interface Result {
  /** What was done where. */
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

function projectOf(program: Program): Project {
  const [major, minor] = program.python.split('.').map(Number);
  const project = new Project(parser, {
    python: [major!, minor!],
    blockingCalls: program.blocking,
    ignoredCalls: program.ignore,
    ignoredRules: [],
  });
  for (const [path, text] of program.files) project.set(path, text);
  return project;
}

/** Python’s own verdict on texts; those that it does not take before the change are left out. */
function refused(results: readonly Result[]): string[] {
  const code = `
import json, sys
def is_valid(text):
    try: compile(text.lstrip("\\ufeff"), "x.py", "exec", dont_inherit=True)
    except SyntaxError: return False
    return True
print(json.dumps([r["name"] for r in json.load(sys.stdin) if is_valid(r["before"]) and not is_valid(r["after"])]))
`;
  const input = JSON.stringify(results);
  const output = execFileSync(defaultPython().path, ['-W', 'ignore', '-c', code], {
    input,
    encoding: 'utf8',
  });
  return JSON.parse(output) as string[];
}

it('every fix of the corpus is Python, and leaves fewer findings', () => {
  const results: Result[] = [];
  let mendable = 0;
  let safe = 0;
  for (const program of readCorpus()) {
    const project = projectOf(program);
    for (const [path, before] of program.files) {
      const findings = project.findings(path);
      for (const finding of findings) {
        const fixes = project.fixes(path, finding);
        if (fixes.length > 0) mendable++;
        for (const fix of fixes) {
          const name = `${program.name} ${path}:${finding.range.start.line + 1} ${fix.title}`;
          results.push({ name, before, after: applyEdits(before, fix.edits) });
        }
      }
      expect(project.findings(path), `${path} as it was`).toEqual(findings);
      const all = project.fixAll(path);
      if (all.length === 0) continue;
      const after = applyEdits(before, all);
      results.push({ name: `${program.name} ${path} all`, before, after });
      project.set(path, after);
      safe += findings.length - project.findings(path).length;
      project.set(path, before);
    }
  }
  expect(refused(results)).toEqual([]);
  expect(mendable).toBeGreaterThan(400);
  expect(safe).toBeGreaterThan(120);
}, 60_000);

it('every finding of the corpus can be suppressed', () => {
  for (const program of readCorpus()) {
    const project = projectOf(program);
    for (const [path, before] of program.files) {
      const file = { ...fileOf(before), path };
      for (const finding of project.findings(path)) {
        const name = `${path}:${finding.range.start.line + 1} ${finding.rule}`;
        const fix = suppressionFix(file, finding);
        expect(fix, name).not.toBeNull();
        const text = applyEdits(before, fix!.edits);
        const tree = parser.parse(text);
        expect(suppressionsOf({ root: tree.rootNode, text }).isSuppressed(finding), name).toBe(true);
        tree.delete();
      }
    }
  }
}, 60_000);
