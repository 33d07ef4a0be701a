import type { Finding } from '../finding.ts';
import type { Node } from '../parser.ts';
import { isCoroutineCall } from './callKinds.ts';
import type { Scene } from './scene.ts';
import { argumentsOf, attributeOf, calleeOf, expressions, unwrap } from './syntax.ts';
import { assignedVariable, otherUses } from './usage.ts';

/** CORO205: `asyncio.wait` given coroutines, which it warned about from Python 3.8 and refuses since 3.11. */
export function findWaitGivenCoroutines(scene: Scene): Finding[] {
  if (!scene.isPython(3, 8)) return [];
  const findings: Finding[] = [];
  for (const call of scene.of('call')) {
    if (!/\bwait$/.test(calleeOf(call)?.text ?? '') || scene.calleeName(call) !== 'asyncio.wait') continue;
    const argument = waitArgument(call);
    if (argument === null || coroutinesIn(scene, argument).length === 0) continue;
    findings.push(
      scene.finding(
        'CORO205',
        call,
        scene.isPython(3, 11)
          ? '`asyncio.wait` refuses coroutines since Python 3.11 (TypeError): give it tasks, made by `asyncio.create_task(…)`.'
          : '`asyncio.wait` given coroutines is deprecated, and a TypeError from Python 3.11: give it tasks, made by `asyncio.create_task(…)`.',
      ),
    );
  }
  return findings;
}

/** What `asyncio.wait` is to wait for. */
export function waitArgument(call: Node): Node | null {
  const { positional, keywords } = argumentsOf(call);
  const argument = positional[0] ?? keywords.get('fs') ?? keywords.get('aws');
  return argument === undefined ? null : unwrap(argument);
}

const DISPLAYS: ReadonlySet<string> = new Set(['list', 'set', 'tuple']);
const COMPREHENSIONS: ReadonlySet<string> = new Set([
  'list_comprehension',
  'set_comprehension',
  'generator_expression',
]);

/** The coroutine calls in a collection, or in the one that a local variable is given and that is filled in sight. */
export function coroutinesIn(scene: Scene, collection: Node): Node[] {
  if (DISPLAYS.has(collection.type))
    return expressions(collection).flatMap((element) => {
      if (element.type === 'list_splat')
        return expressions(element).flatMap((one) => coroutinesIn(scene, unwrap(one)));
      if (isCoroutineCall(scene, element)) return [unwrap(element)];
      return element.type === 'identifier' ? coroutineOfVariable(scene, element) : [];
    });
  if (COMPREHENSIONS.has(collection.type)) {
    const body = collection.childForFieldName('body');
    return body !== null && isCoroutineCall(scene, body) ? [unwrap(body)] : [];
  }
  if (collection.type === 'identifier') return coroutinesOfVariable(scene, collection);
  if (collection.type === 'call' && /^(list|set|tuple)$/.test(calleeOf(collection)?.text ?? '')) {
    const [only] = argumentsOf(collection).positional;
    return only === undefined ? [] : coroutinesIn(scene, unwrap(only));
  }
  return [];
}

function coroutineOfVariable(scene: Scene, variable: Node): Node[] {
  const value = onlyValue(scene, variable)?.value;
  return value !== undefined && isCoroutineCall(scene, value) ? [unwrap(value)] : [];
}

function coroutinesOfVariable(scene: Scene, variable: Node): Node[] {
  const only = onlyValue(scene, variable);
  if (only === null || only.value.type === 'identifier') return [];
  const added: Node[] = [];
  for (const use of only.uses) {
    const attribute = use.parent === null ? null : attributeOf(use.parent);
    if (attribute?.object.id !== use.id || !/^(append|add)$/.test(attribute.name)) continue;
    const call = use.parent?.parent;
    const [element] = call?.type === 'call' ? argumentsOf(call).positional : [];
    if (element !== undefined && isCoroutineCall(scene, element)) added.push(unwrap(element));
  }
  return [...coroutinesIn(scene, unwrap(only.value)), ...added];
}

/** The value of a local variable that is assigned once, and its uses. */
function onlyValue(
  scene: Scene,
  variable: Node,
): { readonly value: Node; readonly uses: readonly Node[] } | null {
  const scope = scene.file.names.functionAround(variable) ?? scene.file.root;
  const uses = otherUses(variable, scope);
  const values = uses.flatMap((use) => {
    const { parent } = use;
    if (parent?.childForFieldName('left')?.id !== use.id) return [];
    const right = parent.type === 'assignment' ? parent.childForFieldName('right') : null;
    return right !== null && assignedVariable(right)?.id === use.id ? [right] : [null];
  });
  const [value] = values;
  return values.length === 1 && value != null ? { value, uses } : null;
}
