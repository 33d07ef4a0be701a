import { parseSymbol } from '../reading/symbols.ts';
import { BUILTINS, starExports } from './builtins.ts';
import { attributeType, canonicalName, enteredType, itemType, returnedType } from './knownTypes.ts';
import type { Modules } from './modules.ts';
import {
  isSameValue,
  type BindingAt,
  type ClassAt,
  type FileUnit,
  type FunctionAt,
  type Unit,
  type Value,
} from './units.ts';

/** Decorators that leave what a function returns as it is. */
const TRANSPARENT_DECORATORS =
  /^(builtins\.(staticmethod|classmethod|property)|functools\.(wraps|lru_cache|cache|cached_property)|abc\.abstract\w+|typing\.(override|final|no_type_check|overload)|contextlib\.(async)?contextmanager)$/;

/** Bases that add no methods one would look for. */
const EMPTY_BASES = /^(builtins\.object|abc\.ABC|typing\.(Protocol|Generic|NamedTuple)|enum\..*)$/;

/** Longer chains of names that stand for each other are not followed: the stack has an end. */
const DEEPEST = 200;

/** Classes that inherit more others, in one way or another, are not followed. */
const LARGEST_FAMILY = 100;

/** Finds out what symbols are, over the whole workspace, and remembers which unit looked at which. */
export class Resolver {
  private readonly modules: Modules;

  private depth = 0;

  constructor(modules: Modules) {
    this.modules = modules;
  }

  /** What a unit's symbol is; null when that is not certain. */
  resolve(symbol: string, unit: Unit): Value | null {
    const known = unit.values.get(symbol);
    if (known !== undefined) return known;
    if (this.depth > DEEPEST) return null;
    // What refers to itself is nothing certain.
    unit.values.set(symbol, null);
    this.depth++;
    const value = this.evaluate(symbol, unit);
    this.depth--;
    unit.values.set(symbol, value);
    return value;
  }

  private evaluate(symbol: string, unit: Unit): Value | null {
    const { root, steps } = parseSymbol(symbol);
    let at = 0;
    let value: Value | null;
    if (root === 'None') value = { kind: 'none' };
    else if (root.startsWith('~')) value = this.nameInFile(root.slice(1), unit.file, unit);
    else if (root.startsWith('^')) value = this.functionAt(root.slice(1), unit, null);
    else if (root.startsWith('&')) value = classAt(root.slice(1), unit);
    else if (root === '?') return null;
    else {
      const path: string[] = [];
      while (steps[at]?.startsWith('.') === true) path.push(steps[at++]?.slice(1) ?? '');
      value = root.startsWith('@')
        ? this.relative(Number(root.slice(1)), path, unit)
        : this.absolute([root, ...path], unit);
    }
    for (; at < steps.length && value !== null; at++) value = this.step(value, steps[at] ?? '', unit);
    return value;
  }

  private step(value: Value, step: string, by: Unit): Value | null {
    if (step.startsWith('.')) return this.attribute(value, step.slice(1), by);
    switch (step) {
      case '()':
        return this.called(value, by);
      case '(await)':
        return value.kind === 'awaitable'
          ? value.of
          : value.kind === 'object' && !/^asyncio\.(Task|Future)$/.test(value.type)
            ? value
            : null;
      case '(future)':
        return { kind: 'awaitable', of: value };
      case '(enter)':
      case '(aenter)':
        return this.entered(value, step === '(enter)' ? '__enter__' : '__aenter__', by);
      case '(iter)':
      case '(aiter)':
        return this.iterated(value, by);
      case '(item)': {
        if (value.kind === 'list') return value.of;
        const type = value.kind === 'object' ? itemType(value.type) : null;
        return type === null ? null : { kind: 'object', type };
      }
      case '(/)':
        return value.kind === 'object' && value.type === 'pathlib.Path' ? value : null;
      case '(ready)':
        return value.kind === 'object' ? { ...value, isReady: true } : value;
      case '(list)':
        return { kind: 'list', of: value };
      case '(partial)':
        return { kind: 'partial', of: value };
      case '(super)':
        return value.kind === 'class' ? { kind: 'super', at: value.at } : null;
      default:
        return null;
    }
  }

