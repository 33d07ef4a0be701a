import { CONDITIONAL_NAMES } from '../blockingCalls.ts';
import type { Node } from '../parser.ts';
import { annotatedSymbol } from './annotation.ts';
import { argumentsOf, ExpressionReader } from './expression.ts';
import { CONSUMERS, givenOf, isAwaited, isConsumed, isDisplay, namedArgument } from './callSyntax.ts';
import type { Binding, Callback, Chunk, ClassFacts, FunctionFacts, Given, Use } from './facts.ts';
import { importedModule, isStarImport } from './imports.ts';
import type { Scope } from './scope.ts';
import { NONE, step, UNKNOWN, unify } from './symbols.ts';
import { decoratorsOf, field, isAsync, isComprehension, keyOf, parts, rangeOf } from './syntax.ts';

/** What is being read: the function whose uses they are, if any, and the names around. */
interface Context {
  readonly scope: Scope;
  /** Null in code that runs when the module is imported. */
  readonly body: Body | null;
  readonly owner: ClassBuilder | null;
  /** Dotted, with `<locals>`, ending in a dot unless empty. */
  readonly prefix: string;
}

interface Body {
  readonly uses: Use[];
  readonly returned: (string | null)[];
  readonly returnedTexts: string[];
  readonly yielded: (string | null)[];
  isGenerator: boolean;
}

interface ClassBuilder {
  readonly key: string;
  readonly methods: Map<string, string[]>;
  readonly attributes: Map<string, string[]>;
  readonly declared: Set<string>;
}

/** What is nested deeper is not read: nobody writes it, and the stack has an end. */
const DEEPEST = 400;

/** Positions of the callable among the arguments of methods that hand it to an event loop. */
const LOOP_CALLBACKS: Readonly<Record<string, number>> = {
  add_done_callback: 0,
  add_reader: 1,
  add_signal_handler: 1,
  add_writer: 1,
  call_at: 1,
  call_later: 1,
  call_soon: 0,
  call_soon_threadsafe: 0,
  set_exception_handler: 0,
  start_server: 0,
};

/** Builtins that call the function they are given, at once. */
const CALLERS = new Set(['sorted', 'min', 'max', 'sort', 'reduce', 'sub', 'groupby']);
/** Iterators that are as lazy as what they are given. */
const LAZY = new Set(['enumerate', 'zip', 'map', 'filter', 'reversed', 'islice', 'chain', 'iter']);

/** Reads the facts of one top-level statement. */
export function readChunk(statement: Node, row: number): Chunk {
  return new ChunkReader(row).read(statement);
}

class ChunkReader {
  private readonly row: number;
  private readonly reader: ExpressionReader;
  private readonly functions = new Map<string, FunctionFacts>();
  private readonly classes = new Map<string, ClassFacts>();
  private readonly bindings: Binding[] = [];
  private readonly stars: string[] = [];
  private readonly callbacks: Callback[] = [];

  constructor(row: number) {
    this.row = row;
    this.reader = new ExpressionReader(row);
  }

  read(statement: Node): Chunk {
    const scope = this.reader.open('module', statement, null);
    this.bindModule(scope);
    this.visit(statement, { scope, body: null, owner: null, prefix: '' });
    const { row, isTooDeep, functions, classes, bindings, stars, callbacks } = this;
    return { row, isTooDeep, functions, classes, bindings, stars, callbacks };
  }

  private bindModule(scope: Scope): void {
    for (const [name, sites] of scope.bindings().sites)
      for (const site of sites)
        this.bindings.push({
          name,
          symbol: scope.symbolAt(site) ?? UNKNOWN,
          kind: site.kind === 'self' || site.kind === 'cls' ? 'value' : site.kind,
        });
  }

  private depth = 0;
  private isTooDeep = false;

  private visit(node: Node, context: Context): void {
    if (this.depth > DEEPEST) {
      this.isTooDeep = true;
      return;
    }
    this.depth++;
    this.visitNode(node, context);
    this.depth--;
  }

