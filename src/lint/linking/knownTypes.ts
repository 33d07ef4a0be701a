/**
 * What is known of libraries without looking at them: which names mean the same, what functions return, what one gets
 * from a `with`. Names are canonical: the shortest public one.
 */

/** Other places where a thing of a library may be imported from; the longest prefix counts. */
const SAME = new Map(
  Object.entries({
    'asyncio.base_events.BaseEventLoop': 'asyncio.AbstractEventLoop',
    'asyncio.BaseEventLoop': 'asyncio.AbstractEventLoop',
    'asyncio.coroutines': 'asyncio',
    'asyncio.events': 'asyncio',
    'asyncio.exceptions': 'asyncio',
    'asyncio.futures': 'asyncio',
    'asyncio.locks': 'asyncio',
    'asyncio.protocols': 'asyncio',
    'asyncio.queues': 'asyncio',
    'asyncio.runners': 'asyncio',
    'asyncio.streams': 'asyncio',
    'asyncio.taskgroups': 'asyncio',
    'asyncio.tasks': 'asyncio',
    'asyncio.threads': 'asyncio',
    'asyncio.timeouts': 'asyncio',
    'asyncio.ProactorEventLoop': 'asyncio.AbstractEventLoop',
    'asyncio.SelectorEventLoop': 'asyncio.AbstractEventLoop',
    'uvloop.Loop': 'asyncio.AbstractEventLoop',
    'boto3.session.Session': 'boto3.Session',
    'concurrent.futures._base': 'concurrent.futures',
    'concurrent.futures.process': 'concurrent.futures',
    'concurrent.futures.thread': 'concurrent.futures',
    'httpx._api': 'httpx',
    'httpx._client': 'httpx',
    'io.open': 'builtins.open',
    'multiprocessing.context': 'multiprocessing',
    'multiprocessing.pool.Pool': 'multiprocessing.Pool',
    'multiprocessing.process.Process': 'multiprocessing.Process',
    'multiprocessing.queues': 'multiprocessing',
    ntpath: 'os.path',
    'pathlib.PosixPath': 'pathlib.Path',
    'pathlib.WindowsPath': 'pathlib.Path',
    posixpath: 'os.path',
    'psycopg2._psycopg': 'psycopg2',
    'psycopg2.extensions.connection': 'psycopg2.connection',
    'psycopg2.extensions.cursor': 'psycopg2.cursor',
    'psycopg2.extras.DictCursor': 'psycopg2.cursor',
    'psycopg2.extras.RealDictCursor': 'psycopg2.cursor',
    'pymongo.collection.Collection': 'pymongo.Collection',
    'pymongo.database.Database': 'pymongo.Database',
    'pymongo.mongo_client': 'pymongo',
    'pymysql.connections.Connection': 'pymysql.Connection',
    'pymysql.cursors.Cursor': 'pymysql.Cursor',
    'pymysql.cursors.DictCursor': 'pymysql.Cursor',
    'redis.StrictRedis': 'redis.Redis',
    'redis.client': 'redis',
    'requests.api': 'requests',
    'requests.sessions': 'requests',
    'sqlalchemy.engine.Connection': 'sqlalchemy.Connection',
    'sqlalchemy.engine.Engine': 'sqlalchemy.Engine',
    'sqlalchemy.engine.base': 'sqlalchemy',
    'sqlalchemy.engine.create_engine': 'sqlalchemy.create_engine',
    'sqlalchemy.orm.session': 'sqlalchemy.orm',
    'starlette.concurrency': 'fastapi.concurrency',
    'subprocess.Popen.__init__': 'subprocess.Popen',
    'typing.BinaryIO': 'io.TextIOWrapper',
    'typing.IO': 'io.TextIOWrapper',
    'typing.TextIO': 'io.TextIOWrapper',
    typing_extensions: 'typing',
    'urllib3.connectionpool': 'urllib3',
    'urllib3.poolmanager': 'urllib3',
  }),
);

