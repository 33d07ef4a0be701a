import type { Edit, Finding, Fix } from '../../finding.ts';
import { inOrder, insertBefore, lineEndingOf, nodeAt, replaceNode } from '../../fixes/edits.ts';
import type { Node } from '../../parser.ts';
import type { SourceFile } from '../../sourceFile.ts';
import { expressions, identifiersIn, ownDescendants, statementOf, wrapped } from '../syntax.ts';
import { assignedVariable } from '../usage.ts';
import { freshName, joinerAt } from './writing.ts';

/** Keeps a task in a set for as long as it runs: one that the object or module has, else a new one of the module's. */
export function keepTaskFixes(file: SourceFile, finding: Finding): Fix[] {
  const call = nodeAt(file.root, finding.range, (node) => node.type === 'call');
  const scope = call === null ? null : functionOf(call);
  if (call === null || scope === null) return [];
  const statement = statementOf(call);
  if (statement.type !== 'expression_statement') return [];
  const join = joinerAt(file, statement);
  const { set, edits } = taskSet(file, scope);
  const keep = (task: string): string =>
    [`${set}.add(${task})`, `${task}.add_done_callback(${set}.discard)`].join(join);
  const kept = rewritten(call, statement, scope, join, keep);
  if (kept === null) return [];
  return [
    {
      title: `Keep the task in ${set}`,
      edits: inOrder([...edits, replaceNode(statement, kept)]),
      isSafe: true,
    },
  ];
}

function rewritten(
  call: Node,
  statement: Node,
  scope: Node,
  join: string,
  keep: (task: string) => string,
): string | null {
  const variable = assignedVariable(call);
  if (variable !== null) return `${statement.text}${join}${keep(variable.text)}`;
  const task = freshName('task', scope);
  if (wrapped(call).parent?.id === statement.id) return `${task} = ${call.text}${join}${keep(task)}`;
  const [only] = expressions(statement);
  if (only === undefined || only.startIndex !== call.startIndex) return null;
  const rest = only.text.slice(call.endIndex - call.startIndex);
  return `${task} = ${call.text}${join}${keep(task)}${join}${task}${rest}`;
}

function functionOf(node: Node): Node | null {
  for (let outer = node.parent; outer !== null; outer = outer.parent) {
    if (outer.type === 'function_definition') return outer;
    if (outer.type === 'lambda' || outer.type === 'class_definition') return null;
    if (/comprehension|generator_expression/.test(outer.type)) return null;
  }
  return null;
}

const TASKS = /tasks?$/i;

function taskSet(file: SourceFile, scope: Node): { set: string; edits: Edit[] } {
  const own = ownTaskSet(scope);
  if (own !== null) return { set: own, edits: [] };
  const known = setsAssignedIn(file.root.namedChildren).find((name) => TASKS.test(name));
  if (known !== undefined && !isLocal(known, scope)) return { set: known, edits: [] };
  const set = freshName('background_tasks', file.root);
  const newline = lineEndingOf(file.text);
  return { set, edits: [insertBefore(topOf(scope), `${set} = set()${newline}${newline}${newline}`)] };
}

/** A set of tasks that the method's object has from its `__init__`. */
function ownTaskSet(scope: Node): string | null {
  const self = expressions(scope.childForFieldName('parameters'))[0]?.text;
  const body = scope.parent?.type === 'decorated_definition' ? scope.parent.parent : scope.parent;
  if (body?.parent?.type !== 'class_definition' || self !== 'self') return null;
  for (const method of body.namedChildren) {
    if (method.type !== 'function_definition' || method.childForFieldName('name')?.text !== '__init__')
      continue;
    const block = method.childForFieldName('body');
    const found =
      block === null ? undefined : setsAssignedIn(block.namedChildren).find((name) => TASKS.test(name));
    if (found?.startsWith('self.') === true) return found;
  }
  return null;
}

/** What statements assign `set()` to. */
function setsAssignedIn(statements: readonly Node[]): string[] {
  return statements.flatMap((statement) => {
    const [assignment] = statement.type === 'expression_statement' ? expressions(statement) : [];
    const right = assignment?.type === 'assignment' ? assignment.childForFieldName('right') : null;
    return right?.text === 'set()' ? [assignment?.childForFieldName('left')?.text ?? ''] : [];
  });
}

function isLocal(name: string, scope: Node): boolean {
  return (
    identifiersIn(scope.childForFieldName('parameters') ?? scope).some((one) => one.text === name) ||
    ownDescendants(scope, 'assignment').some((one) => one.childForFieldName('left')?.text === name)
  );
}

/** The statement of the module that a node lies in, with the comments right above it. */
function topOf(node: Node): Node {
  let top = node;
  while (top.parent !== null && top.parent.type !== 'module') top = top.parent;
  for (let above = top.previousSibling; above?.type === 'comment'; above = above.previousSibling) {
    if (above.endPosition.row + 1 !== top.startPosition.row || above.startPosition.column > 0) break;
    top = above;
  }
  return top;
}
