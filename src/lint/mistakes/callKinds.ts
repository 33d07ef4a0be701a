import type { Node } from '../parser.ts';
import { canonical, COROUTINE_FUNCTIONS, TASK_MAKERS } from './asyncioFacts.ts';
import { nameOf, type Scene } from './scene.ts';
import { calleeOf, unwrap } from './syntax.ts';

/** Whether an expression certainly is a call that only makes a coroutine. */
export function isCoroutineCall(scene: Scene, expression: Node): boolean {
  const callee = calleeOf(unwrap(expression));
  return callee !== null && isCoroutineFunction(scene, callee);
}

/** Whether an expression certainly is a function whose call gives a coroutine. */
export function isCoroutineFunction(scene: Scene, expression: Node): boolean {
  const name = nameOf(scene.file, unwrap(expression));
  if (name === null) return false;
  if (scene.workspace.definition(name) !== null) return scene.definition(name)?.kind === 'coroutine';
  return COROUTINE_FUNCTIONS.has(canonical(name));
}

/** Whether a call makes a task that nothing but its result keeps alive. */
export function isTaskMaker(scene: Scene, call: Node): boolean {
  const name = scene.calleeName(call);
  return name !== null && TASK_MAKERS.has(canonical(name));
}