const FILE = 'io.TextIOWrapper';
const PATH = 'pathlib.Path';

/** The class of what a function returns, where that is one; with `*`: a collection of such. */
const RETURNS = new Map(
  Object.entries({
    'aiohttp.ClientSession.delete': 'aiohttp.ClientResponse',
    'aiohttp.ClientSession.get': 'aiohttp.ClientResponse',
    'aiohttp.ClientSession.patch': 'aiohttp.ClientResponse',
    'aiohttp.ClientSession.post': 'aiohttp.ClientResponse',
    'aiohttp.ClientSession.put': 'aiohttp.ClientResponse',
    'aiohttp.ClientSession.request': 'aiohttp.ClientResponse',
    'asyncio.get_event_loop': 'asyncio.AbstractEventLoop',
    'asyncio.get_running_loop': 'asyncio.AbstractEventLoop',
    'asyncio.new_event_loop': 'asyncio.AbstractEventLoop',
    'asyncio.create_subprocess_exec': 'asyncio.subprocess.Process',
    'asyncio.create_subprocess_shell': 'asyncio.subprocess.Process',
    'asyncio.create_task': 'asyncio.Task',
    'asyncio.ensure_future': 'asyncio.Task',
    'asyncio.TaskGroup.create_task': 'asyncio.Task',
    'asyncio.AbstractEventLoop.create_task': 'asyncio.Task',
    'asyncio.AbstractEventLoop.create_future': 'asyncio.Future',
    'asyncio.AbstractEventLoop.run_in_executor': 'asyncio.Future',
    'asyncio.run_coroutine_threadsafe': 'concurrent.futures.Future',
    'asyncio.start_server': 'asyncio.Server',
    'asyncio.wrap_future': 'asyncio.Future',
    'boto3.client': 'boto3.Client',
    'boto3.resource': 'boto3.Resource',
    'boto3.Session.client': 'boto3.Client',
    'boto3.Session.resource': 'boto3.Resource',
    'builtins.open': FILE,
    'bz2.open': FILE,
    'codecs.open': FILE,
    'concurrent.futures.ProcessPoolExecutor.submit': 'concurrent.futures.Future',
    'concurrent.futures.ThreadPoolExecutor.submit': 'concurrent.futures.Future',
    'concurrent.futures.Executor.submit': 'concurrent.futures.Future',
    'gzip.open': FILE,
    'lzma.open': FILE,
    'multiprocessing.get_context': 'multiprocessing.BaseContext',
    'multiprocessing.Pool.apply_async': 'multiprocessing.AsyncResult',
    'multiprocessing.Pool.map_async': 'multiprocessing.AsyncResult',
    'multiprocessing.Pool.starmap_async': 'multiprocessing.AsyncResult',
    'multiprocessing.Pipe': 'multiprocessing.Connection*',
    'MySQLdb.connect': 'pymysql.Connection',
    'mysql.connector.connect': 'pymysql.Connection',
    'os.fdopen': FILE,
    'os.popen': FILE,
    'os.scandir': 'os.DirEntry*',
    'paramiko.SSHClient.open_sftp': 'paramiko.SFTPClient',
    'pathlib.Path.absolute': PATH,
    'pathlib.Path.cwd': PATH,
    'pathlib.Path.expanduser': PATH,
    'pathlib.Path.glob': `${PATH}*`,
    'pathlib.Path.home': PATH,
    'pathlib.Path.iterdir': `${PATH}*`,
    'pathlib.Path.joinpath': PATH,
    'pathlib.Path.open': FILE,
    'pathlib.Path.parent': PATH,
    'pathlib.Path.readlink': PATH,
    'pathlib.Path.relative_to': PATH,
    'pathlib.Path.rename': PATH,
    'pathlib.Path.replace': PATH,
    'pathlib.Path.resolve': PATH,
    'pathlib.Path.rglob': `${PATH}*`,
    'pathlib.Path.with_name': PATH,
    'pathlib.Path.with_stem': PATH,
    'pathlib.Path.with_suffix': PATH,
    'psycopg.connect': 'psycopg.Connection',
    'psycopg.Connection.connect': 'psycopg.Connection',
    'psycopg.Connection.cursor': 'psycopg.Cursor',
    'psycopg.Connection.execute': 'psycopg.Cursor',
    'psycopg2.connect': 'psycopg2.connection',
    'psycopg2.connection.cursor': 'psycopg2.cursor',
    'pymongo.Database.get_collection': 'pymongo.Collection',
    'pymongo.MongoClient.get_database': 'pymongo.Database',
    'pymysql.connect': 'pymysql.Connection',
    'pymysql.Connection.cursor': 'pymysql.Cursor',
    'pyodbc.connect': 'pyodbc.Connection',
    'pyodbc.Connection.cursor': 'pyodbc.Cursor',
    'pyodbc.Cursor.execute': 'pyodbc.Cursor',
    'oracledb.connect': 'oracledb.Connection',
    'oracledb.Connection.cursor': 'oracledb.Cursor',
    'cx_Oracle.connect': 'oracledb.Connection',
    'redis.from_url': 'redis.Redis',
    'redis.Redis.from_url': 'redis.Redis',
    'redis.Redis.pipeline': 'redis.Pipeline',
    'requests.session': 'requests.Session',
    'socket.create_connection': 'socket.socket',
    'socket.create_server': 'socket.socket',
    'socket.fromfd': 'socket.socket',
    'socket.socketpair': 'socket.socket*',
    'socket.socket.makefile': FILE,
    'sqlalchemy.create_engine': 'sqlalchemy.Engine',
    'sqlalchemy.Engine.begin': 'sqlalchemy.Connection',
    'sqlalchemy.Engine.connect': 'sqlalchemy.Connection',
    'sqlalchemy.orm.sessionmaker': 'sqlalchemy.orm.sessionmaker',
    'sqlalchemy.orm.sessionmaker.()': 'sqlalchemy.orm.Session',
    'sqlalchemy.orm.sessionmaker.begin': 'sqlalchemy.orm.Session',
    'sqlalchemy.orm.scoped_session': 'sqlalchemy.orm.sessionmaker',
    'sqlite3.connect': 'sqlite3.Connection',
    'sqlite3.Connection.cursor': 'sqlite3.Cursor',
    'sqlite3.Connection.execute': 'sqlite3.Cursor',
    'sqlite3.Connection.executemany': 'sqlite3.Cursor',
    'sqlite3.Cursor.execute': 'sqlite3.Cursor',
    'ssl.create_default_context': 'ssl.SSLContext',
    'ssl.SSLContext.wrap_socket': 'ssl.SSLSocket',
    'ssl.wrap_socket': 'ssl.SSLSocket',
    'tarfile.open': 'tarfile.TarFile',
    'tempfile.NamedTemporaryFile': FILE,
    'tempfile.SpooledTemporaryFile': FILE,
    'tempfile.TemporaryFile': FILE,
    'tempfile.gettempdir': 'builtins.str',
    'urllib.request.build_opener': 'urllib.request.OpenerDirector',
    'urllib.request.urlopen': 'http.client.HTTPResponse',
    'urllib.request.OpenerDirector.open': 'http.client.HTTPResponse',
    'http.client.HTTPConnection.getresponse': 'http.client.HTTPResponse',
    'http.client.HTTPSConnection.getresponse': 'http.client.HTTPResponse',
    'requests.get': 'requests.Response',
    'requests.post': 'requests.Response',
    'requests.Session.get': 'requests.Response',
    'requests.Session.post': 'requests.Response',
    'zipfile.ZipFile.open': FILE,
  }),
);