  /** An attribute of a value. */
  attribute(value: Value, name: string, by: Unit): Value | null {
    switch (value.kind) {
      case 'module':
        return this.member(value.file, name, by);
      case 'external': {
        // A folder without `__init__` is a package, too.
        const file = this.modules.find(`${value.name}.${name}`, by);
        if (file !== null) return { kind: 'module', file };
        return { kind: 'external', name: canonicalName(`${value.name}.${name}`) };
      }
      case 'object': {
        const type = attributeType(value.type, name);
        if (type !== null) return { kind: 'object', type };
        return { kind: 'external', name: canonicalName(`${value.type}.${name}`) };
      }
      case 'instance':
      case 'class':
      case 'super':
        return this.classMember(value, name, by);
      default:
        return null;
    }
  }

  /** What calling a value gives. */
  called(value: Value, by: Unit): Value | null {
    switch (value.kind) {
      case 'external':
        return returnedValue(value.name);
      case 'object':
        return returnedValue(`${value.type}.()`);
      case 'class':
        return { kind: 'instance', at: value.at };
      case 'instance': {
        const method = this.classMember(value, '__call__', by);
        return method?.kind === 'function' ? this.called(method, by) : null;
      }
      case 'function':
        return this.returned(value.at, value.self, by);
      case 'partial':
        return this.called(value.of, by);
      default:
        return null;
    }
  }

  private returned(at: FunctionAt, self: Value | null, by: Unit): Value | null {
    const { facts, unit } = at;
    look(unit, by);
    const decorators = this.decoratorsOf(at);
    if (decorators.some((name) => name !== null && /^contextlib\.(async)?contextmanager$/.test(name)))
      return { kind: 'manager', at };
    if (facts.isGenerator) return { kind: 'generator', at };
    if (decorators.some((name) => name === null || !TRANSPARENT_DECORATORS.test(name))) return null;
    const value = this.selfOr(
      this.resolve(facts.returns, unit),
      self,
      facts.owner !== null && facts.returns === `&${facts.owner}()`,
    );
    return facts.isAsync ? { kind: 'awaitable', of: value } : value;
  }

  /** `typing.Self` is what the method was taken from; so is the class that a base's method returns by `self`. */
  private selfOr(value: Value | null, self: Value | null, isSelf = false): Value | null {
    if (self === null || value === null) return value;
    const instance: Value = self.kind === 'class' ? { kind: 'instance', at: self.at } : self;
    if (isSelf) return instance;
    if (value.kind === 'object' && value.type === 'typing.Self') return instance;
    return value;
  }

  private entered(value: Value, method: '__enter__' | '__aenter__', by: Unit): Value | null {
    switch (value.kind) {
      case 'object': {
        const type = enteredType(value.type);
        if (type === value.type) return value;
        return type === null ? null : { kind: 'object', type };
      }
      case 'manager': {
        look(value.at.unit, by);
        return this.resolve(value.at.facts.yields, value.at.unit);
      }
      case 'awaitable':
        return value.of;
      case 'instance': {
        const entering = this.classMember(value, method, by);
        if (entering?.kind === 'external') return value;
        if (entering?.kind !== 'function') return null;
        const result = this.called(entering, by);
        const entered = result?.kind === 'awaitable' ? result.of : result;
        // A base's `return self` gives the class that was entered.
        const isSelf = entered?.kind === 'instance' && entered.at.facts.key === entering.at.facts.owner;
        return isSelf ? value : entered;
      }
      default:
        return null;
    }
  }

  private iterated(value: Value, by: Unit): Value | null {
    switch (value.kind) {
      case 'list':
        return value.of;
      case 'generator':
        look(value.at.unit, by);
        return this.resolve(value.at.facts.yields, value.at.unit);
      case 'instance': {
        const iterating = this.classMember(value, '__iter__', by);
        const iterator = iterating?.kind === 'function' ? this.called(iterating, by) : null;
        return iterator !== null && iterator.kind !== 'instance' ? this.iterated(iterator, by) : null;
      }
      default:
        return null;
    }
  }