  private visitNode(node: Node, context: Context): void {
    switch (node.type) {
      case 'comment':
      case 'identifier':
      case 'string_content':
      case 'integer':
      case 'type':
        return;
      case 'function_definition':
        this.visitFunction(node, context);
        return;
      case 'lambda':
        this.visitLambda(node, context);
        return;
      case 'class_definition':
        this.visitClass(node, context);
        return;
      case 'import_from_statement': {
        const module = importedModule(node);
        if (module !== null && isStarImport(node)) this.stars.push(module);
        return;
      }
      case 'import_statement':
      case 'global_statement':
      case 'nonlocal_statement':
      case 'future_import_statement':
        return;
      case 'call':
        this.visitCall(node, context);
        return;
      case 'attribute':
        this.use('read', node, context);
        break;
      case 'assignment':
        this.visitAssignment(node, context);
        return;
      case 'with_statement':
        this.visitWith(node, context);
        return;
      case 'for_statement':
        if (!isAsync(node)) this.iterate(field(node, 'right'), context);
        break;
      case 'list_splat':
        this.iterate(node.firstNamedChild, context);
        break;
      case 'yield':
        this.visitYield(node, context);
        break;
      case 'return_statement': {
        const value = parts(node)[0];
        context.body?.returned.push(value === undefined ? NONE : this.symbol(value, context));
        context.body?.returnedTexts.push(value?.text ?? '');
        break;
      }
    }
    if (isComprehension(node.type)) this.visitComprehension(node, context);
    else for (const child of node.namedChildren) this.visit(child, context);
  }

  private visitFunction(node: Node, context: Context): void {
    const name = field(node, 'name')?.text ?? '';
    const parameters = field(node, 'parameters');
    if (parameters !== null) this.visitDefaults(parameters, context);
    const body = field(node, 'body');
    if (body === null) return;
    const scope = this.reader.open('function', node, context.scope);
    const key = keyOf(node, this.row);
    const qualifiedName = context.prefix + name;
    const inside = newBody();
    this.visit(body, { scope, body: inside, owner: null, prefix: `${qualifiedName}.<locals>.` });
    this.bindGlobals(scope);
    const decorators = decoratorsOf(node).map((decorator) => this.symbol(calledPart(decorator), context));
    const annotated = field(node, 'return_type');
    const owner = context.owner;
    this.functions.set(key, {
      key,
      qualifiedName,
      isAsync: isAsync(node),
      isGenerator: inside.isGenerator,
      owner: owner?.key ?? null,
      decorators,
      returns: annotated === null ? returnedSymbol(inside) : this.annotation(annotated, context),
      returnsArgument: returnsArgument(inside, parameters),
      yields:
        annotated === null ? unify(inside.yielded) : step(this.annotation(annotated, context), '(iter)'),
      uses: inside.uses,
    });
    if (owner === null || decorators.includes('~overload') || decorators.includes('~typing.overload')) return;
    // A property's setter is no other way to read it.
    if (decorators.some((decorator) => /\.(setter|deleter)$/.test(decorator))) return;
    push(owner.methods, name, key);
    this.collectAttributes(scope, owner);
  }

  private annotation(annotated: Node, context: Context): string {
    return annotatedSymbol(annotated.text, (name) => context.scope.lookUp(name, annotated.startIndex));
  }

  private visitDefaults(parameters: Node, context: Context): void {
    for (const parameter of parameters.namedChildren) {
      const value = field(parameter, 'value');
      if (value !== null) this.visit(value, context);
    }
  }

  private visitLambda(node: Node, context: Context): void {
    const parameters = field(node, 'parameters');
    if (parameters !== null) this.visitDefaults(parameters, context);
    const expression = field(node, 'body');
    if (expression === null) return;
    const scope = this.reader.open('lambda', node, context.scope);
    const key = keyOf(node, this.row);
    const qualifiedName = `${context.prefix}<lambda>`;
    const body = newBody();
    this.visit(expression, { scope, body, owner: null, prefix: `${qualifiedName}.<locals>.` });
    this.functions.set(key, {
      key,
      qualifiedName,
      isAsync: false,
      isGenerator: body.isGenerator,
      owner: null,
      decorators: [],
      returns: this.symbol(expression, { ...context, scope }),
      returnsArgument: false,
      yields: UNKNOWN,
      uses: body.uses,
    });
  }

