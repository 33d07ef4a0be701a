import type { Finding } from '../finding.ts';
import type { Node } from '../parser.ts';
import { canonical, PLAIN_FUNCTIONS, PLAIN_TYPES, TASK_MAKERS } from './asyncioFacts.ts';
import { isCoroutineFunction } from './callKinds.ts';
import { nameOf, type Scene } from './scene.ts';
import { isOverridden, isStub } from './overriding.ts';
import { isPlainData, isPlainLibraryCall } from './plainLibrary.ts';
import { argumentsOf, calleeOf, expressions, ownDescendants, unwrap } from './syntax.ts';
import { shorten } from './texts.ts';

/** CORO203: an `await` that can only fail, because what it is given is no awaitable. */
export function findNotAwaitable(scene: Scene): Finding[] {
  const findings: Finding[] = [];
  for (const node of scene.of('await')) {
    const [operand] = expressions(node);
    if (operand === undefined) continue;
    const reason = whyNotAwaitable(scene, unwrap(operand));
    if (reason !== null) findings.push(scene.finding('CORO203', node, reason));
  }
  return [...findings, ...findGivenCollections(scene)];
}

const AWAITING =
  /^asyncio\.((AbstractEventLoop\.|TaskGroup\.)?create_task|ensure_future|gather|shield|wait_for|run)$/;

/** Collections given to what awaits each of its arguments, such as `gather([f(), g()])`. */
function findGivenCollections(scene: Scene): Finding[] {
  return scene.of('call').flatMap((call) => {
    const [first] = argumentsOf(call).positional;
    if (first === undefined || !COLLECTIONS.test(first.type)) return [];
    const name = scene.calleeName(call);
    if (name === null || !AWAITING.test(canonical(name))) return [];
    const what = name === 'asyncio.gather' ? ': unpack it with `*`' : '';
    return [
      scene.finding(
        'CORO203',
        first,
        `${shorten(call)} awaits its arguments, and a collection is no awaitable${what}.`,
      ),
    ];
  });
}

const COLLECTIONS = /^(list|tuple|set|list_comprehension|set_comprehension|generator_expression)$/;
const LITERALS: ReadonlySet<string> = new Set(
  (
    'string concatenated_string integer float true false none list tuple dictionary set list_comprehension ' +
    'dictionary_comprehension set_comprehension generator_expression comparison_operator not_operator lambda ellipsis'
  ).split(' '),
);

function whyNotAwaitable(scene: Scene, value: Node): string | null {
  if (LITERALS.has(value.type))
    return COLLECTIONS.test(value.type)
      ? 'A collection cannot be awaited: await what is in it, such as with `asyncio.gather(*…)`.'
      : 'This is no awaitable: `await` raises TypeError.';
  if (value.type === 'call') return whyNotCall(scene, value);
  if (value.type !== 'identifier' && value.type !== 'attribute') return null;
  const name = nameOf(scene.file, value);
  if (isCoroutineFunction(scene, value) || (name !== null && isMakerOfAwaitables(name)))
    return `${shorten(value)} is a function: call it to get what can be awaited.`;
  const type = scene.file.names.typeOf(value);
  if (type === null) return null;
  if (PLAIN_TYPES.has(canonical(type)))
    return `${shorten(value)} is ${withArticle(type)}, which cannot be awaited: await one of its methods.`;
  return isPlainClass(scene, type)
    ? `${shorten(value)} is ${withArticle(type)}, which cannot be awaited.`
    : null;
}

function isMakerOfAwaitables(name: string): boolean {
  return TASK_MAKERS.has(name) || name === 'asyncio.gather' || name === 'asyncio.shield';
}

function whyNotCall(scene: Scene, call: Node): string | null {
  const name = scene.calleeName(call);
  if (name === null) return null;
  const plain = `${shorten(call)} is an ordinary call: what it gives cannot be awaited.`;
  if (name === 'time.sleep') return '`time.sleep(…)` is no awaitable, and blocks: use `asyncio.sleep(…)`.';
  const isOwn = scene.workspace.definition(name) !== null;
  if (!isOwn && (PLAIN_FUNCTIONS.has(canonical(name)) || isPlainLibraryCall(name))) return plain;
  const definition = scene.definition(name);
  if (definition === null) return null;
  if (definition.kind === 'asyncGenerator')
    return `${shorten(call)} is an async generator: iterate over it with \`async for\`.`;
  if (definition.kind === 'generator') return `${shorten(call)} is a generator, which cannot be awaited.`;
  if (definition.kind === 'class')
    return isPlainClass(scene, name) ? `${shorten(call)} is no awaitable: \`await\` raises TypeError.` : null;
  if (definition.kind !== 'function') return null;
  const type = scene.file.names.typeOf(call);
  return (type !== null && isPlainData(type)) || isPlainFunction(scene, name) ? plain : null;
}

/** Whether a class of this file certainly has no `__await__`: it inherits from nothing that is not seen here. */
function isPlainClass(scene: Scene, name: string): boolean {
  const definition = scene.definition(name);
  if (definition?.kind !== 'class' || definition.methods.has('__await__')) return false;
  const node = scene.localDefinition(name);
  if (node?.type !== 'class_definition') return false;
  const body = node.childForFieldName('body');
  if (body === null || /__getattr__|__await__|__new__/.test(body.text)) return false;
  return expressions(node.childForFieldName('superclasses')).every((base) => {
    const baseName = base.type === 'identifier' ? scene.file.names.nameOf(base) : null;
    return (
      baseName === 'builtins.object' ||
      (baseName !== null && baseName !== name && isPlainClass(scene, baseName))
    );
  });
}

/** Whether a function of this file certainly gives no awaitable: it does something, and returns nothing or plain values. */
function isPlainFunction(scene: Scene, name: string): boolean {
  const fn = scene.localDefinition(name);
  const body = fn?.childForFieldName('body');
  if (fn?.type !== 'function_definition' || body == null || isOverridden(scene, fn) || isStub(body))
    return false;
  return ownDescendants(body, 'return_statement').every((statement) => {
    const [value] = expressions(statement);
    return value === undefined || isPlainValue(scene, unwrap(value));
  });
}

function isPlainValue(scene: Scene, value: Node): boolean {
  if (LITERALS.has(value.type)) return true;
  if (value.type === 'binary_operator')
    return ['left', 'right'].some((side) => {
      const operand = value.childForFieldName(side);
      return operand !== null && LITERALS.has(unwrap(operand).type);
    });
  if (calleeOf(value) === null) return false;
  const name = scene.calleeName(value);
  return name !== null && isPlainLibraryCall(name);
}

function withArticle(type: string): string {
  const name = type.slice(type.lastIndexOf('.') + 1);
  return `${/^[AEIOU]/.test(name) ? 'an' : 'a'} \`${name}\``;
}
