import type { Finding, Fix } from '../../finding.ts';
import { isAtLeast, mayAwaitAt, needsParentheses } from '../../fixes/awaiting.ts';
import { insertAfter, insertBefore, inOrder, nodeAt, replaceNode } from '../../fixes/edits.ts';
import { referTo } from '../../fixes/imports.ts';
import type { Workspace } from '../../names.ts';
import type { Node } from '../../parser.ts';
import type { SourceFile } from '../../sourceFile.ts';
import { makeScene } from '../scene.ts';
import { calleeOf, expressions, unwrap } from '../syntax.ts';
import { callFix } from './callableFixes.ts';

/** Awaits a coroutine that nothing awaited. */
export function awaitFixes(file: SourceFile, finding: Finding, workspace: Workspace): Fix[] {
  const call = nodeAt(file.root, finding.range, (node) => node.type === 'call');
  if (call === null) return [];
  if (!mayAwaitAt(call, workspace.python)) return runFix(file, call);
  const edits = needsParentheses(call)
    ? [insertBefore(call, '(await '), insertAfter(call, ')')]
    : [insertBefore(call, 'await ')];
  return [{ title: `Await ${named(call)}`, edits, isSafe: false }];
}

/** At module level, where no loop runs yet: runs the coroutine to its end. */
function runFix(file: SourceFile, call: Node): Fix[] {
  if (call.parent?.type !== 'expression_statement' || file.names.functionAround(call) !== null) return [];
  for (let outer = call.parent.parent; outer !== null; outer = outer.parent)
    if (/_definition$|^(for|while)_statement$/.test(outer.type)) return [];
  const run = referTo(file, call, 'asyncio', 'run');
  if (run === null) return [];
  const edits = inOrder([...run.edits, insertBefore(call, `${run.text}(`), insertAfter(call, ')')]);
  return [{ title: `Run it with ${run.text}(…)`, edits, isSafe: false }];
}

const COLLECTIONS = /^(list|tuple|set|list_comprehension|set_comprehension|generator_expression)$/;

/** Takes an `await` away, or gives it what it can await. */
export function noAwaitFixes(file: SourceFile, finding: Finding, workspace: Workspace): Fix[] {
  const given = nodeAt(file.root, finding.range, (one) => COLLECTIONS.test(one.type));
  if (given !== null) return unpackFix(given);
  const node = nodeAt(file.root, finding.range, (one) => one.type === 'await');
  const [operand] = node === null ? [] : expressions(node);
  if (node === null || operand === undefined) return [];
  const value = unwrap(operand);
  if (COLLECTIONS.test(value.type)) return gatherFix(file, value);
  if (value.type === 'identifier' || value.type === 'attribute')
    return callFix(makeScene(file, workspace), value);
  const callee = calleeOf(value);
  const name = callee === null ? null : file.names.nameOf(callee);
  if (callee !== null && name === 'time.sleep') {
    const sleep = referTo(file, value, 'asyncio', 'sleep');
    if (sleep === null) return [];
    const edits = inOrder([...sleep.edits, replaceNode(callee, sleep.text)]);
    return [{ title: `Use await ${sleep.text}(…)`, edits, isSafe: true }];
  }
  if (callee === null || isAsyncGenerator(workspace, name)) return [];
  const inThread = name !== null && WAITS.test(name) ? threadFix(file, value, callee, workspace) : [];
  return [
    ...inThread,
    { title: `Remove await before ${named(value)}`, edits: [replaceNode(node, operand.text)], isSafe: false },
  ];
}

/** What blocks for long without `await`: it should run in a thread. */
const WAITS = /^(requests|urllib|urllib3|subprocess|shutil|smtplib|ftplib|imaplib|sqlite3)\./;

function threadFix(file: SourceFile, call: Node, callee: Node, workspace: Workspace): Fix[] {
  const thread = isAtLeast(workspace.python, [3, 9]) ? referTo(file, call, 'asyncio', 'to_thread') : null;
  if (thread === null) return [];
  const given = expressions(call.childForFieldName('arguments')).map((argument) => argument.text);
  const text = `${thread.text}(${[callee.text, ...given].join(', ')})`;
  const edits = inOrder([...thread.edits, replaceNode(call, text)]);
  return [{ title: `Use await ${thread.text}(…)`, edits, isSafe: false }];
}

/** `gather([…])` → `gather(*[…])`. */
function unpackFix(collection: Node): Fix[] {
  const call = collection.parent?.type === 'argument_list' ? collection.parent.parent : null;
  if (call === null || !/(^|\.)gather$/.test(calleeOf(call)?.text ?? '')) return [];
  return [{ title: 'Unpack it with *', edits: [insertBefore(collection, '*')], isSafe: true }];
}

function gatherFix(file: SourceFile, collection: Node): Fix[] {
  const gather = referTo(file, collection, 'asyncio', 'gather');
  if (gather === null) return [];
  const outer = collection.parent?.type === 'parenthesized_expression' ? collection.parent : collection;
  const edits = inOrder([...gather.edits, replaceNode(outer, `${gather.text}(*${collection.text})`)]);
  return [{ title: `Await all of them with ${gather.text}(…)`, edits, isSafe: false }];
}

function isAsyncGenerator(workspace: Workspace, name: string | null): boolean {
  return name !== null && workspace.definition(name)?.kind === 'asyncGenerator';
}

function named(call: Node): string {
  const text = calleeOf(call)?.text.replace(/\s+/g, ' ') ?? 'this';
  return text.length > 30 ? `…${text.slice(-29)}(…)` : `${text}(…)`;
}
