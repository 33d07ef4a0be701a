import type { Node } from '../parser.ts';
import { annotatedSymbol } from './annotation.ts';
import type { Region } from './regions.ts';
import { Scope, type Reading, type ScopeKind } from './scope.ts';
import { NONE, step, UNKNOWN, unify } from './symbols.ts';
import { field, keyOf, parts } from './syntax.ts';

/** What is nested deeper is unknown: the stack has an end. */
const DEEPEST = 200;

/** Reads the expressions of a chunk that begins at a line of the file. */
export class ExpressionReader implements Reading {
  readonly row: number;
  private readonly scopes = new Map<number, Scope>();

  constructor(row: number) {
    this.row = row;
  }

  /** The scope that a function, class, lambda or comprehension opens, or that of the module. */
  open(kind: ScopeKind, node: Node, parent: Scope | null): Scope {
    // A chunk may be a definition, which opens the module's scope and its own.
    const key = kind === 'module' ? -1 : node.id;
    const known = this.scopes.get(key);
    if (known !== undefined) return known;
    const scope = new Scope(kind, node, parent, this);
    this.scopes.set(key, scope);
    return scope;
  }

  readonly symbolOfType = (annotation: Node, scope: Scope): string => {
    const at = annotation.startIndex;
    return annotatedSymbol(annotation.text, (name) => scope.lookUp(name, at));
  };

  private depth = 0;
  private readonly symbols = new Map<number, string>();

  readonly symbolOf = (node: Node, scope: Scope): string => {
    const known = this.symbols.get(node.id);
    if (known !== undefined) return known;
    if (this.depth > DEEPEST) return UNKNOWN;
    this.depth++;
    const symbol = this.read(node, scope);
    this.depth--;
    // Names are quick to look up, and while a loop's variable is being found out they may be unknown for a moment.
    if (node.type === 'call') this.symbols.set(node.id, symbol);
    return symbol;
  };

  private read(node: Node, scope: Scope): string {
    switch (node.type) {
      case 'identifier':
        return scope.lookUp(node.text, node.startIndex);
      case 'attribute': {
        const object = field(node, 'object');
        const name = field(node, 'attribute');
        if (object === null || name === null) return UNKNOWN;
        return step(this.symbolOf(object, scope), `.${name.text}`);
      }
      case 'call':
        return this.symbolOfCall(node, scope);
      case 'await':
        return this.symbolOfLast(node, scope, '(await)');
      // The grammar takes `[*f()]` for a call of `*f`.
      case 'list_splat':
      case 'parenthesized_expression':
        return this.symbolOfLast(node, scope, null);
      case 'named_expression': {
        const value = field(node, 'value');
        return value === null ? UNKNOWN : this.symbolOf(value, scope);
      }
      case 'conditional_expression': {
        const [then, , otherwise] = parts(node);
        return this.unified([then, otherwise], scope);
      }
      case 'boolean_operator':
        return this.unified([field(node, 'left'), field(node, 'right')], scope);
      case 'binary_operator': {
        const left = field(node, 'left');
        if (left === null || field(node, 'operator')?.type !== '/') return UNKNOWN;
        return step(this.symbolOf(left, scope), '(/)');
      }
      case 'subscript': {
        const value = field(node, 'value');
        if (value === null) return UNKNOWN;
        const isSlice = field(node, 'subscript')?.type === 'slice';
        return isSlice ? this.symbolOf(value, scope) : step(this.symbolOf(value, scope), '(item)');
      }
      case 'list':
      case 'tuple':
      case 'set':
      case 'expression_list':
        return step(this.unified(parts(node), scope), '(list)');
      case 'list_comprehension':
      case 'set_comprehension':
      case 'generator_expression': {
        const body = field(node, 'body');
        if (body === null) return UNKNOWN;
        return step(this.symbolOf(body, this.open('comprehension', node, scope)), '(list)');
      }
      case 'lambda':
        return `^${keyOf(node, this.row)}`;
      case 'none':
        return NONE;
      case 'string':
      case 'concatenated_string':
        return /^[a-z]*b/i.test(node.text) ? '~bytes()' : '~str()';
      case 'integer':
        return '~int()';
      case 'float':
        return '~float()';
      case 'true':
      case 'false':
        return '~bool()';
      case 'dictionary':
      case 'dictionary_comprehension':
        return '~dict()';
      default:
        return UNKNOWN;
    }
  }

