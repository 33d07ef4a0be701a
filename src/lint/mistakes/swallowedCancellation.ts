import type { Finding } from '../finding.ts';
import type { Node } from '../parser.ts';
import { canFinish } from './handlerPaths.ts';
import { suspensionsIn, waitsAgain } from './afterwards.ts';
import { functionsMadeTasks, functionsRun, isOfOtherLibrary } from './fileContext.ts';
import { contextsOf } from './missingAsync.ts';
import type { Scene } from './scene.ts';
import {
  argumentsOf,
  attributeOf,
  calleeOf,
  expressions,
  isAsync,
  ownDescendants,
  unwrap,
} from './syntax.ts';
import { isField, otherUses } from './usage.ts';

/**
 * CORO209: a coroutine that is cancelled, and goes on as if it were not. Silent where the cancelled thing is a task
 * that the code itself cancelled, where the exception is kept for later, and at the end of a task's own coroutine.
 */
export function findSwallowedCancellation(scene: Scene): Finding[] {
  return [
    ...scene.of('try_statement').map((statement) => swallowingTry(scene, statement)),
    ...scene.of('with_statement').map((statement) => swallowingWith(scene, statement)),
  ].filter((one) => one !== null);
}

const ADVICE = 'Re-raise it: else whoever cancels, times out or ends the program waits for nothing.';

/** What a handler is for: `CancelledError` itself, or all that can be raised. */
type Breadth = 'cancelled' | 'everything';

function swallowingTry(scene: Scene, statement: Node): Finding | null {
  const clauses = statement.namedChildren.filter((child) => child.type === 'except_clause');
  if (!clauses.some(mayBeBroad)) return null;
  const fn = coroutineAround(scene, statement);
  const body = statement.childForFieldName('body');
  if (fn === null || body === null || suspensionsIn(body).length === 0) return null;
  for (const clause of clauses) {
    if (clause.children.some((child) => child.type === '*')) return null;
    const breadth = breadthOf(scene, clause);
    if (breadth === null) continue;
    const handler = clause.namedChildren.find((child) => child.type === 'block');
    if (handler === undefined || !canFinish(handler) || isMeant(scene, fn, body, breadth)) return null;
    if (isKept(clause, handler) || isRaisedLater(scene, statement, fn, handler)) return null;
    if (isTaskOfItsOwn(scene, fn) && !waitsAgain(statement, handler, fn)) return null;
    const value = clause.childForFieldName('value');
    return scene.finding(
      'CORO209',
      clause,
      value === null
        ? `A bare \`except\` also catches the CancelledError of a cancelled task. ${ADVICE}`
        : `This handler swallows the cancellation of the task. ${ADVICE}`,
      value ?? clause.firstChild ?? clause,
    );
  }
  return null;
}

/** Names of exceptions may have others, but few do. */
const BROAD = /Cancel|BaseException/;

function mayBeBroad(clause: Node): boolean {
  const value = clause.childForFieldName('value');
  return value === null || BROAD.test(value.text);
}

function swallowingWith(scene: Scene, statement: Node): Finding | null {
  const suppress = contextsOf(statement).find(
    (context) =>
      calleeOf(context) !== null &&
      BROAD.test(context.text) &&
      scene.calleeName(context) === 'contextlib.suppress',
  );
  if (suppress === undefined) return null;
  const breadths = argumentsOf(suppress).positional.map((argument) => breadthOfException(scene, argument));
  const breadth = breadths.find((one) => one !== null);
  const fn = coroutineAround(scene, statement);
  const body = statement.childForFieldName('body');
  if (breadth == null || fn === null || body === null || suspensionsIn(body).length === 0) return null;
  if (isMeant(scene, fn, body, breadth)) return null;
  if (isTaskOfItsOwn(scene, fn) && !waitsAgain(statement, body, fn)) return null;
  return scene.finding('CORO209', suppress, `This swallows the cancellation of the task. ${ADVICE}`);
}

function coroutineAround(scene: Scene, node: Node): Node | null {
  const fn = scene.file.names.functionAround(node);
  return fn?.type === 'function_definition' && isAsync(fn) ? fn : null;
}

function breadthOf(scene: Scene, clause: Node): Breadth | null {
  const values = clause.childrenForFieldName('value');
  if (values.length === 0) return 'everything';
  const breadths = values.flatMap((value) => {
    const type = value.type === 'as_pattern' ? expressions(value)[0] : value;
    if (type === undefined) return [];
    const inner = unwrap(type);
    return (inner.type === 'tuple' ? expressions(inner) : [inner]).map((one) =>
      breadthOfException(scene, one),
    );
  });
  return breadths.includes('everything') ? 'everything' : (breadths.find((one) => one !== null) ?? null);
}

