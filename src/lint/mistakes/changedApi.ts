import type { Finding } from '../finding.ts';
import type { Node } from '../parser.ts';
import { API_CHANGES, LOOP_TAKERS, type ApiChange } from './apiChanges.ts';
import { nameOf, type Scene } from './scene.ts';
import { attributeOf, calleeOf, expressions, isVariable, ownDescendants, present, unwrap } from './syntax.ts';
import { assignedVariable, otherUses } from './usage.ts';

/**
 * CORO206 and CORO207: what the selected Python no longer has, or does not have yet, and what it warns about. Silent
 * where the code itself asks which version runs it.
 */
export function findChangedApis(scene: Scene): Finding[] {
  if (!mentioned(scene.file.text).asyncio) return [];
  return [
    ...changedNames(scene),
    ...loopArguments(scene),
    ...loopsWithoutRunning(scene),
    ...yieldedLocks(scene),
  ].filter((one): one is Finding => one !== null);
}

const LAST_NAMES: ReadonlyMap<string, string> = new Map(
  Object.keys(API_CHANGES).map((name) => [name.slice(name.lastIndexOf('.') + 1), name]),
);

function changedNames(scene: Scene): (Finding | null)[] {
  const candidates = attributesOf(scene).concat(importedUses(scene));
  return candidates.map((node) => {
    const name = nameOf(scene.file, node);
    const change = name === null || !Object.hasOwn(API_CHANGES, name) ? undefined : API_CHANGES[name];
    if (name === null || change === undefined || isGuarded(node)) return null;
    return changeFinding(scene, node, `\`${name}\``, change);
  });
}

const ANY_LAST_NAME = new RegExp(`\\.\\s*(?:${[...LAST_NAMES.keys()].join('|')})\\b`, 'g');

function attributesOf(scene: Scene): Node[] {
  return nodesEndingAt(scene, ANY_LAST_NAME).flatMap(({ parent, endIndex }) =>
    parent?.type === 'attribute' && parent.endIndex === endIndex ? [parent] : [],
  );
}

/** The innermost nodes at the ends of what a pattern finds in the text: far cheaper than to look at every node. */
function nodesEndingAt(scene: Scene, pattern: RegExp): Node[] {
  return scene.statements.flatMap((statement) =>
    [...scene.file.text.slice(statement.startIndex, statement.endIndex).matchAll(pattern)].flatMap(
      ({ index, 0: found }) => {
        const end = statement.startIndex + index + found.length;
        const node = statement.descendantForIndex(end - 1, end);
        return node === null ? [] : [node];
      },
    ),
  );
}

function importsOfAsyncio({ file: { text, root } }: Scene): Node[] {
  return [...text.matchAll(/\bfrom\s+asyncio\b/g)].flatMap(({ index }) => {
    const statement = root.descendantForIndex(index, index + 1)?.parent;
    return statement?.type === 'import_from_statement' ? [statement] : [];
  });
}

/** The places that use, or import, a changed name that was imported by itself. */
function importedUses(scene: Scene): Node[] {
  const imports = importsOfAsyncio(scene);
  const locals = new Set<string>();
  for (const statement of imports)
    for (const imported of present(statement.childrenForFieldName('name'))) {
      const name = imported.childForFieldName('name') ?? imported;
      if (LAST_NAMES.has(name.text) || name.text === 'Task')
        locals.add((imported.childForFieldName('alias') ?? name).text);
    }
  if (locals.size === 0) return [];
  return nodesEndingAt(scene, new RegExp(`\\b(?:${[...locals].join('|')})\\b`, 'g')).filter(
    (one) =>
      one.type === 'identifier' &&
      locals.has(one.text) &&
      isVariable(one) &&
      !BINDS.test(one.parent?.type ?? '') &&
      !['name', 'left', 'alias'].some((field) => one.parent?.childForFieldName(field)?.id === one.id),
  );
}

/** Where an identifier is no use of what it names. */
const BINDS =
  /^(dotted_name|aliased_import|parameters|lambda_parameters|typed_parameter|as_pattern_target|\w+_pattern|pattern_list|global_statement|nonlocal_statement)$/;

function changeFinding(scene: Scene, node: Node, what: string, change: ApiChange): Finding | null {
  const advice = change.instead === undefined ? '' : `: ${change.instead}`;
  const [major, minor] = scene.workspace.python;
  const running = `Python ${major}.${minor}`;
  if (change.added !== undefined && !scene.isPython(3, change.added))
    return scene.finding(
      'CORO206',
      node,
      `${what} needs Python 3.${change.added}, and ${running} is selected${advice}.`,
    );
  if (change.removed !== undefined && scene.isPython(3, change.removed))
    return scene.finding('CORO206', node, `${what} is gone since Python 3.${change.removed}${advice}.`);
  if (change.deprecated === undefined || !scene.isPython(3, change.deprecated)) return null;
  const end = change.removed === undefined ? '' : ` and gone in 3.${change.removed}`;
  return scene.finding(
    'CORO207',
    node,
    `${what} is deprecated since Python 3.${change.deprecated}${end}${advice}.`,
  );
}

