/**
 * What the functions and methods of asyncio, and of the libraries most used with it, give when they are called.
 */

const WEB_SOCKET = 'accept receive_text receive_bytes receive_json send_text send_bytes send_json close';

/** Methods whose call gives a coroutine, by class. */
const COROUTINE_METHODS = {
  'asyncio.Lock': 'acquire',
  'asyncio.Semaphore': 'acquire',
  'asyncio.BoundedSemaphore': 'acquire',
  'asyncio.Event': 'wait',
  'asyncio.Condition': 'acquire wait wait_for',
  'asyncio.Barrier': 'wait reset abort',
  'asyncio.Queue': 'get put join',
  'asyncio.PriorityQueue': 'get put join',
  'asyncio.LifoQueue': 'get put join',
  'asyncio.StreamReader': 'read readline readexactly readuntil',
  'asyncio.StreamWriter': 'drain wait_closed start_tls',
  'asyncio.Server': 'start_serving serve_forever wait_closed',
  'asyncio.subprocess.Process': 'wait communicate',
  'asyncio.AbstractEventLoop':
    'create_connection create_server create_datagram_endpoint create_unix_connection create_unix_server ' +
    'connect_accepted_socket connect_read_pipe connect_write_pipe sendfile start_tls subprocess_exec ' +
    'subprocess_shell sock_recv sock_recv_into sock_sendall sock_connect sock_accept sock_sendfile getaddrinfo ' +
    'getnameinfo shutdown_asyncgens shutdown_default_executor',
  'aiohttp.ClientSession': 'get post put patch delete head options request ws_connect close',
  'aiohttp.ClientResponse': 'json text read',
  'aiohttp.ClientWebSocketResponse': 'send_str send_bytes send_json receive receive_str receive_json close',
  'aiohttp.web.Request': 'json text read post',
  'aiohttp.web.WebSocketResponse':
    'prepare send_str send_bytes send_json receive receive_str receive_json close',
  'aiosqlite.Connection': 'execute executemany commit rollback close',
  'asyncpg.Connection': 'execute executemany fetch fetchrow fetchval close',
  'asyncpg.Pool': 'execute executemany fetch fetchrow fetchval close',
  'httpx.AsyncClient': 'get post put patch delete head options request send aclose',
  'sqlalchemy.ext.asyncio.AsyncSession':
    'execute scalar scalars get commit rollback flush refresh delete close',
  'fastapi.Request': 'json body form',
  'fastapi.WebSocket': WEB_SOCKET,
  'starlette.requests.Request': 'json body form',
  'starlette.websockets.WebSocket': WEB_SOCKET,
} as const;

/** Methods whose call gives neither a coroutine nor anything else one can await, by class. */
const PLAIN_METHODS = {
  'asyncio.Lock': 'release locked',
  'asyncio.Semaphore': 'release locked',
  'asyncio.BoundedSemaphore': 'release locked',
  'asyncio.Event': 'set clear is_set',
  'asyncio.Condition': 'release locked notify notify_all',
  'asyncio.Queue': 'put_nowait task_done empty full qsize shutdown',
  'asyncio.PriorityQueue': 'put_nowait task_done empty full qsize shutdown',
  'asyncio.LifoQueue': 'put_nowait task_done empty full qsize shutdown',
  'asyncio.Task':
    'cancel done cancelled add_done_callback remove_done_callback get_name set_name uncancel cancelling',
  'asyncio.Future': 'cancel done cancelled add_done_callback remove_done_callback set_result set_exception',
  'asyncio.Handle': 'cancel cancelled',
  'asyncio.TimerHandle': 'cancel cancelled when',
  'asyncio.StreamReader': 'at_eof feed_eof feed_data',
  'asyncio.StreamWriter': 'write writelines write_eof close is_closing get_extra_info can_write_eof',
  'asyncio.Server': 'close is_serving get_loop',
  'asyncio.subprocess.Process': 'kill terminate send_signal',
  'asyncio.AbstractEventLoop':
    'call_soon call_soon_threadsafe call_later call_at stop close time is_running is_closed set_debug get_debug ' +
    'add_reader remove_reader add_writer remove_writer add_signal_handler remove_signal_handler ' +
    'set_exception_handler call_exception_handler set_default_executor set_task_factory',
} as const;

/** Classes whose instances cannot be awaited, though their methods often can. */
const PLAIN_CLASSES =
  'asyncio.Lock asyncio.Semaphore asyncio.BoundedSemaphore asyncio.Event asyncio.Condition asyncio.Queue ' +
  'asyncio.PriorityQueue asyncio.LifoQueue asyncio.Barrier asyncio.StreamReader asyncio.StreamWriter ' +
  'asyncio.TaskGroup asyncio.Runner asyncio.subprocess.Process asyncio.AbstractEventLoop';

/** Functions whose call gives a coroutine. */
export const COROUTINE_FUNCTIONS: ReadonlySet<string> = new Set([
  ...words(
    'asyncio.sleep asyncio.wait_for asyncio.wait asyncio.to_thread asyncio.open_connection asyncio.start_server ' +
      'asyncio.open_unix_connection asyncio.start_unix_server asyncio.create_subprocess_exec ' +
      'asyncio.create_subprocess_shell anyio.sleep anyio.to_thread.run_sync',
  ),
  ...methods(COROUTINE_METHODS),
]);

/** Functions and methods of asyncio whose call gives nothing one can await. */
export const PLAIN_FUNCTIONS: ReadonlySet<string> = new Set([
  ...words(
    'asyncio.get_running_loop asyncio.get_event_loop asyncio.new_event_loop asyncio.set_event_loop ' +
      'asyncio.all_tasks asyncio.as_completed asyncio.timeout asyncio.timeout_at asyncio.iscoroutine ' +
      'asyncio.iscoroutinefunction asyncio.isfuture asyncio.run_coroutine_threadsafe asyncio.get_event_loop_policy ' +
      'asyncio.set_event_loop_policy',
  ),
  ...words(PLAIN_CLASSES),
  ...methods(PLAIN_METHODS),
]);

/** Classes whose instances cannot be awaited. */
export const PLAIN_TYPES: ReadonlySet<string> = new Set(words(PLAIN_CLASSES));

/** Functions that schedule a coroutine as a task that the loop itself refers to only weakly. */
export const TASK_MAKERS: ReadonlySet<string> = new Set(
  words('asyncio.create_task asyncio.ensure_future asyncio.AbstractEventLoop.create_task asyncio.Task'),
);

/** The methods by which an event loop is known. */
export const LOOP_METHODS: ReadonlySet<string> = new Set(
  words(
    `${COROUTINE_METHODS['asyncio.AbstractEventLoop']} ${PLAIN_METHODS['asyncio.AbstractEventLoop']} ` +
      'create_task run_until_complete run_in_executor',
  ),
);

/** The event loops go by several names; their methods are the same. */
export function canonical(name: string): string {
  return name.replace(
    /^asyncio\.(?:\w+\.)?(?:BaseEventLoop|SelectorEventLoop|ProactorEventLoop|_UnixSelectorEventLoop|EventLoop|Loop)(?=\.|$)/,
    'asyncio.AbstractEventLoop',
  );
}

function methods(table: Readonly<Record<string, string>>): string[] {
  return Object.entries(table).flatMap(([type, names]) => words(names).map((name) => `${type}.${name}`));
}

function words(text: string): string[] {
  return text.split(' ');
}
