import type { Node } from '../parser.ts';
import { canonical } from './asyncioFacts.ts';
import { isOverridden, isStub } from './overriding.ts';
import type { Scene } from './scene.ts';
import {
  argumentsOf,
  attributeOf,
  calleeOf,
  expressions,
  identifiersIn,
  isAsync,
  named,
  ownDescendants,
  unwrap,
} from './syntax.ts';

/** What is known of a function whose effects are all in sight, and that changes nothing that others see. */
export interface Verdict {
  /** Whether it waits for anything, so that others could run meanwhile. */
  readonly suspends: boolean;
  /** Whether it prints or logs, whose order one may care for. */
  readonly prints: boolean;
}

/** Judges a function by its canonical name; null when it may touch what others see, or is not of this file. */
export type Judge = (name: string) => Verdict | null;

/** A judge for the functions of one file. It remembers its verdicts. */
export function judgeFunctions(scene: Scene): Judge {
  const verdicts = new Map<string, Verdict | null>();
  const judge: Judge = (name) => {
    const known = verdicts.get(name);
    if (known !== undefined) return known;
    // A function that calls itself is not judged.
    verdicts.set(name, null);
    const fn = scene.localDefinition(name);
    const verdict = fn?.type === 'function_definition' && isTopLevel(fn) ? judgeBody(scene, judge, fn) : null;
    verdicts.set(name, verdict);
    return verdict;
  };
  return judge;
}

const HTTP_READS = /^(httpx\.AsyncClient|aiohttp\.ClientSession)\.(get|head)$/;

/** Judges a call that is awaited: of a coroutine function, of a function in a thread, or a request by HTTP. */
export function judgeCall(scene: Scene, judge: Judge, call: Node): Verdict | null {
  const name = scene.calleeName(call);
  if (name === null) return null;
  if (name === 'asyncio.to_thread') return judgeThread(scene, judge, call);
  if (HTTP_READS.test(name)) return { suspends: true, prints: false };
  return scene.definition(name)?.kind === 'coroutine' ? judge(name) : null;
}

const OUTWARD = [
  'global_statement',
  'nonlocal_statement',
  'delete_statement',
  'yield',
  'function_definition',
  'class_definition',
];
const WRITES = ['assignment', 'augmented_assignment', 'named_expression', 'for_statement', 'for_in_clause'];

function judgeBody(scene: Scene, judge: Judge, fn: Node): Verdict | null {
  const body = fn.childForFieldName('body');
  if (
    body === null ||
    isStub(body) ||
    isOverridden(scene, fn) ||
    named(body.descendantsOfType(OUTWARD)).length > 0
  )
    return null;
  const own = ownVariables(scene, body);
  for (const write of ownDescendants(body, WRITES)) {
    const target = write.childForFieldName('left') ?? write.childForFieldName('name');
    if (target !== null && !isOwnTarget(target, own)) return null;
  }
  let prints = false;
  for (const call of ownDescendants(body, 'call')) {
    const effect = effectOf(scene, judge, call, own);
    if (effect === null) return null;
    prints ||= effect === 'prints';
  }
  return { suspends: suspendsIn(body), prints };
}

function suspendsIn(body: Node): boolean {
  return ownDescendants(body, ['await', 'for_statement', 'with_statement']).some(
    (node) => node.type === 'await' || isAsync(node),
  );
}

function isTopLevel(fn: Node): boolean {
  for (let node = fn.parent; node !== null; node = node.parent)
    if (node.type === 'function_definition') return false;
  return true;
}

/** Variables that only ever hold what this function made itself. */
function ownVariables(scene: Scene, body: Node): Set<string> {
  const own = new Set<string>();
  const foreign = new Set<string>();
  for (const assignment of ownDescendants(body, ['assignment', 'named_expression'])) {
    const left = assignment.childForFieldName('left') ?? assignment.childForFieldName('name');
    const right = assignment.childForFieldName('right') ?? assignment.childForFieldName('value');
    if (left?.type !== 'identifier' || right === null) continue;
    (isMade(scene, right, own) ? own : foreign).add(left.text);
  }
  for (const pattern of ownDescendants(body, 'as_pattern')) {
    const [value, alias] = expressions(pattern);
    if (value !== undefined && alias !== undefined)
      (isMade(scene, value, own) ? own : foreign).add(alias.text);
  }
  for (const name of foreign) own.delete(name);
  return own;
}

const MADE_HERE: ReadonlySet<string> = new Set(
  'list dictionary set tuple string integer float list_comprehension dictionary_comprehension set_comprehension binary_operator'.split(
    ' ',
  ),
);

function isMade(scene: Scene, value: Node, own: ReadonlySet<string>): boolean {
  let inner = unwrap(value);
  if (inner.type === 'await') inner = unwrap(expressions(inner)[0] ?? inner);
  if (MADE_HERE.has(inner.type)) return true;
  const callee = calleeOf(inner);
  if (callee === null) return false;
  const name = scene.calleeName(inner);
  if (name !== null && isHarmless(inner, name)) return true;
  const object = attributeOf(callee)?.object;
  return object !== undefined && (isOwn(object, own) || isHttpGet(inner, callee));
}

function isOwnTarget(target: Node, own: ReadonlySet<string>): boolean {
  if (target.type === 'identifier') return true;
  if (target.type === 'attribute' || target.type === 'subscript') return isOwn(target, own);
  return expressions(target).every((one) => isOwnTarget(one, own));
}

