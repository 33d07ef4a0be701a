import type { Finding } from '../finding.ts';
import type { Node } from '../parser.ts';
import { isTaskMaker } from './callKinds.ts';
import type { Scene } from './scene.ts';
import { attributeOf, calleeOf, ownDescendants, wrapped } from './syntax.ts';
import { shorten } from './texts.ts';
import { assignedVariable, otherUses } from './usage.ts';

/**
 * CORO202: a task that nothing keeps. A done callback does not: the task holds it, not the other way round. Tasks of a
 * task group are the group's.
 */
export function findTasksNotKept(scene: Scene): Finding[] {
  const findings: Finding[] = [];
  for (const call of scene.of('call')) {
    const variable = assignedVariable(call);
    if (variable === null && !isStatement(call) && !isOnlyDecorated(call)) continue;
    if (!isTaskMaker(scene, call) || (variable !== null && !isLost(scene, variable))) continue;
    findings.push(scene.finding('CORO202', call, variable === null ? dropped(call) : untilReturn(variable)));
  }
  return findings;
}

function dropped(call: Node): string {
  return (
    `Nothing keeps the task of ${shorten(call)}: the event loop refers to it only weakly, so it may vanish before it ` +
    'is done. Keep it in a set, or await it.'
  );
}

function untilReturn(variable: Node): string {
  return (
    `Nothing reads ${shorten(variable)}, so nothing keeps the task once this function returns: the event loop refers ` +
    'to it only weakly. Keep it in a set, or await it.'
  );
}

/** Whether nothing in a function reads a variable, but to give the task a callback. */
function isLost(scene: Scene, variable: Node): boolean {
  const scope = scene.file.names.functionAround(variable);
  if (scope?.type !== 'function_definition' || runsLoopAfter(scope, variable)) return false;
  return otherUses(variable, scope).every(isOnlyDecorated);
}

/** Whether the function itself runs the event loop then: its frame keeps the task meanwhile. */
function runsLoopAfter(scope: Node, variable: Node): boolean {
  return ownDescendants(scope, 'call').some((call) => {
    const callee = calleeOf(call);
    const method = callee === null ? null : attributeOf(callee);
    return call.startIndex > variable.endIndex && /^run_(forever|until_complete)$/.test(method?.name ?? '');
  });
}

function isStatement(expression: Node): boolean {
  const parent = wrapped(expression).parent;
  if (parent?.type === 'list_comprehension' || parent?.type === 'set_comprehension')
    return isStatement(parent);
  return parent?.type === 'expression_statement';
}

/** Whether a statement only gives the task a callback or a name. */
function isOnlyDecorated(task: Node): boolean {
  const attribute = wrapped(task).parent;
  const method = attribute === null ? null : attributeOf(attribute);
  if (method === null || !/^(add_done_callback|set_name)$/.test(method.name)) return false;
  const call = attribute?.parent;
  return call != null && calleeOf(call)?.id === attribute?.id && isStatement(call);
}
