import type { Node } from '../parser.ts';
import { canonical } from './asyncioFacts.ts';
import type { Scene } from './scene.ts';
import { calleeOf, expressions } from './syntax.ts';

/** Which of `with` and `async with`, `for` and `async for`, an expression is certainly not made for. */

const ASYNC_CONTEXTS: ReadonlySet<string> = new Set(
  (
    'asyncio.Lock asyncio.Semaphore asyncio.BoundedSemaphore asyncio.Condition asyncio.TaskGroup asyncio.Timeout ' +
    'asyncio.timeout asyncio.timeout_at asyncio.Server asyncio.Barrier aiohttp.ClientSession aiohttp.request ' +
    'aiohttp.ClientSession.get aiohttp.ClientSession.post aiohttp.ClientSession.put aiohttp.ClientSession.patch ' +
    'aiohttp.ClientSession.delete aiohttp.ClientSession.head aiohttp.ClientSession.options ' +
    'aiohttp.ClientSession.request aiohttp.ClientSession.ws_connect httpx.AsyncClient httpx.AsyncClient.stream ' +
    'websockets.connect websockets.serve aiofiles.open async_timeout.timeout async_timeout.timeout_at ' +
    'contextlib.AsyncExitStack contextlib.aclosing anyio.create_task_group anyio.Lock anyio.Semaphore ' +
    'anyio.open_file aiosqlite.connect asyncpg.create_pool aiomysql.create_pool aioboto3.Session.client'
  ).split(' '),
);

const PLAIN_CONTEXTS: ReadonlySet<string> = new Set(
  (
    'threading.Lock threading.RLock threading.Condition threading.Semaphore threading.BoundedSemaphore builtins.open ' +
    'concurrent.futures.ThreadPoolExecutor concurrent.futures.ProcessPoolExecutor httpx.Client httpx.stream ' +
    'requests.Session requests.session requests.get sqlite3.connect contextlib.suppress contextlib.ExitStack contextlib.closing ' +
    'contextlib.redirect_stdout contextlib.redirect_stderr tempfile.TemporaryDirectory tempfile.NamedTemporaryFile ' +
    'tempfile.TemporaryFile zipfile.ZipFile tarfile.open gzip.open io.open pathlib.Path.open anyio.CancelScope ' +
    'anyio.move_on_after anyio.fail_after asyncio.Runner socket.socket urllib.request.urlopen subprocess.Popen ' +
    'multiprocessing.Lock multiprocessing.Pool warnings.catch_warnings'
  ).split(' '),
);

export function asyncOnlyContext(scene: Scene, expression: Node): boolean {
  const name = madeBy(scene, expression);
  if (name === null) return false;
  return (
    ASYNC_CONTEXTS.has(name) ||
    isDecorated(scene, expression, name, 'contextlib.asynccontextmanager') ||
    hasOnly(scene, name, '__aenter__', '__enter__')
  );
}

export function plainOnlyContext(scene: Scene, expression: Node): boolean {
  const name = madeBy(scene, expression);
  if (name === null) return false;
  return (
    PLAIN_CONTEXTS.has(name) ||
    isDecorated(scene, expression, name, 'contextlib.contextmanager') ||
    hasOnly(scene, name, '__enter__', '__aenter__')
  );
}

export function asyncOnlyIterable(scene: Scene, expression: Node): boolean {
  const name = madeBy(scene, expression);
  if (name === null) return false;
  if (name === 'asyncio.StreamReader') return true;
  if (calleeOf(expression) !== null && scene.definition(name)?.kind === 'asyncGenerator') return true;
  return hasOnly(scene, name, '__aiter__', '__iter__');
}

const PLAIN_ITERABLES = /^(list|tuple|set|dictionary|string|\w+_comprehension)$/;
const PLAIN_MAKERS: ReadonlySet<string> = new Set(
  'range enumerate zip list tuple set dict sorted reversed'.split(' ').map((name) => `builtins.${name}`),
);

export function plainOnlyIterable(scene: Scene, expression: Node): boolean {
  if (PLAIN_ITERABLES.test(expression.type)) return true;
  if (expression.type === 'generator_expression') return !/\b(async|await)\b/.test(expression.text);
  const name = madeBy(scene, expression);
  if (name === null) return false;
  if (calleeOf(expression) !== null && PLAIN_MAKERS.has(name)) return true;
  if (name === 'asyncio.as_completed') return !scene.isPython(3, 13);
  if (calleeOf(expression) !== null && scene.definition(name)?.kind === 'generator') return true;
  return hasOnly(scene, name, '__iter__', '__aiter__');
}

/** The class that an expression is an instance of, or the function that a call calls. */
function madeBy(scene: Scene, expression: Node): string | null {
  const name = calleeOf(expression) === null ? null : scene.calleeName(expression);
  const found = name ?? scene.file.names.typeOf(expression);
  return found === null ? null : canonical(found);
}

function hasOnly(scene: Scene, name: string, method: string, other: string): boolean {
  const definition = scene.definition(name);
  if (definition?.kind !== 'class' || !definition.methods.has(method) || definition.methods.has(other))
    return false;
  const node = scene.localDefinition(name);
  if (node === null) return true;
  return (
    !/__getattr__|__getitem__|metaclass/.test(node.text) && basesOf(node).every((base) => isSeen(scene, base))
  );
}

function basesOf(definition: Node): Node[] {
  return expressions(definition.childForFieldName('superclasses'));
}

/** Whether all methods of a base class are known: what a library's class has is not. */
function isSeen(scene: Scene, base: Node): boolean {
  const name = base.type === 'subscript' ? base.childForFieldName('value') : base;
  const full = name === null ? null : scene.file.names.nameOf(name);
  if (full === null) return false;
  return EMPTY_BASES.test(full) || scene.workspace.definition(full)?.kind === 'class';
}

const EMPTY_BASES = /^(builtins\.object|abc\.ABC|typing\.(Generic|Protocol))$/;

/** Whether a call calls a function that this decorator made a context manager's maker. */
function isDecorated(scene: Scene, expression: Node, name: string, decorator: string): boolean {
  if (calleeOf(expression) === null) return false;
  const decorators = scene.workspace.definition(name)?.decorators;
  return decorators?.length === 1 && decorators[0] === decorator;
}