  private symbolOfCall(node: Node, scope: Scope): string {
    const callee = field(node, 'function');
    if (callee === null) return UNKNOWN;
    const name = callee.type === 'attribute' ? field(callee, 'attribute')?.text : callee.text;
    switch (name) {
      case 'super':
        return this.symbolOfSuper(callee, scope);
      case 'cast': {
        const [type] = argumentsOf(node);
        return type === undefined ? UNKNOWN : this.symbolOfType(type, scope);
      }
      case 'partial': {
        const [called] = argumentsOf(node);
        return called === undefined ? UNKNOWN : step(this.symbolOf(called, scope), '(partial)');
      }
      case 'closing':
      case 'nullcontext': {
        const [managed] = argumentsOf(node);
        if (managed !== undefined) return this.symbolOf(managed, scope);
        break;
      }
      case 'enter_context':
      case 'enter_async_context': {
        const [manager] = argumentsOf(node);
        if (manager === undefined) return UNKNOWN;
        const isAsync = name === 'enter_async_context';
        const entered = step(this.symbolOf(manager, scope), isAsync ? '(aenter)' : '(enter)');
        return isAsync ? step(entered, '(future)') : entered;
      }
      case 'next': {
        const [iterator] = argumentsOf(node);
        return iterator === undefined ? UNKNOWN : step(this.symbolOf(iterator, scope), '(iter)');
      }
      case 'list':
      case 'sorted':
      case 'tuple':
      case 'reversed': {
        const [first] = argumentsOf(node);
        if (first === undefined || callee.type !== 'identifier') break;
        return step(step(this.symbolOf(first, scope), '(iter)'), '(list)');
      }
    }
    const symbol = step(this.symbolOf(callee, scope), '()');
    return this.isReady(name ?? '', node, scope) ? step(symbol, '(ready)') : symbol;
  }

  /** Whether what a call makes waits for nothing: a queue without a limit, a datagram socket, a file in memory. */
  private isReady(name: string, call: Node, scope: Scope): boolean {
    const list = field(call, 'arguments');
    if (list === null) return false;
    if (name.endsWith('Queue')) return list.namedChildCount === 0;
    if (name === 'socket') return /\bSOCK_DGRAM\b/.test(list.text);
    if (!/^(ZipFile|TarFile|GzipFile|open|load|dump)$/.test(name)) return false;
    return parts(list).some((argument) => {
      const value = argument.type === 'keyword_argument' ? field(argument, 'value') : argument;
      return value !== null && /(BytesIO|StringIO)\(\)$/.test(this.symbolOf(value, scope));
    });
  }

  private symbolOfSuper(callee: Node, scope: Scope): string {
    const owner = callee.type === 'identifier' ? scope.enclosingClass() : null;
    return owner === null ? UNKNOWN : `&${keyOf(owner.node, this.row)}(super)`;
  }

  private symbolOfLast(node: Node, scope: Scope, next: string | null): string {
    const inner = parts(node)[0];
    if (inner === undefined) return UNKNOWN;
    const symbol = this.symbolOf(inner, scope);
    return next === null ? symbol : step(symbol, next);
  }

  private unified(nodes: readonly (Node | null | undefined)[], scope: Scope): string {
    return unify(nodes.map((node) => (node ? this.symbolOf(node, scope) : UNKNOWN)));
  }

  /** The scope of a region of a statement, with those around it. */
  scopeOf(region: Region | null, statement: Node): Scope {
    if (region === null) return this.open('module', statement, null);
    return this.open(region.kind, region.node, this.scopeOf(region.parent, statement));
  }
}

/** The positional arguments of a call, without splats. */
export function argumentsOf(call: Node): Node[] {
  const list = field(call, 'arguments');
  if (list === null) return [];
  if (list.type === 'generator_expression') return [list];
  return parts(list).filter((argument) => argument.type !== 'keyword_argument');
}