  /** A member of a class or of an instance; of what comes after the class for `super()`. */
  private classMember(
    value: Value & { kind: 'class' | 'instance' | 'super' },
    name: string,
    by: Unit,
  ): Value | null {
    for (const base of this.lineage(value.at, by)) {
      if (base === null) return null;
      if (value.kind === 'super' && 'facts' in base && base.facts === value.at.facts) continue;
      if ('name' in base) {
        if (EMPTY_BASES.test(base.name)) continue;
        return { kind: 'external', name: canonicalName(`${base.name}.${name}`) };
      }
      const found = this.ownMember(base, name, value, by);
      if (found !== undefined) return found;
    }
    return null;
  }

  /** Undefined where the class itself does not have it. */
  private ownMember(
    at: ClassAt,
    name: string,
    receiver: Value & { kind: 'class' | 'instance' | 'super' },
    by: Unit,
  ): Value | null | undefined {
    look(at.unit, by);
    const methods = at.facts.methods.get(name);
    if (methods !== undefined) {
      const [key] = methods;
      if (key === undefined || methods.length > 1) return null;
      const self: Value = receiver.kind === 'super' ? { kind: 'instance', at: receiver.at } : receiver;
      const method = this.functionAt(key, at.unit, self);
      if (method?.kind === 'function' && receiver.kind !== 'class' && this.isProperty(method.at))
        return this.propertyValue(method.at, self, by);
      return method;
    }
    const attributes = at.facts.attributes.get(name);
    if (attributes === undefined) return undefined;
    return same(attributes.map((symbol) => this.resolve(symbol, at.unit)));
  }

  /** The function behind an attribute that is a property; null for any other. */
  property(value: Value, name: string, by: Unit): FunctionAt | null {
    if (value.kind !== 'instance' && value.kind !== 'super') return null;
    for (const base of this.lineage(value.at, by)) {
      if (base === null || 'name' in base) return null;
      look(base.unit, by);
      if (value.kind === 'super' && base.facts === value.at.facts) continue;
      const methods = base.facts.methods.get(name);
      if (methods === undefined) {
        if (base.facts.attributes.has(name)) return null;
        continue;
      }
      const [key] = methods;
      const facts = key === undefined || methods.length > 1 ? undefined : base.unit.chunk.functions.get(key);
      if (facts === undefined) return null;
      const at = { unit: base.unit, facts };
      return this.isProperty(at) ? at : null;
    }
    return null;
  }

  private propertyValue(at: FunctionAt, self: Value, by: Unit): Value | null {
    look(at.unit, by);
    return this.selfOr(this.resolve(at.facts.returns, at.unit), self);
  }

  isProperty(at: FunctionAt): boolean {
    return this.decoratorsOf(at).some(
      (name) => name === 'builtins.property' || name === 'functools.cached_property',
    );
  }

  /** The canonical names of a function's decorators: null for an unknown one. */
  decoratorsOf(at: FunctionAt | ClassAt): (string | null)[] {
    return at.facts.decorators.map((symbol) => this.nameOf(this.resolve(symbol, at.unit)));
  }

  /**
   * The class and its bases in the order in which members are looked up: a name for a class outside the workspace,
   * null for an unknown one, after which nothing is certain.
   */
  lineage(at: ClassAt, by: Unit): readonly Ancestor[] {
    const found = this.linearized(at, by, new Map());
    // Bases outside come last: they may not define what a base in the workspace does.
    const inside = found.filter((base) => base !== null && 'facts' in base);
    return [...inside, ...found.filter((base) => base === null || 'name' in base)];
  }

  /** Python's order: every class before its bases, the bases in their order, each as late as the others need it. */
  private linearized(at: ClassAt, by: Unit, known: Map<unknown, readonly Ancestor[]>): readonly Ancestor[] {
    const before = known.get(at.facts);
    if (before !== undefined) return before;
    if (known.size >= LARGEST_FAMILY) return [null];
    look(at.unit, by);
    // Until that is found out: no class is its own base.
    known.set(at.facts, []);
    const lists = at.facts.bases.map((symbol) => {
      const value = this.resolve(symbol, at.unit);
      if (value?.kind === 'class') return [...this.linearized(value.at, by, known)];
      return [value?.kind === 'external' ? { name: value.name } : null];
    });
    const order = this.merged(at, lists);
    known.set(at.facts, order);
    return order;
  }

