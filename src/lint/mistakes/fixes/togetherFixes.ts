import type { Finding, Fix } from '../../finding.ts';
import { inOrder, lineEndingOf, replaceNodes } from '../../fixes/edits.ts';
import { referTo } from '../../fixes/imports.ts';
import type { Workspace } from '../../names.ts';
import type { Node } from '../../parser.ts';
import type { SourceFile } from '../../sourceFile.ts';
import { independentRuns, type AwaitStatement } from '../independentAwaits.ts';
import { makeScene } from '../scene.ts';
import { judgeFunctions } from '../selfContained.ts';
import { freshName, indentOf, levelOf } from './writing.ts';

/** Runs independent awaits at the same time: with `gather`, or from 3.11 on in a task group. */
export function togetherFixes(file: SourceFile, finding: Finding, workspace: Workspace): Fix[] {
  const run = runAt(file, finding, workspace);
  const [first, last] = [run?.[0], run?.at(-1)];
  if (run === null || first === undefined || last === undefined) return [];
  const indent = indentOf(file, first.statement);
  if (indent === null || hasComments(first.statement, last.statement)) return [];
  const newline = `${lineEndingOf(file.text)}${indent}`;
  const fixes: Fix[] = [];
  const gather = referTo(file, first.statement, 'asyncio', 'gather');
  if (gather !== null) {
    const text = gathered(run, gather.text, newline, levelOf(file));
    const edits = inOrder([...gather.edits, replaceNodes(first.statement, last.statement, text)]);
    fixes.push({ title: `Await them together with ${gather.text}(…)`, edits, isSafe: false });
  }
  const group = referTo(file, first.statement, 'asyncio', 'TaskGroup');
  if (group !== null && (workspace.python[0] > 3 || workspace.python[1] >= 11)) {
    const text = grouped(run, group.text, newline, levelOf(file));
    const edits = inOrder([...group.edits, replaceNodes(first.statement, last.statement, text)]);
    fixes.push({ title: `Run them in a task group`, edits, isSafe: false });
  }
  return fixes;
}

function runAt(file: SourceFile, finding: Finding, workspace: Workspace): AwaitStatement[] | null {
  const { line, column } = finding.range.start;
  let block = file.root.descendantForPosition({ row: line, column });
  while (block !== null && block.type !== 'block') block = block.parent;
  if (block === null) return null;
  const scene = makeScene(file, workspace);
  const runs = independentRuns(scene, judgeFunctions(scene), block);
  return (
    runs.find((run) => {
      const start = run[1]?.statement.startPosition;
      return start?.row === line && start.column === column;
    }) ?? null
  );
}

function hasComments(first: Node, last: Node): boolean {
  for (
    let node = first.nextSibling;
    node !== null && node.startIndex < last.startIndex;
    node = node.nextSibling
  )
    if (node.type === 'comment') return true;
  return false;
}

const WIDEST = 100;

function gathered(run: readonly AwaitStatement[], gather: string, newline: string, level: string): string {
  const hasTargets = run.some(({ target }) => target !== null);
  const targets = hasTargets ? `${run.map(targetOf).join(', ')} = ` : '';
  const calls = run.map(({ call }) => call.text);
  const line = `${targets}await ${gather}(${calls.join(', ')})`;
  if (newline.length + line.length < WIDEST && !line.includes('\n')) return line;
  return `${targets}await ${gather}(${calls.map((call) => `${newline}${level}${call},`).join('')}${newline})`;
}

function targetOf({ target }: AwaitStatement): string {
  if (target === null) return '_';
  return target.type === 'pattern_list' ? `(${target.text})` : target.text;
}

function grouped(run: readonly AwaitStatement[], group: string, newline: string, level: string): string {
  const scope = run[0]?.statement.parent;
  const taken = new Set<string>();
  const fresh = (wish: string): string => {
    const name = scope == null ? wish : freshName(wish, scope, taken);
    taken.add(name);
    return name;
  };
  const tasks = fresh('group');
  const starts: string[] = [];
  const results: string[] = [];
  for (const { target, call } of run) {
    const start = `${tasks}.create_task(${call.text})`;
    if (target === null) starts.push(start);
    else {
      const task = fresh(target.type === 'identifier' ? `${target.text}_task` : 'task');
      starts.push(`${task} = ${start}`);
      results.push(`${target.text} = ${task}.result()`);
    }
  }
  return [`async with ${group}() as ${tasks}:`, ...starts.map((one) => level + one), ...results].join(
    newline,
  );
}