function breadthOfException(scene: Scene, exception: Node): Breadth | null {
  const name = scene.file.names.nameOf(exception);
  if (name === 'asyncio.CancelledError' || name === 'asyncio.exceptions.CancelledError') return 'cancelled';
  return name === 'builtins.BaseException' ? 'everything' : null;
}

/** Whether the code waits for something else that was cancelled, or is the program's outermost coroutine. */
function isMeant(scene: Scene, fn: Node, body: Node, breadth: Breadth): boolean {
  const end = body.endIndex;
  const cancels = scene.ownOf(fn, 'call').some((call) => {
    if (call.startIndex >= end) return false;
    const callee = calleeOf(call);
    return callee !== null && attributeOf(callee)?.name === 'cancel';
  });
  if (cancels) return true;
  if (breadth === 'everything') return isOfOtherLibrary(scene.file.text);
  if (isOutermost(scene, fn)) return true;
  return suspensionsIn(body).every((node) => awaitsTasks(scene, node) || isTimeLimit(scene, node));
}

function isTimeLimit(scene: Scene, node: Node): boolean {
  if (node.type !== 'with_statement') return false;
  return contextsOf(node).every(
    (context) => calleeOf(context) !== null && /(^|\.)timeout(_at)?$/.test(scene.calleeName(context) ?? ''),
  );
}

const GATHERING = /^asyncio\.(gather|wait|wait_for|shield)$/;

/** Whether an `await` waits for tasks that were made elsewhere, and that another may have cancelled. */
function awaitsTasks(scene: Scene, node: Node): boolean {
  const [operand] = node.type === 'await' ? expressions(node) : [];
  if (operand === undefined) return false;
  const value = unwrap(operand);
  if (PLACES.has(value.type)) return true;
  const name = value.type === 'call' ? scene.calleeName(value) : null;
  if (name === null || !GATHERING.test(name)) return false;
  const [first] = expressions(value.childForFieldName('arguments'));
  const given = first?.type === 'list_splat' ? expressions(first)[0] : first;
  return given !== undefined && PLACES.has(given.type);
}

const PLACES: ReadonlySet<string> = new Set(['identifier', 'attribute', 'subscript']);

function isOutermost(scene: Scene, fn: Node): boolean {
  const name = fn.childForFieldName('name')?.text;
  if (name === undefined || fn.parent?.type !== 'module') return false;
  return name === 'main' || functionsRun(scene.file.text).includes(name);
}

/** Whether the file makes tasks of a function: when it ends, cancelled or not, nothing goes on that should not. */
function isTaskOfItsOwn(scene: Scene, fn: Node): boolean {
  return functionsMadeTasks(scene.file.text).includes(fn.childForFieldName('name')?.text ?? '');
}

const KEEPERS = /^(set_exception|append|put|put_nowait|add|throw|__aexit__|__exit__)$/;

/** Whether the handler keeps the exception for someone, or cancels this task anew. */
function isKept(clause: Node, handler: Node): boolean {
  if (/\buncancel\b|\bcurrent_task\b|\bexc_info\(\)/.test(handler.text.replace(/exc_info\s*=/g, '')))
    return true;
  const pattern = clause.childForFieldName('value');
  const alias =
    pattern?.type === 'as_pattern' ? pattern.childForFieldName('alias')?.firstNamedChild : undefined;
  if (alias == null) return false;
  return otherUses(alias, handler).some((use) => {
    const parent = use.parent;
    if (parent?.type === 'return_statement') return true;
    if (parent?.type === 'assignment') return isField(parent, 'right', use);
    const call = parent?.type === 'argument_list' ? parent.parent : null;
    const callee = call == null ? null : calleeOf(call);
    return callee !== null && KEEPERS.test(attributeOf(callee)?.name ?? '');
  });
}

/** Whether the function raises after the `try`, for what its handler noted. */
function isRaisedLater(scene: Scene, statement: Node, fn: Node, handler: Node): boolean {
  const end = statement.endIndex;
  const raises = scene.ownOf(fn, 'raise_statement').filter((one) => one.startIndex >= end);
  if (raises.some((one) => /CancelledError/.test(one.text))) return true;
  return raises.length > 0 && ownDescendants(handler, 'assignment').some((one) => /cancel/i.test(one.text));
}