  private visitClass(node: Node, context: Context): void {
    const name = field(node, 'name')?.text ?? '';
    const key = keyOf(node, this.row);
    const qualifiedName = context.prefix + name;
    const scope = this.reader.open('class', node, context.scope);
    const owner = { key, methods: new Map(), attributes: new Map(), declared: new Set<string>() };
    const bases: string[] = [];
    for (const base of field(node, 'superclasses')?.namedChildren ?? []) {
      this.visit(base, context);
      if (base.type === 'keyword_argument' || base.type === 'comment') continue;
      bases.push(this.symbol(base.type === 'subscript' ? (field(base, 'value') ?? base) : base, context));
    }
    for (const [attribute, sites] of scope.bindings().sites)
      for (const site of sites)
        if (site.kind !== 'definition' || site.node?.type !== 'function_definition')
          this.addAttribute(owner, attribute, scope.symbolAt(site) ?? UNKNOWN, site.kind === 'declared');
    const body = field(node, 'body');
    if (body !== null) this.visit(body, { scope, body: context.body, owner, prefix: `${qualifiedName}.` });
    this.classes.set(key, {
      key,
      qualifiedName,
      bases,
      decorators: decoratorsOf(node).map((decorator) => this.symbol(calledPart(decorator), context)),
      methods: owner.methods,
      attributes: owner.attributes,
    });
  }

  /** Attributes that a method gives its `self`. */
  private collectAttributes(method: Scope, owner: ClassBuilder): void {
    const self = `&${owner.key}()`;
    const body = field(method.node, 'body');
    if (body === null) return;
    for (const assignment of this.assignments.splice(0)) {
      const left = field(assignment.node, 'left');
      if (left?.type !== 'attribute') continue;
      const object = field(left, 'object');
      const name = field(left, 'attribute')?.text;
      if (object === null || name === undefined || object.type !== 'identifier') continue;
      if (this.reader.symbolOf(object, assignment.scope) !== self) continue;
      const type = field(assignment.node, 'type');
      const value = field(assignment.node, 'right');
      if (type !== null)
        this.addAttribute(owner, name, this.reader.symbolOfType(type, assignment.scope), true);
      else if (value !== null)
        this.addAttribute(owner, name, this.reader.symbolOf(value, assignment.scope), false);
    }
  }

  private readonly assignments: { node: Node; scope: Scope }[] = [];

  private addAttribute(owner: ClassBuilder, name: string, symbol: string, isDeclared: boolean): void {
    if (owner.declared.has(name)) return;
    if (isDeclared) {
      owner.declared.add(name);
      owner.attributes.set(name, [symbol]);
    } else push(owner.attributes, name, symbol);
  }

  private visitAssignment(node: Node, context: Context): void {
    const left = field(node, 'left');
    if (left?.type === 'attribute') this.assignments.push({ node, scope: context.scope });
    const right = field(node, 'right');
    if (left !== null && left.type !== 'identifier')
      for (const child of left.namedChildren) this.visit(child, context);
    if (right === null) return;
    this.visit(right, context);
    if (left !== null && /^(pattern_list|tuple_pattern|list_pattern)$/.test(left.type) && !isDisplay(right))
      this.iterate(right, context);
  }

  private visitWith(node: Node, context: Context): void {
    for (const clause of node.namedChildren) {
      if (clause.type !== 'with_clause') {
        this.visit(clause, context);
        continue;
      }
      for (const item of clause.namedChildren) {
        const bound = field(item, 'value');
        const manager = bound?.type === 'as_pattern' ? bound.firstNamedChild : bound;
        if (!manager) continue;
        this.visit(manager, context);
        if (!isAsync(node)) this.use('enter', manager, context);
      }
    }
  }

