/**
 * The standard library's functions that are certainly no coroutine functions, nor give back an awaitable that they were
 * given: those of modules that know nothing of asyncio, without the ones that hand objects on.
 */
const MODULES: ReadonlySet<string> = new Set(
  (
    'time os subprocess json random math datetime re shutil socket urllib threading multiprocessing logging sqlite3 csv ' +
    'hashlib zipfile tarfile gzip tempfile glob fnmatch platform statistics string struct secrets uuid textwrap pprint ' +
    'base64 binascii zlib bz2 lzma pathlib http smtplib ftplib imaplib ssl select signal getpass locale calendar ' +
    'decimal fractions itertools configparser argparse traceback warnings requests urllib3 bisect sys io queue numpy pandas'
  ).split(' '),
);

/** Functions that give back what was put into something. */
const HANDS_ON =
  /(^|\.)(choice|choices|sample|get|pop|result|recv|request|local|Namespace|parse_args|getLogger)$|\.Manager|\.local\./;

const BUILTINS: ReadonlySet<string> = new Set(
  (
    'print len open input sorted list dict set tuple str int float bool bytes bytearray range enumerate zip isinstance ' +
    'issubclass repr format hash id ord chr any all hasattr callable hex oct bin ascii'
  )
    .split(' ')
    .map((name) => `builtins.${name}`),
);

/** What holds no object that one could await, and whose methods give none. */
const DATA =
  /^(builtins\.(str|bytes|bytearray|int|float|bool)|datetime\.\w+|decimal\.Decimal|pathlib\.\w+|uuid\.UUID)(\.|$)/;
const COLLECTION_CHANGE =
  /^builtins\.(list|dict|set)\.(append|extend|insert|remove|clear|sort|reverse|add|discard|update|keys|values|items|index|count)$/;

/** Whether instances of a class are certainly plain data, not to be awaited. */
export function isPlainData(type: string): boolean {
  return DATA.test(type) || /^builtins\.(list|dict|set|tuple|frozenset)$/.test(type);
}

/** Whether a call of this name certainly gives nothing one can await. */
export function isPlainLibraryCall(name: string): boolean {
  if (BUILTINS.has(name) || DATA.test(name) || COLLECTION_CHANGE.test(name)) return true;
  const dot = name.indexOf('.');
  if (dot < 0 || !MODULES.has(name.slice(0, dot))) return false;
  return !HANDS_ON.test(name) || /^requests\.|^random\.choices$/.test(name);
}