/** Whether what an expression begins with was made here. */
function isOwn(expression: Node, own: ReadonlySet<string>): boolean {
  let node = unwrap(expression);
  for (;;) {
    const inner = node.childForFieldName('object') ?? node.childForFieldName('value') ?? calleeOf(node);
    if (inner === null || !/^(attribute|subscript|call)$/.test(node.type)) break;
    node = unwrap(inner);
  }
  if (node.type === 'await') return isOwn(expressions(node)[0] ?? node, own);
  return node.type === 'string' || (node.type === 'identifier' && own.has(node.text));
}

/** Modules whose functions only compute. */
const COMPUTING =
  /^(math|datetime|re|decimal|fractions|statistics|base64|html|textwrap|itertools|uuid|json|random|urllib\.parse)\./;
/** Other functions that change nothing that others see, or of which any number may run at the same time. */
const HARMLESS: ReadonlySet<string> = new Set(
  (
    'asyncio.sleep asyncio.timeout asyncio.wait_for time.time time.perf_counter time.monotonic time.time_ns ' +
    'collections.Counter collections.defaultdict collections.deque collections.OrderedDict copy.copy copy.deepcopy ' +
    'hashlib.md5 hashlib.sha1 hashlib.sha256 pathlib.Path aiohttp.ClientSession aiohttp.ClientSession.get ' +
    'aiohttp.ClientSession.head aiohttp.ClientTimeout aiohttp.ClientResponse.json aiohttp.ClientResponse.text ' +
    'aiohttp.ClientResponse.read aiohttp.ClientResponse.raise_for_status httpx.AsyncClient httpx.AsyncClient.get ' +
    'httpx.AsyncClient.head ' +
    'builtins.len builtins.str builtins.int builtins.float builtins.bool builtins.list builtins.dict builtins.set ' +
    'builtins.tuple builtins.sorted builtins.sum builtins.min builtins.max builtins.range builtins.enumerate ' +
    'builtins.zip builtins.round builtins.abs builtins.isinstance builtins.repr builtins.Exception'
  ).split(' '),
);
const ERROR = /^builtins\.\w+Error$/;

const PRINTING = /^(builtins\.print|logging\.(\w+\.)?(debug|info|warning|error|exception|critical))$/;
const READING =
  /^(strip|lstrip|rstrip|split|lower|upper|title|format|startswith|endswith|items|keys|values|encode|decode|copy|count|index|join|replace)$/;

/** What a call does that others could see: nothing, or printing; null for anything else. */
function effectOf(
  scene: Scene,
  judge: Judge,
  call: Node,
  own: ReadonlySet<string>,
): 'none' | 'prints' | null {
  const callee = calleeOf(call);
  if (callee === null) return null;
  const name = scene.calleeName(call);
  if (name !== null) {
    if (isHarmless(call, name)) return 'none';
    if (PRINTING.test(name)) return 'prints';
    const verdict = name === 'asyncio.to_thread' ? judgeThread(scene, judge, call) : judge(name);
    if (verdict !== null) return verdict.prints ? 'prints' : 'none';
    if (isPlainRecord(scene, name)) return 'none';
  }
  const method = attributeOf(callee);
  if (method === null) return null;
  if (/^(log|logger|_?logger|LOG|LOGGER)$/.test(method.object.text)) return 'prints';
  return isOwn(method.object, own) || READING.test(method.name) || isHttpGet(call, callee) ? 'none' : null;
}

/** `async with session.get(…)`: only what speaks HTTP gives a context manager there. */
function isHttpGet(call: Node, callee: Node): boolean {
  if (!/^(get|head)$/.test(attributeOf(callee)?.name ?? '')) return false;
  const parent = call.parent;
  const item = parent?.type === 'as_pattern' ? parent.parent : parent;
  const statement = item?.type === 'with_item' ? item.parent?.parent : null;
  return statement != null && isAsync(statement);
}

/** Whether a call only looks, and any number of such calls may run at the same time. */
function isHarmless(call: Node, name: string): boolean {
  if (name !== 'builtins.open')
    return HARMLESS.has(canonical(name)) || COMPUTING.test(name) || ERROR.test(name);
  const { positional, keywords, isOpen } = argumentsOf(call);
  const mode = positional[1] ?? keywords.get('mode');
  return !isOpen && (mode === undefined || /^['"]r[bt]?['"]$/.test(mode.text));
}

const READS_IN_THREAD = /^(time\.sleep|requests\.(get|head)|httpx\.(get|head)|socket\.getaddrinfo)$/;

function judgeThread(scene: Scene, judge: Judge, call: Node): Verdict | null {
  const [first] = argumentsOf(call).positional;
  const name = first === undefined ? null : scene.file.names.nameOf(first);
  if (name === null) return null;
  if (READS_IN_THREAD.test(name)) return { suspends: true, prints: false };
  const verdict = judge(name);
  return verdict === null ? null : { ...verdict, suspends: true };
}

/** A class of this file without an `__init__` of its own, such as a data class. */
function isPlainRecord(scene: Scene, name: string): boolean {
  const node = scene.localDefinition(name);
  if (node?.type !== 'class_definition') return false;
  return !identifiersIn(node).some((one) => /^__(init|post_init|new)__$/.test(one.text));
}
