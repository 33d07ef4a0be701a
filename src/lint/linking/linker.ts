import type { Chunk } from '../reading/facts.ts';
import type { Definition } from '../names.ts';
import { Modules } from './modules.ts';
import { Reacher, type CallSettings, type Found } from './reaching.ts';
import { UNKNOWN } from '../reading/symbols.ts';
import { ask, look, Resolver } from './resolver.ts';
import {
  definedIn,
  makeFileUnit,
  NOBODY,
  placeChunks,
  Unit,
  type BindingAt,
  type ClassAt,
  type FileUnit,
  type FunctionAt,
} from './units.ts';

/** Methods by which one can tell what may be done with an instance. */
const TELLING_METHODS = ['__aenter__', '__enter__', '__aiter__', '__iter__', '__await__'];

/** Decorators that leave a coroutine function one. */
const KEEPING =
  /^(builtins\.(staticmethod|classmethod)|functools\.wraps|abc\.abstract\w+|typing\.(override|final|no_type_check))$/;

/**
 * Links the facts of all files. What it finds out it remembers with the chunk it found it out for; a change voids that
 * for the chunks that looked at what changed, and nothing else.
 */
export class Linker {
  readonly resolver: Resolver;
  private readonly modules = new Modules();
  private readonly files = new Map<string, FileUnit>();
  private readonly reacher: Reacher;
  /** Units whose callbacks are not marked yet. */
  private readonly unmarked = new Set<Unit>();

  constructor(settings: CallSettings) {
    this.resolver = new Resolver(this.modules);
    this.reacher = new Reacher(this.resolver, settings);
  }

  configure(settings: CallSettings): void {
    this.reacher.configure(settings);
    this.forgetAll();
  }

  file(path: string): FileUnit | undefined {
    return this.files.get(path);
  }

  /** Gives a file its chunks; those it had before keep what is known of them. */
  set(path: string, chunks: readonly Chunk[]): void {
    const old = this.files.get(path);
    const file = old ?? makeFileUnit(path, '');
    const before = new Map(file.units.map((unit) => [unit.chunk, unit]));
    const { bindings } = file;
    const stars = starsOf(file);
    const units = chunks.map((chunk) => {
      const known = before.get(chunk);
      if (known !== undefined) {
        before.delete(chunk);
        return known;
      }
      const unit = new Unit(chunk, file);
      if (chunk.callbacks.length > 0) this.unmarked.add(unit);
      return unit;
    });
    placeChunks(file, units);
    file.mistakes = null;
    for (const unit of before.values()) this.remove(unit);
    if (old === undefined) {
      this.files.set(path, file);
      this.forget(this.modules.add(file));
      if (file.isPackage) this.renameModules();
    } else if (stars !== starsOf(file)) this.forgetAskers(file);
    else this.forgetChanged(file, bindings);
  }

  delete(path: string): void {
    const file = this.files.get(path);
    if (file === undefined) return;
    this.files.delete(path);
    const searching = this.modules.delete(file);
    for (const unit of [...file.units, file.whole]) this.remove(unit);
    this.forgetAskers(file);
    this.forget(searching);
    if (file.isPackage) this.renameModules();
  }

  /** The blocking calls of a file on an event loop's thread. */
  found(file: FileUnit): { readonly unit: Unit; readonly found: Found }[] {
    this.markCallbacks();
    return file.units.flatMap((unit) => {
      unit.found ??= this.reacher.found(unit);
      return unit.found.map((found) => ({ unit, found }));
    });
  }

  /** What the workspace defines under a name, for rules that look at a file as a whole. */
  definition(name: string, by: Unit | null): Definition | null {
    const looking = by ?? NOBODY;
    for (let dot = name.lastIndexOf('.'); dot > 0; dot = name.lastIndexOf('.', dot - 1)) {
      const file = this.modules.named(name.slice(0, dot), looking);
      if (file !== null) return this.definitionIn(file, name.slice(dot + 1), looking);
    }
    return null;
  }

  private definitionIn(file: FileUnit, name: string, by: Unit): Definition | null {
    ask(file, name.split('.', 1)[0] ?? name, by);
    const found = definedIn(file, name).filter(
      (at) => 'methods' in at.facts || !this.isOverloadOrSetter({ unit: at.unit, facts: at.facts }),
    );
    for (const { unit } of found) look(unit, by);
    if (found.length > 1) return null;
    const [only] = found;
    if (only !== undefined) return this.describe(only, by);
    // Not defined there, but imported, or inherited.
    let value = this.resolver.attribute({ kind: 'module', file }, name.split('.')[0] ?? '', by);
    for (const part of name.split('.').slice(1)) value = value && this.resolver.attribute(value, part, by);
    return value?.kind === 'function' || value?.kind === 'class' ? this.describe(value.at, by) : null;
  }