  private visitYield(node: Node, context: Context): void {
    if (context.body === null) return;
    context.body.isGenerator = true;
    const value = parts(node)[0];
    if (value === undefined) return;
    if (node.children.some((child) => child.type === 'from')) this.iterate(value, context);
    else context.body.yielded.push(this.symbol(value, context));
  }

  private visitComprehension(node: Node, context: Context): void {
    const scope = this.reader.open('comprehension', node, context.scope);
    const inner = { ...context, scope };
    let isFirst = true;
    // What a generator expression does, it does when it is iterated: not here, if it is only handed away.
    const isLazy = node.type === 'generator_expression' && !isConsumed(node);
    for (const clause of node.namedChildren)
      if (clause.type === 'for_in_clause') {
        const right = field(clause, 'right');
        if (right !== null) {
          this.visit(right, isFirst ? context : inner);
          if (!isLazy && clause.firstChild?.type !== 'async') this.iterate(right, isFirst ? context : inner);
        }
        isFirst = false;
      }
    if (isLazy) return;
    for (const clause of node.namedChildren) if (clause.type !== 'for_in_clause') this.visit(clause, inner);
  }

  private visitCall(node: Node, context: Context): void {
    const callee = field(node, 'function');
    const list = field(node, 'arguments');
    if (callee === null) return;
    const name = (callee.type === 'attribute' ? field(callee, 'attribute')?.text : callee.text) ?? '';
    if (callee.type === 'list_splat') this.iterate(node, context);
    // The callee's own name is not read apart from being called.
    if (callee.type === 'attribute') {
      const object = field(callee, 'object');
      if (object !== null) this.visit(object, context);
    } else if (callee.type !== 'identifier') this.visit(callee, context);
    if (list !== null) this.visit(list, context);
    if (context.body !== null && !this.isInMemory(node, context)) {
      this.use('call', node, context, CONDITIONAL_NAMES.has(name) ? givenOf(node) : null);
      this.useArguments(name, node, context);
    }
    const position = Object.hasOwn(LOOP_CALLBACKS, name) ? LOOP_CALLBACKS[name] : undefined;
    const callable =
      position === undefined ? undefined : (argumentsOf(node)[position] ?? namedArgument(node, 'callback'));
    if (callable !== undefined)
      this.callbacks.push({
        to: this.symbol(callee, context),
        callable: this.symbol(callable, context),
        range: rangeOf(node, this.row),
        within: context.prefix.replace(/(\.<locals>)?\.$/, '') || '<module>',
      });
  }

  /** Whether it opens, reads or writes a file that is none. */
  private isInMemory(call: Node, context: Context): boolean {
    const name = /(\w+)$/.exec(field(call, 'function')?.text ?? '')?.[1] ?? '';
    return (
      /^(ZipFile|TarFile|GzipFile|open|load|dump)$/.test(name) &&
      this.symbol(call, context).endsWith('(ready)')
    );
  }

  /** What builtins do with the iterables and functions they are given. */
  private useArguments(name: string, node: Node, context: Context): void {
    const given = argumentsOf(node);
    if (CONSUMERS.has(name)) {
      const consumed = given[0];
      if (consumed !== undefined && consumed.type !== 'list_splat') this.iterate(consumed, context);
    }
    if (!CALLERS.has(name)) return;
    const called =
      namedArgument(node, 'key') ?? (name === 'reduce' ? given[0] : name === 'sub' ? given[1] : undefined);
    if (
      called !== undefined &&
      (called.type === 'lambda' || called.type === 'identifier' || called.type === 'attribute')
    )
      this.addUse(
        {
          kind: 'call',
          symbol: this.symbol(called, context),
          range: rangeOf(node, this.row),
          isAwaited: false,
          given: null,
        },
        context,
      );
  }