  private merged(at: ClassAt, lists: Ancestor[][]): readonly Ancestor[] {
    lists.push(lists.flatMap(([first]) => (first === undefined ? [] : [first])));
    const order: Ancestor[] = [at];
    for (;;) {
      const rest = lists.filter((list) => list.length > 0);
      if (rest.length === 0) return order;
      const next =
        rest.find(([head]) =>
          rest.every((list) => list.findIndex((one) => isSameClass(one, head)) <= 0),
        )?.[0] ??
        rest[0]?.[0] ??
        null;
      order.push(next);
      for (const list of rest) {
        const index = list.findIndex((one) => isSameClass(one, next));
        if (index >= 0) list.splice(index, 1);
      }
    }
  }

  private functionAt(key: string, unit: Unit, self: Value | null): (Value & { kind: 'function' }) | null {
    const facts = unit.chunk.functions.get(key);
    return facts === undefined ? null : { kind: 'function', at: { unit, facts }, self };
  }

  /** A name of a module's scope as its own code sees it. */
  private nameInFile(name: string, file: FileUnit, by: Unit): Value | null {
    ask(file, name, by);
    const bindings = file.bindings.get(name);
    if (bindings !== undefined) return this.bound(bindings, by);
    const starred = this.starred(name, file, by);
    if (starred !== undefined) return starred;
    return BUILTINS.has(name) ? { kind: 'external', name: canonicalName(`builtins.${name}`) } : null;
  }

  private member(file: FileUnit, name: string, by: Unit): Value | null {
    ask(file, name, by);
    const bindings = file.bindings.get(name);
    if (bindings !== undefined) return this.bound(bindings, by);
    const starred = this.starred(name, file, by);
    if (starred !== undefined) return starred;
    if (!file.isPackage) return null;
    const submodule = this.modules.submodule(file, name, by);
    return submodule === null ? null : { kind: 'module', file: submodule };
  }

  private bound(bindings: readonly BindingAt[], by: Unit): Value | null {
    const values = (some: readonly BindingAt[]): (Value | null)[] =>
      some.map((binding) => {
        look(binding.unit, by);
        return this.resolve(binding.symbol, binding.unit);
      });
    const declared = bindings.filter((binding) => binding.kind === 'declared');
    if (declared.length > 0) return same(values(declared));
    const [first] = bindings;
    const isDefined = bindings.every(({ kind }) => kind === 'import' || kind === 'definition');
    // Either of `try: import a` and `except ImportError: import b as a` is as good: the first is meant.
    if (isDefined && first?.kind === 'import') return values([first])[0] ?? null;
    return same(values(bindings).filter((value) => !this.isOverload(value)));
  }

  private isOverload(value: Value | null): boolean {
    if (value?.kind !== 'function') return false;
    return this.decoratorsOf(value.at).includes('typing.overload');
  }

  /** What a star import gives for a name: undefined when none does, null when one is unknown that might. */
  private starred(name: string, file: FileUnit, by: Unit): Value | null | undefined {
    let isUnknown = false;
    for (const unit of file.units)
      for (const star of unit.chunk.stars) {
        look(unit, by);
        const module = this.resolve(star, unit);
        if (module?.kind === 'module') {
          if (module.file === file || name.startsWith('_')) continue;
          const value = this.starredMember(module.file, name, by);
          if (value !== undefined) return value;
        } else if (module?.kind === 'external') {
          const exported = starExports(module.name, name);
          if (exported !== null) return { kind: 'external', name: canonicalName(exported) };
          isUnknown ||= !BUILTINS.has(name);
        } else isUnknown ||= !BUILTINS.has(name);
      }
    return isUnknown ? null : undefined;
  }

  /** The files that were asked for a name, as long as that is being looked for: stars may go in circles. */
  private readonly starring = new Map<string, Set<FileUnit>>();

