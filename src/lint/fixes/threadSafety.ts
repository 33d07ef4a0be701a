import { blockingCall } from '../blockingCalls.ts';
import { contains, expressions, isAsync } from '../mistakes/syntax.ts';
import type { Node } from '../parser.ts';
import type { SourceFile } from '../sourceFile.ts';
import { isHarmless, isOpener } from './openers.ts';
import type { Site } from './site.ts';

/**
 * Calls a thread does not help with or must not make: they hold the interpreter's lock all along, are bound to the
 * thread that made an object, opened a connection or entered a lock, need the main thread, or raise what no future can.
 */
const UNFIT =
  /^(builtins\.next$|(json|pickle|marshal)\.(loads|dumps)$|(re|sqlite3|shelve|dbm|django\.db|filelock|signal|tkinter)\.|os\.fork|httpx\.(Client\.)?stream$|(threading|multiprocessing)\.(RLock|Condition)\.)/;

/** Whether what blocks may run in another thread, and the loop then runs on. */
export function mayRunInThread({ finding, call }: Site): boolean {
  const reached = finding.call ?? '';
  if (UNFIT.test(reached) || blockingCall(reached)?.remedy === 'none') return false;
  if (finding.rule === 'CORO109') return finding.path.length > 0 && reached === 'asyncio.run';
  return !(finding.rule === 'CORO108' && finding.path.length === 0 && isEntered(call));
}

/** Whether a program certainly does the same when a thread makes the call while other tasks run. */
export function isSafeInThread(site: Site): boolean {
  const { finding, call, file } = site;
  if (finding.path.length > 0 || !SAFE_RULES.has(finding.rule) || finding.call === null) return false;
  if (isMethod(site) && !isOfOwnFile(site)) return false;
  return maySuspendAt(file, call) && !givesFunctions(site);
}

const SAFE_RULES: ReadonlySet<string> = new Set(['CORO102', 'CORO103', 'CORO104', 'CORO105', 'CORO110']);

/** Whether other tasks may run while a node is evaluated: nothing is locked there, and nothing half read. */
export function maySuspendAt(file: SourceFile, node: Node): boolean {
  for (let outer = node.parent; outer !== null; outer = outer.parent)
    switch (outer.type) {
      case 'function_definition':
        return true;
      case 'with_statement':
        if (
          !isAsync(outer) &&
          itemsOf(outer).some((item) => !contains(item, node) && !isHarmless(file, item))
        )
          return false;
        break;
      case 'augmented_assignment':
        if (!isLocal(outer.childForFieldName('left')!)) return false;
        break;
      case 'assignment': {
        const target = outer.childForFieldName('left')!;
        const value = outer.childForFieldName('right');
        if (!isLocal(target) && value?.text.includes(target.text) === true) return false;
        break;
      }
    }
  return true;
}

/** Whether a node is what a `with` enters. */
export function isEntered(node: Node): boolean {
  const outer = node.parent?.type === 'as_pattern' ? node.parent.parent : node.parent;
  return outer?.type === 'with_item';
}

/** Whether an assignment's target is a plain variable of the function itself. */
function isLocal(target: Node): boolean {
  if (target.type !== 'identifier') return false;
  let around = target.parent;
  while (around !== null && around.type !== 'function_definition') around = around.parent;
  return !new RegExp(`\\b(global|nonlocal)\\b[^\\n]*\\b${target.text}\\b`).test(around?.text ?? '');
}

function itemsOf(statement: Node): Node[] {
  const clause = statement.namedChildren.find(({ type }) => type === 'with_clause');
  return clause?.namedChildren.filter(({ type }) => type === 'with_item') ?? [];
}

/** Whether the call is a method of an object, which other tasks may have too; paths have no state to fear for. */
function isMethod({ file, finding, callee }: Site): boolean {
  if (finding.call === null || finding.call.startsWith('pathlib.')) return false;
  if (/\.[A-Z]\w*\.\w+$/.test(finding.call)) return true;
  const object = callee.childForFieldName('object');
  return object !== null && file.names.typeOf(object) !== null;
}

/** Whether the call is a method of a file that this function opened: right there, or by a `with`. No other task has it. */
function isOfOwnFile({ file, finding, callee }: Site): boolean {
  const object = callee.childForFieldName('object');
  if (finding.rule !== 'CORO105' || object === null) return false;
  if (object.type === 'call') return isOpener(file, object);
  if (object.type !== 'identifier') return false;
  for (
    let outer = callee.parent;
    outer !== null && outer.type !== 'function_definition';
    outer = outer.parent
  )
    if (outer.type === 'with_statement')
      for (const target of outer.descendantsOfType('as_pattern_target'))
        if (target.text === object.text) return true;
  return false;
}

/** Whether the call is given functions, which it would then call in the thread. */
function givesFunctions({ call, file, workspace }: Site): boolean {
  const list = call.childForFieldName('arguments');
  if (list === null) return false;
  if (list.descendantsOfType('lambda').length > 0) return true;
  return expressions(list).some((argument) => {
    const value = argument.type === 'keyword_argument' ? argument.childForFieldName('value') : argument;
    const name = value === null || value.type === 'call' ? null : file.names.nameOf(value);
    return name !== null && workspace.definition(name) !== null;
  });
}
