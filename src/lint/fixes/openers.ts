import type { Node } from '../parser.ts';
import type { SourceFile } from '../sourceFile.ts';

/** Calls that block and give something whose methods block too, such as an open file. */
const OPENERS = new Set([
  'builtins.open',
  'bz2.open',
  'bz2.BZ2File',
  'codecs.open',
  'gzip.open',
  'gzip.GzipFile',
  'io.open',
  'lzma.open',
  'lzma.LZMAFile',
  'os.fdopen',
  'os.popen',
  'pathlib.Path.open',
  'shelve.open',
  'socket.create_connection',
  'subprocess.Popen',
  'tarfile.open',
  'tempfile.NamedTemporaryFile',
  'tempfile.SpooledTemporaryFile',
  'tempfile.TemporaryFile',
  'urllib.request.urlopen',
  'wave.open',
  'zipfile.ZipFile',
]);

/** Whether a call opens something that blocks again when it is used. */
export function isOpener(file: SourceFile, call: Node): boolean {
  const callee = call.childForFieldName('function');
  return callee !== null && OPENERS.has(file.names.nameOf(callee) ?? '');
}

/** Context managers that can be left by another task's turn: they hold nothing that other tasks wait for. */
const HARMLESS = new Set([
  'contextlib.closing',
  'contextlib.nullcontext',
  'contextlib.suppress',
  'pytest.raises',
  'tempfile.TemporaryDirectory',
]);

/** Whether a `with` item may stay entered while other tasks run; a lock or a transaction may not. */
export function isHarmless(file: SourceFile, item: Node): boolean {
  const value = item.childForFieldName('value');
  let entered = value?.type === 'as_pattern' ? value.firstNamedChild : value;
  if (entered?.type === 'await') entered = entered.firstNamedChild;
  if (entered?.type !== 'call') return false;
  const name = file.names.nameOf(entered.childForFieldName('function')!) ?? '';
  if (name === 'asyncio.to_thread') return true;
  return OPENERS.has(name) || HARMLESS.has(name);
}