  private starredMember(file: FileUnit, name: string, by: Unit): Value | null | undefined {
    const asked = this.starring.get(name);
    if (asked?.has(file) === true) return undefined;
    if (asked === undefined) this.starring.set(name, new Set([file]));
    else asked.add(file);
    ask(file, name, by);
    const bindings = file.bindings.get(name);
    const value = bindings === undefined ? this.starred(name, file, by) : this.bound(bindings, by);
    if (asked === undefined) this.starring.delete(name);
    return value;
  }

  private absolute(path: readonly string[], by: Unit): Value | null {
    for (let end = path.length; end > 0; end--) {
      const file = this.modules.find(path.slice(0, end).join('.'), by);
      if (file === null) continue;
      return this.members({ kind: 'module', file }, path.slice(end), by);
    }
    return { kind: 'external', name: canonicalName(path.join('.')) };
  }

  private relative(level: number, path: readonly string[], by: Unit): Value | null {
    for (let end = path.length; end >= 0; end--) {
      const file = this.modules.findRelative(level, path.slice(0, end), by);
      if (file === null) continue;
      const value = this.members({ kind: 'module', file }, path.slice(end), by);
      // The package itself is there in any case; a module of it that nobody has read may be meant.
      const isKnown = end > 0 || path.length === 0 || file.bindings.has(path[0] ?? '');
      if (value !== null || isKnown) return value;
    }
    // Outside what is known: still a name that is certain, where the module's own is.
    const own = by.file.module.split('.');
    const up = by.file.isPackage ? level - 1 : level;
    if (up >= own.length) return null;
    return { kind: 'external', name: [...own.slice(0, own.length - up), ...path].join('.') };
  }

  private members(from: Value, path: readonly string[], by: Unit): Value | null {
    let value: Value | null = from;
    for (const name of path) value = value === null ? null : this.attribute(value, name, by);
    return value;
  }

  /** The canonical dotted name of a value; null for what has none. */
  nameOf(value: Value | null): string | null {
    switch (value?.kind) {
      case 'external':
        return value.name;
      case 'module':
        return value.file.module;
      case 'function':
      case 'class':
        return `${value.at.unit.file.module}.${value.at.facts.qualifiedName}`;
      default:
        return null;
    }
  }

  /** The canonical name of the class a value is an instance of; null when it is none. */
  typeOf(value: Value | null): string | null {
    switch (value?.kind) {
      case 'object':
        return value.type;
      case 'instance':
        return `${value.at.unit.file.module}.${value.at.facts.qualifiedName}`;
      case 'list':
        return 'builtins.list';
      default:
        return null;
    }
  }
}

/** Notes that a unit depends on one that it looks at. */
export function look(at: Unit, by: Unit): void {
  if (at !== by) by.join(at.dependents);
}

/** Notes that a unit depends on what a name of a module is. */
export function ask(file: FileUnit, name: string, by: Unit): void {
  file.askers.add(name, by);
}

/** A class among those another inherits from; see `lineage`. */
type Ancestor = ClassAt | { readonly name: string } | null;

function isSameClass(one: Ancestor | undefined, other: Ancestor | undefined): boolean {
  if (one == null || other == null) return one === other;
  if ('name' in one) return 'name' in other && one.name === other.name;
  return 'facts' in other && one.facts === other.facts;
}

function classAt(key: string, unit: Unit): Value | null {
  const facts = unit.chunk.classes.get(key);
  return facts === undefined ? null : { kind: 'class', at: { unit, facts } };
}

function returnedValue(name: string): Value | null {
  const type = returnedType(name);
  if (type === null) return null;
  const object: Value = { kind: 'object', type: type.name };
  return type.isCollection ? { kind: 'list', of: object } : object;
}

/** The one value that all are, not counting None; null when they differ. */
function same(values: readonly (Value | null)[]): Value | null {
  const some = values.filter((value) => value?.kind !== 'none');
  const [first] = some;
  if (first === undefined) return values[0] ?? null;
  return some.every((value) => isSameValue(value, first)) ? first : null;
}
