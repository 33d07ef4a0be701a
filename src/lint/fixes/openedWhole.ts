import { expressions, present } from '../mistakes/syntax.ts';
import type { Node } from '../parser.ts';
import { siteAround, type Site } from './site.ts';

/** A `with open(…)` that only reads or writes all of the file. */
export interface OpenedWhole {
  /** The `with`. */
  readonly statement: Node;
  /** Its only statement. */
  readonly body: Node;
  /** `f.read()` or `f.write(…)` in there. */
  readonly use: Node;
  readonly method: string;
  readonly path: Node;
  readonly options: readonly string[];
  readonly written: Node | null;
}

/** What the `with` around a call is, where the call opens its file or uses it; null where it is more than that. */
export function openedWhole(site: Site): OpenedWhole | null {
  const statement = withAround(site.call);
  if (statement === null || statement.descendantsOfType('comment').length > 0 || statement.hasError)
    return null;
  const clause = statement.namedChildren.find(({ type }) => type === 'with_clause');
  const pattern = clause?.namedChildCount === 1 ? clause.firstNamedChild?.childForFieldName('value') : null;
  if (pattern?.type !== 'as_pattern') return null;
  const open = pattern.firstNamedChild;
  const name = pattern.childForFieldName('alias')?.firstNamedChild;
  const [body, ...others] = expressions(statement.childForFieldName('body'));
  if (open?.type !== 'call' || name?.type !== 'identifier' || body === undefined || others.length > 0)
    return null;
  if (!/^(builtins|io)\.open$/.test(site.file.names.nameOf(open.childForFieldName('function')!) ?? ''))
    return null;
  const use = onlyUse(statement, body, name.text);
  const { positional, keywords, isOpen } = siteAround(site, open).args;
  const [path, modeGiven, ...more] = positional;
  const mode = modeOf(modeGiven ?? keywords.get('mode'));
  const options = [...keywords.keys()].filter((key) => key !== 'mode');
  if (use === null || path === undefined || more.length > 0 || isOpen || mode === null) return null;
  if (options.some((key) => key !== 'encoding' && key !== 'errors')) return null;
  const wanted = mode.startsWith('r') ? 'read' : 'write';
  if (use.method !== wanted || (mode.endsWith('b') && options.length > 0)) return null;
  const written = wanted === 'write' ? use.argument : null;
  if (wanted === 'write' && (written === null || !isPlain(written))) return null;
  if (wanted === 'read' && use.argument !== null) return null;
  return {
    statement,
    body,
    use: use.call,
    method: `${wanted}_${mode.endsWith('b') ? 'bytes' : 'text'}`,
    path,
    options: options.map((key) => `${key}=${keywords.get(key)!.text}`),
    written,
  };
}

/** The `with` that enters a call, or whose body is only the statement the call is in. */
function withAround(call: Node): Node | null {
  for (let outer = call.parent; outer !== null && outer.type !== 'function_definition'; outer = outer.parent)
    if (outer.type === 'with_statement') return outer.firstChild?.type === 'async' ? null : outer;
  return null;
}

/** `r`, `rb`, `w` or `wb`; null for other modes and for computed ones. */
function modeOf(mode: Node | undefined): string | null {
  if (mode === undefined) return 'r';
  const found = /^(['"])(r|rt|rb|br|w|wt|wb|bw)\1$/.exec(mode.text)?.[2];
  if (found === undefined) return null;
  return (found.includes('w') ? 'w' : 'r') + (found.includes('b') ? 'b' : '');
}

/** The only use of a file in its function: `f.read()` or `f.write(…)`, evaluated first of all in the `with`'s body. */
function onlyUse(
  statement: Node,
  body: Node,
  name: string,
): { call: Node; method: string; argument: Node | null } | null {
  let around = statement.parent;
  while (around !== null && around.type !== 'function_definition') around = around.parent;
  if (around === null) return null;
  const uses = present(around.descendantsOfType('identifier')).filter(
    (node) => node.text === name && !isAttributeName(node) && !isOfAnotherWith(node, statement, name),
  );
  // One that binds it, and one that uses it.
  const use = uses.find((node) => node.startIndex >= body.startIndex && node.endIndex <= body.endIndex);
  const attribute = use?.parent;
  const call = attribute?.parent;
  if (uses.length !== 2 || attribute?.type !== 'attribute' || call?.type !== 'call') return null;
  if (!call.childForFieldName('function')!.equals(attribute) || !isFirst(call, body)) return null;
  const given = expressions(call.childForFieldName('arguments'));
  if (given.length > 1) return null;
  return { call, method: attribute.childForFieldName('attribute')?.text ?? '', argument: given[0] ?? null };
}

function isAttributeName(node: Node): boolean {
  return node.parent?.type === 'attribute' && node.parent.childForFieldName('attribute')!.equals(node);
}

/** Whether an identifier lies in another `with … as` that binds it anew. */
function isOfAnotherWith(node: Node, statement: Node, name: string): boolean {
  for (let outer = node.parent; outer !== null && outer.type !== 'function_definition'; outer = outer.parent)
    if (outer.type === 'with_statement' && !outer.equals(statement))
      if (present(outer.descendantsOfType('as_pattern_target')).some(({ text }) => text === name))
        return true;
  return false;
}

/** Whether nothing of a simple statement is evaluated before a call in it but names. */
function isFirst(call: Node, body: Node): boolean {
  let inner = call;
  for (let outer = call.parent; outer !== null; inner = outer, outer = outer.parent) {
    switch (outer.type) {
      case 'attribute':
      case 'parenthesized_expression':
      case 'return_statement':
      case 'expression_statement':
        break;
      case 'argument_list':
        if (!outer.firstNamedChild!.equals(inner)) return false;
        break;
      case 'call':
        if (
          !outer.childForFieldName('function')!.equals(inner) &&
          !isName(outer.childForFieldName('function')!)
        )
          return false;
        break;
      case 'subscript':
        if (!outer.childForFieldName('value')!.equals(inner)) return false;
        break;
      case 'assignment':
        if (outer.childForFieldName('right')?.equals(inner) !== true) return false;
        break;
      default:
        return false;
    }
    if (outer.equals(body)) return true;
  }
  return false;
}

function isName(node: Node): boolean {
  return (
    node.type === 'identifier' || (node.type === 'attribute' && isName(node.childForFieldName('object')!))
  );
}

/** Whether evaluating an expression later, in a `with`, and without it is the same. */
function isPlain(node: Node): boolean {
  return isName(node) || /^(string|integer|concatenated_string)$/.test(node.type);
}