  private describe(at: FunctionAt | ClassAt, by: Unit): Definition {
    const file = at.unit.file.path;
    const decorators = this.resolver.decoratorsOf(at);
    if ('methods' in at.facts) {
      const of = { unit: at.unit, facts: at.facts };
      const methods = new Set(
        TELLING_METHODS.filter(
          (name) => this.resolver.attribute({ kind: 'instance', at: of }, name, by) !== null,
        ),
      );
      return {
        kind: 'class',
        file,
        methods,
        isWrapped: this.isWrapped(at, /^dataclasses\.dataclass$/),
        decorators,
      };
    }
    const { isAsync, isGenerator } = at.facts;
    const kind = isAsync
      ? isGenerator
        ? 'asyncGenerator'
        : 'coroutine'
      : isGenerator
        ? 'generator'
        : 'function';
    return { kind, file, methods: new Set(), isWrapped: this.isWrapped(at, KEEPING), decorators };
  }

  private isWrapped(at: FunctionAt | ClassAt, keeping: RegExp): boolean {
    return this.resolver
      .decoratorsOf(at)
      .some((name, index) => (name === null || !keeping.test(name)) && !this.keepsKind(at, index));
  }

  /** Whether a decorator of the workspace gives the function itself, or another one that is called alike. */
  private keepsKind(at: FunctionAt | ClassAt, index: number): boolean {
    const decorator = this.resolver.resolve(at.facts.decorators[index] ?? UNKNOWN, at.unit);
    if (decorator?.kind !== 'function' || 'methods' in at.facts) return false;
    const { unit, facts } = decorator.at;
    look(unit, at.unit);
    if (facts.returnsArgument) return true;
    const returned = facts.isAsync ? null : this.resolver.resolve(facts.returns, unit);
    if (returned?.kind !== 'function') return false;
    return (
      returned.at.facts.isAsync === at.facts.isAsync &&
      !returned.at.facts.isGenerator &&
      !at.facts.isGenerator
    );
  }

  private isOverloadOrSetter(at: FunctionAt): boolean {
    if (at.facts.decorators.some((symbol) => /\.(setter|deleter)$/.test(symbol))) return true;
    return this.resolver.decoratorsOf(at).includes('typing.overload');
  }

  private markCallbacks(): void {
    for (const unit of this.unmarked) {
      for (const at of this.reacher.handed(unit)) {
        unit.handed.push(at);
        const others = at.unit.onLoop.get(at.facts.key);
        if (others !== undefined && others.size > 0) others.add(unit);
        else {
          at.unit.onLoop.set(at.facts.key, new Set([unit]));
          this.forgetMarked([at.unit]);
        }
      }
    }
    // Only now: to forget a unit is to forget who looked at it.
    for (const unit of this.unmarked) for (const at of unit.handed) look(at.unit, unit);
    this.unmarked.clear();
  }

  private remove(unit: Unit): void {
    this.forget([unit]);
    this.unmarked.delete(unit);
  }

  /** Voids what was found out about units, and by looking at them. */
  private forget(units: readonly Unit[]): void {
    const called = new Set<Unit>();
    // No recursion: units may look at one another in a long row.
    const waiting = [...units];
    for (let unit = waiting.pop(); unit !== undefined; unit = waiting.pop()) {
      wipe(unit);
      waiting.push(...unit.dependents);
      unit.dependents.clear();
      unit.leave();
      if (unit.chunk.callbacks.length > 0) this.unmarked.add(unit);
      for (const at of unit.handed.splice(0)) {
        at.unit.onLoop.get(at.facts.key)?.delete(unit);
        called.add(at.unit);
      }
    }
    this.forgetMarked(called);
  }

  /** As `forget` where only which of their functions are callbacks changed: what units hand over stays. */
  private forgetMarked(units: Iterable<Unit>): void {
    const found = new Set(units);
    for (const unit of found) {
      wipe(unit);
      for (const one of unit.dependents) {
        found.add(one);
        // Who hands over something still needs to be told when that changes.
        if (one.chunk.callbacks.length === 0) unit.dependents.delete(one);
      }
    }
  }

  private forgetAskers(file: FileUnit): void {
    this.forget(file.askers.all());
  }

  /** Voids what was found out from names of a module that are bound otherwise than before. */
  private forgetChanged(file: FileUnit, before: FileUnit['bindings']): void {
    for (const name of file.askers.names())
      if (!isBoundAlike(before.get(name), file.bindings.get(name))) this.forget(file.askers.of(name));
  }

  private forgetAll(): void {
    for (const file of this.files.values()) this.forget([...file.units, file.whole]);
  }

  private renameModules(): void {
    this.modules.rename();
    this.forgetAll();
  }
}

function starsOf(file: FileUnit): string {
  return file.units.flatMap(({ chunk }) => chunk.stars).join();
}

/** Drops what was found out about a unit. */
function wipe(unit: Unit): void {
  unit.file.mistakes = null;
  unit.found = null;
  unit.mistakes = null;
  unit.values.clear();
  unit.reaches.clear();
}

/** Whether a name is bound in as many places and ways as before: what the places say, their units tell. */
function isBoundAlike(before: readonly BindingAt[] = [], after: readonly BindingAt[] = []): boolean {
  return before.length === after.length && before.every(({ kind }, index) => kind === after[index]?.kind);
}