  private iterate(iterable: Node | null, context: Context): void {
    if (iterable === null || context.body === null) return;
    if (iterable.type === 'call') {
      const callee = field(iterable, 'function');
      const name = callee?.type === 'attribute' ? field(callee, 'attribute')?.text : callee?.text;
      // `pool.map` is no builtin.
      const isLazy =
        name !== undefined &&
        LAZY.has(name) &&
        (callee?.type === 'identifier' || /^(islice|chain)$/.test(name));
      if (isLazy) {
        const given = argumentsOf(iterable);
        for (const argument of given) this.iterate(argument, context);
        const called = name === 'map' || name === 'filter' ? given[0] : undefined;
        if (called !== undefined)
          this.addUse(
            {
              kind: 'call',
              symbol: this.symbol(called, context),
              range: rangeOf(iterable, this.row),
              isAwaited: false,
              given: null,
            },
            context,
          );
        return;
      }
    }
    this.use('iterate', iterable, context);
  }

  private use(kind: Use['kind'], node: Node, context: Context, given: Given | null = null): void {
    if (context.body === null) return;
    const expression = kind === 'call' ? (field(node, 'function') ?? node) : node;
    const symbol =
      kind === 'call' ? this.symbolCalled(expression, context) : this.symbol(expression, context);
    this.addUse({ kind, symbol, range: rangeOf(node, this.row), isAwaited: isAwaited(node), given }, context);
  }

  private symbolCalled(callee: Node, context: Context): string {
    if (callee.type === 'identifier' && callee.text === 'super') return UNKNOWN;
    return this.symbol(callee, context);
  }

  private addUse(use: Use, context: Context): void {
    const { symbol } = use;
    if (
      symbol.startsWith(UNKNOWN) ||
      symbol === NONE ||
      symbol.startsWith('~str()') ||
      symbol.startsWith('~int()')
    )
      return;
    if (use.kind === 'read' && !symbol.includes('()')) return;
    if (use.kind === 'call' && HARMLESS.has(symbol)) return;
    context.body?.uses.push(use);
  }

  private symbol(node: Node, context: Context): string {
    return this.reader.symbolOf(node, context.scope);
  }

  /** What a function binds in the module's scope. */
  private bindGlobals(scope: Scope): void {
    const { sites, globalNames } = scope.bindings();
    for (const name of globalNames)
      for (const site of sites.get(name) ?? [])
        this.bindings.push({ name, symbol: scope.symbolAt(site) ?? UNKNOWN, kind: 'value' });
  }
}

/** Builtins that neither block nor call anything of the workspace: leaving them out keeps the facts small. */
const HARMLESS = new Set(
  (
    'len print isinstance issubclass str int float bool bytes dict list tuple set frozenset range enumerate zip type ' +
    'repr hasattr getattr setattr min max sum any all abs round sorted reversed id iter next map filter ValueError ' +
    'TypeError RuntimeError KeyError NotImplementedError Exception object callable vars ord chr hash super'
  )
    .split(' ')
    .map((name) => `~${name}`),
);

function newBody(): Body {
  return { uses: [], returned: [], returnedTexts: [], yielded: [], isGenerator: false };
}

function returnedSymbol(body: Body): string {
  return body.returned.length === 0 ? NONE : unify(body.returned);
}

function returnsArgument({ returnedTexts }: Body, parameters: Node | null): boolean {
  const first = parameters === null ? undefined : parts(parameters)[0];
  if (first === undefined || returnedTexts.length === 0) return false;
  const name = first.type === 'identifier' ? first.text : parts(first)[0]?.text;
  return returnedTexts.every((text) => text === name);
}

/** `@retry(3)` is decorated by `retry`. */
function calledPart(decorator: Node): Node {
  return decorator.type === 'call' ? (field(decorator, 'function') ?? decorator) : decorator;
}

function push<T>(lists: Map<string, T[]>, name: string, item: T): void {
  const list = lists.get(name);
  if (list === undefined) lists.set(name, [item]);
  else list.push(item);
}
