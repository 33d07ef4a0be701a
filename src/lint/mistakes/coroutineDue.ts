import type { Finding } from '../finding.ts';
import type { Node } from '../parser.ts';
import { canonical } from './asyncioFacts.ts';
import { isCoroutineCall, isCoroutineFunction } from './callKinds.ts';
import { nameOf, type Scene } from './scene.ts';
import { argumentsOf, attributeOf, calleeOf, expressions, unwrap, type Arguments } from './syntax.ts';
import { shorten } from './texts.ts';

/** CORO210: a coroutine function where a coroutine is due, and a coroutine (function) where a plain function is due. */
export function findWrongCallables(scene: Scene): Finding[] {
  const findings: Finding[] = [];
  for (const call of scene.of('call')) {
    const callee = calleeOf(call);
    if (callee === null) continue;
    const last = attributeOf(callee)?.name ?? callee.text;
    if (NEEDS_COROUTINE.has(last)) findings.push(...uncalled(scene, call));
    if (NEEDS_FUNCTION.has(last)) findings.push(...notPlain(scene, call, last));
  }
  return findings;
}

/** By the last part of the name: whether one or all of the arguments are awaited. */
const NEEDS_COROUTINE: ReadonlyMap<string, 'first' | 'all' | 'collection'> = new Map([
  ['run', 'first'],
  ['create_task', 'first'],
  ['ensure_future', 'first'],
  ['run_until_complete', 'first'],
  ['wait_for', 'first'],
  ['shield', 'first'],
  ['run_coroutine_threadsafe', 'first'],
  ['Task', 'first'],
  ['gather', 'all'],
  ['wait', 'collection'],
  ['as_completed', 'collection'],
]);

const AWAITING: ReadonlySet<string> = new Set(
  (
    'asyncio.run asyncio.create_task asyncio.ensure_future asyncio.wait_for asyncio.shield asyncio.gather asyncio.wait ' +
    'asyncio.as_completed asyncio.run_coroutine_threadsafe asyncio.Task asyncio.Runner.run asyncio.TaskGroup.create_task ' +
    'asyncio.AbstractEventLoop.create_task asyncio.AbstractEventLoop.run_until_complete'
  ).split(' '),
);

function uncalled(scene: Scene, call: Node): Finding[] {
  const name = scene.calleeName(call);
  if (name === null || !AWAITING.has(canonical(name))) return [];
  return awaitedArguments(canonical(name), argumentsOf(call))
    .map(unwrap)
    .filter((given) => isReference(given) && isCoroutineFunction(scene, given))
    .map((given) =>
      scene.finding(
        'CORO210',
        given,
        `${shorten(given)} is a coroutine function: call it, \`${given.text}()\`, to get a coroutine.`,
      ),
    );
}

function awaitedArguments(name: string, given: Arguments): Node[] {
  const kind = NEEDS_COROUTINE.get(name.slice(name.lastIndexOf('.') + 1));
  if (kind === 'all') return [...given.positional];
  const first =
    given.positional[0] ??
    given.keywords.get('coro') ??
    given.keywords.get('main') ??
    given.keywords.get('fut');
  if (first === undefined) return [];
  if (kind === 'first') return [first];
  return /^(list|set|tuple)$/.test(unwrap(first).type) ? expressions(unwrap(first)) : [];
}

/** By the last part of the name: where the function stands that is called later, and its keyword. */
const NEEDS_FUNCTION: ReadonlyMap<string, { readonly place: number; readonly keyword?: string }> = new Map([
  ['call_soon', { place: 0 }],
  ['call_soon_threadsafe', { place: 0 }],
  ['call_later', { place: 1 }],
  ['call_at', { place: 1 }],
  ['add_done_callback', { place: 0 }],
  ['add_signal_handler', { place: 1 }],
  ['add_reader', { place: 1 }],
  ['add_writer', { place: 1 }],
  ['run_in_executor', { place: 1 }],
  ['to_thread', { place: 0 }],
  ['Thread', { place: 1, keyword: 'target' }],
  ['Process', { place: 1, keyword: 'target' }],
  ['Timer', { place: 1, keyword: 'function' }],
  ['register', { place: 0 }],
]);

/** Those whose name alone does not say what they are. */
const BY_NAME = new Map(
  Object.entries<readonly string[]>({
    to_thread: ['asyncio.to_thread'],
    Thread: ['threading.Thread'],
    Process: ['multiprocessing.Process'],
    Timer: ['threading.Timer'],
    register: ['atexit.register'],
  }),
);

/** Whether a call is of what the last part of its name stands for, and not of a namesake that takes coroutines. */
function isLibrarys(scene: Scene, name: string | null, last: string): boolean {
  const names = BY_NAME.get(last);
  if (names !== undefined) return name !== null && names.includes(name);
  // Tornado's loop runs the coroutines that its callbacks make.
  if (name === null) return !/tornado/i.test(scene.file.text);
  return /^(asyncio|concurrent)\./.test(canonical(name)) && scene.workspace.definition(name) === null;
}

function notPlain(scene: Scene, call: Node, last: string): Finding[] {
  const { place, keyword } = NEEDS_FUNCTION.get(last) ?? { place: 0 };
  if (!isLibrarys(scene, scene.calleeName(call), last)) return [];
  const { positional, keywords } = argumentsOf(call);
  const argument = (keyword === undefined ? undefined : keywords.get(keyword)) ?? positional[place];
  const given = argument === undefined ? undefined : unwrap(argument);
  if (given === undefined) return [];
  if (isCoroutineCall(scene, given))
    return [
      scene.finding(
        'CORO210',
        given,
        `\`${last}\` takes a function, and ${shorten(given)} is a coroutine: it never runs. Make a task of it.`,
      ),
    ];
  const called = functionIn(scene, given);
  if (called === null) return [];
  return [
    scene.finding(
      'CORO210',
      given,
      `\`${last}\` only calls ${shorten(called)}, which makes a coroutine that never runs. Make a task of it instead.`,
    ),
  ];
}

/** The coroutine function that something called later calls: itself, that of a `partial`, or of a lambda. */
function functionIn(scene: Scene, given: Node): Node | null {
  if (isReference(given)) return isCoroutineFunction(scene, given) ? given : null;
  if (given.type === 'lambda') {
    const body = given.childForFieldName('body');
    return body !== null && isCoroutineCall(scene, body) ? calleeOf(unwrap(body)) : null;
  }
  const callee = calleeOf(given);
  if (callee === null || nameOf(scene.file, callee) !== 'functools.partial') return null;
  const [first] = argumentsOf(given).positional;
  return first !== undefined && isReference(first) && isCoroutineFunction(scene, first) ? first : null;
}

function isReference(node: Node): boolean {
  return node.type === 'identifier' || node.type === 'attribute';
}