function loopArguments(scene: Scene): (Finding | null)[] {
  return nodesEndingAt(scene, /\bloop(?=\s*=[^=])/g).map(({ parent: loop }) => {
    const call = loop?.type === 'keyword_argument' ? loop.parent?.parent : null;
    const name = call?.type === 'call' ? scene.calleeName(call) : null;
    if (loop === null || name === null || !LOOP_TAKERS.has(name) || isGuarded(loop)) return null;
    const change = { deprecated: 8, removed: 10, instead: 'leave it out' };
    return changeFinding(scene, loop, `The \`loop\` argument of \`${name}\``, change);
  });
}

/** `get_event_loop()` where certainly no loop runs: at module level, or to run the loop with. */
function loopsWithoutRunning(scene: Scene): (Finding | null)[] {
  if (!mentioned(scene.file.text).loopsByGetting) return [];
  return scene.of('call').map((call) => {
    if (!/\bget_event_loop$/.test(calleeOf(call)?.text ?? '')) return null;
    if (scene.calleeName(call) !== 'asyncio.get_event_loop' || isGuarded(call) || !isOutsideLoop(scene, call))
      return null;
    return changeFinding(scene, call, '`asyncio.get_event_loop()` where no loop runs', {
      deprecated: 10,
      removed: 14,
      instead: 'use `asyncio.run(…)`, or `asyncio.new_event_loop()`',
    });
  });
}

const RUNS = /^run_(until_complete|forever)$/;

function isOutsideLoop(scene: Scene, call: Node): boolean {
  const fn = scene.file.names.functionAround(call);
  if (fn === null) return true;
  if (fn.type !== 'function_definition' || fn.firstChild?.type === 'async') return false;
  if (call.parent !== null && RUNS.test(attributeOf(call.parent)?.name ?? '')) return true;
  const variable = assignedVariable(call);
  return (
    variable !== null &&
    otherUses(variable, fn).some(
      (use) => use.parent !== null && RUNS.test(attributeOf(use.parent)?.name ?? ''),
    )
  );
}

/** `with (yield from lock):`, from before `async with`. */
function yieldedLocks(scene: Scene): (Finding | null)[] {
  if (!mentioned(scene.file.text).yieldFrom) return [];
  return scene.of('with_statement').map((statement) => {
    const [item] = present(statement.descendantsOfType('with_item'));
    const value = item?.childForFieldName('value');
    const inner = value == null ? undefined : unwrap(value);
    if (
      inner?.type !== 'yield' ||
      !inner.children.some((child) => child.type === 'from') ||
      isGuarded(statement)
    )
      return null;
    const [lock] = expressions(inner);
    const type = lock === undefined ? null : scene.file.names.typeOf(lock);
    if (type === null || !/^asyncio\.(Lock|Condition|(Bounded)?Semaphore)$/.test(type)) return null;
    return changeFinding(scene, inner, '`with (yield from lock)`', {
      deprecated: 7,
      removed: 9,
      instead: 'use `async with lock`',
    });
  });
}

interface Mentioned {
  readonly text: string;
  readonly asyncio: boolean;
  readonly loopsByGetting: boolean;
  readonly yieldFrom: boolean;
}

let last: Mentioned | undefined;

/** What a whole file mentions. It is asked for each of its statements, one after another. */
function mentioned(text: string): Mentioned {
  if (last?.text !== text)
    last = {
      text,
      asyncio: text.includes('asyncio'),
      loopsByGetting: text.includes('get_event_loop') && !/\bset_event_loop\b/.test(text),
      yieldFrom: /yield\s+from\b/.test(text),
    };
  return last;
}

/** Whether the code around asks for the version, or expects that something is missing. */
function isGuarded(node: Node): boolean {
  for (let outer = node.parent, inner = node; outer !== null; inner = outer, outer = outer.parent) {
    if (outer.type === 'if_statement' || outer.type === 'elif_clause') {
      if (ASKS.test(outer.childForFieldName('condition')?.text ?? '')) return true;
    } else if (outer.type === 'conditional_expression') {
      if (ASKS.test(expressions(outer)[1]?.text ?? '')) return true;
    } else if (outer.type === 'try_statement') {
      if (outer.childForFieldName('body')?.id === inner.id && outer.namedChildren.some(expectsMissing))
        return true;
      if (inner.type === 'except_clause' && outer.namedChildren.some(expectsMissing)) return true;
    } else if (outer.type === 'with_statement') {
      const [clause] = ownDescendants(outer, 'with_clause');
      if (/\b(catch_warnings|warns|raises|suppress)\b/.test(clause?.text ?? '')) return true;
    }
  }
  return false;
}

const ASKS = /version_info|hexversion|\bhasattr\b|\bPY3?_?\d+|TYPE_CHECKING|python_version/;

function expectsMissing(clause: Node): boolean {
  return (
    clause.type === 'except_clause' &&
    /\b(AttributeError|ImportError|ModuleNotFoundError|NameError|TypeError|Exception|RuntimeError)\b/.test(
      clause.childForFieldName('value')?.text ?? '',
    )
  );
}