/** Attributes of library objects that are objects of known classes. */
const ATTRIBUTES = new Map(
  Object.entries({
    'pathlib.Path.parent': PATH,
    'subprocess.Popen.stdout': FILE,
    'subprocess.Popen.stderr': FILE,
    'subprocess.Popen.stdin': FILE,
  }),
);

/** Where a `with` gives something else than the context manager itself. */
const ENTERED = new Map(
  Object.entries<string | null>({
    'tempfile.TemporaryDirectory': 'builtins.str',
    'os.scandir': null,
  }),
);

/** Attribute access (`client.shop`) and subscripts (`client['shop']`) that go one level down in a database. */
const LEVELS = new Map(
  Object.entries({
    'pymongo.MongoClient': 'pymongo.Database',
    'pymongo.Database': 'pymongo.Collection',
  }),
);

/** Functions with a capital letter, which are no classes. */
const NO_CLASSES = new Set(['multiprocessing.Pipe']);

/** The canonical one of several names of a thing in a library. */
export function canonicalName(name: string): string {
  for (let end = name.length; end > 0; end = name.lastIndexOf('.', end - 1)) {
    const same = SAME.get(name.slice(0, end));
    if (same !== undefined) return same + name.slice(end);
  }
  return name;
}

/** A type of an object outside the workspace: its class's canonical name, and whether it is a collection of such. */
export interface KnownType {
  readonly name: string;
  readonly isCollection: boolean;
}

