import { applyEdits } from '../../../src/lint/fixes/edits.ts';
import type { Finding, Fix } from '../../../src/lint/finding.ts';
import { Project } from '../../../src/lint/project.ts';
import type { RuleId } from '../../../src/lint/rules.ts';
import { loadEngine } from '../engine.ts';

type Version = readonly [number, number];

const FILE = 'cafe.py';
const parser = await loadEngine();

/** What the rules about asyncio find in a text, as `line rule`, lines from 1; the text may be indented as a whole. */
export function mistakesIn(source: string, python: Version = [3, 12]): string[] {
  return mistakesOf(projectOf(dedented(source), python)).map(
    ({ rule, range }) => `${range.start.line + 1} ${rule}`,
  );
}

/** What a text's own comments expect: `# CORO201` at the end of a line, several separated by spaces. */
export function marksOf(source: string): string[] {
  return dedented(source)
    .split('\n')
    .flatMap((line, index) =>
      (/#((?: CORO\d+)+)$/.exec(line)?.[1] ?? '')
        .split(' ')
        .filter((rule) => rule !== '')
        .map((rule) => `${index + 1} ${rule}`),
    );
}

/**
 * The text after the fix of its first finding (of a rule, or with a title); null where that has none. Sees to it that
 * the result parses, that the finding is gone, and that none has come.
 */
export function fixedBy(
  source: string,
  { python = [3, 12], title = /./, rule }: { python?: Version; title?: RegExp; rule?: RuleId } = {},
): string | null {
  const project = projectOf(source, python);
  const findings = mistakesOf(project);
  const wanted = findings.find((finding) => rule === undefined || finding.rule === rule);
  if (wanted === undefined) throw new Error('Nothing is found.');
  const fix = project.fixes(FILE, wanted).find((one) => title.test(one.title) && !/noqa/.test(one.title));
  if (fix === undefined) return null;
  const result = applyEdits(source, fix.edits);
  assertMended(findings, fix, result, python);
  return result;
}

function assertMended(before: readonly Finding[], fix: Fix, result: string, python: Version): void {
  const tree = parser.parse(result);
  const { hasError } = tree.rootNode;
  tree.delete();
  if (hasError) throw new Error(`“${fix.title}” gave a text that does not parse:\n${result}`);
  const left = mistakesOf(projectOf(result, python));
  if (left.length >= before.length)
    throw new Error(`After “${fix.title}” there is ${left.map(({ rule }) => rule).join(', ')}:\n${result}`);
}

function mistakesOf(project: Project): Finding[] {
  return project.findings(FILE).filter(({ rule }) => rule.startsWith('CORO2'));
}

function projectOf(text: string, python: Version): Project {
  const project = new Project(parser, { python, blockingCalls: [], ignoredCalls: [], ignoredRules: [] });
  project.set(FILE, text);
  return project;
}

/** Without the indentation that all lines share. */
export function dedented(text: string): string {
  const lines = text.replace(/^\n/, '').replace(/\n *$/, '\n').split('\n');
  const indents = lines.filter((line) => line.trim() !== '').map((line) => /^ */.exec(line)![0].length);
  const shared = Math.min(...indents);
  return lines.map((line) => line.slice(shared)).join('\n');
}