/** What calling something outside the workspace gives; null when that is not known. */
export function returnedType(name: string): KnownType | null {
  const known = RETURNS.get(name);
  if (known !== undefined) return toType(known);
  const last = name.slice(name.lastIndexOf('.') + 1);
  const isClass = BUILTIN_TYPES.has(name) || ODD_CLASSES.has(name) || /^_*[A-Z]\w*[a-z]/.test(last);
  return isClass && !NO_CLASSES.has(name) ? { name, isCollection: false } : null;
}

/** What an attribute of an object outside the workspace is; null when it is a method, or unknown. */
export function attributeType(type: string, attribute: string): string | null {
  const level = LEVELS.get(type);
  if (level !== undefined && !METHODS_OF_LEVELS.test(attribute)) return level;
  return ATTRIBUTES.get(`${type}.${attribute}`) ?? null;
}

/** What a subscript gives. */
export function itemType(type: string): string | null {
  return LEVELS.get(type) ?? null;
}

/** What `with` or `async with` binds, given an object of a class. */
export function enteredType(type: string): string | null {
  const known = ENTERED.get(type);
  return known === undefined ? type : known;
}

/** Methods of database clients; any other attribute is a database or a collection. */
const METHODS_OF_LEVELS =
  /^(_.*|aggregate|bulk_write|client|close|command|count.*|create_.*|cursor_command|database|delete_.*|dereference|distinct|drop.*|estimated.*|find.*|full_name|get_.*|HOST|insert.*|list_.*|name|nodes|options|PORT|primary|rename|replace_one|server_info|start_session|topology.*|update_.*|validate_collection|watch|with_options)$/;

const BUILTIN_TYPES = new Set(
  'str bytes int float bool dict list set tuple frozenset bytearray object range type'
    .split(' ')
    .map((name) => `builtins.${name}`),
);
const ODD_CLASSES = new Set([
  'asyncio.timeout',
  'collections.defaultdict',
  'collections.deque',
  'datetime.date',
  'datetime.datetime',
  'datetime.timedelta',
  'ftplib.FTP',
  'ftplib.FTP_TLS',
  'imaplib.IMAP4',
  'imaplib.IMAP4_SSL',
  'nntplib.NNTP',
  'poplib.POP3',
  'poplib.POP3_SSL',
  'psycopg2.connection',
  'psycopg2.cursor',
  'smtplib.LMTP',
  'smtplib.SMTP',
  'smtplib.SMTP_SSL',
  'socket.socket',
]);

function toType(text: string): KnownType {
  const isCollection = text.endsWith('*');
  return { name: isCollection ? text.slice(0, -1) : text, isCollection };
}
