import type { Finding } from '../finding.ts';
import type { Chunk, ClassFacts, FunctionFacts } from '../reading/facts.ts';
import { Listeners } from './listeners.ts';
import type { Found, Reach } from './reaching.ts';

/** A chunk in its place in the workspace, with what was found out about it by looking at others. */
export class Unit {
  readonly chunk: Chunk;
  readonly file: FileUnit;
  /** What its symbols are; undefined: not asked yet. */
  readonly values = new Map<string, Value | null>();
  /** Units that looked at this one: when it changes, what they found out is void. */
  readonly dependents = new Set<Unit>();
  /** The worst that its functions reach when they are called, by key. */
  readonly reaches = new Map<string, Reach | null>();
  /** Its functions that units hand to an event loop, by key. */
  readonly onLoop = new Map<string, Set<Unit>>();
  /** Functions that this unit hands to an event loop. */
  readonly handed: FunctionAt[] = [];
  /** Its blocking calls; null: not asked yet. */
  found: readonly Found[] | null = null;
  /** Its other findings, whose lines count from its first one; null: not asked yet. */
  mistakes: readonly Finding[] | null = null;

  /** The sets by which it is told of changes: with them it can be forgotten wholly. */
  private readonly joined = new Set<Set<Unit>>();

  constructor(chunk: Chunk, file: FileUnit) {
    this.chunk = chunk;
    this.file = file;
  }

  /** Becomes one of the units that are told of a change. */
  join(units: Set<Unit>): void {
    if (this === NOBODY) return;
    units.add(this);
    this.joined.add(units);
  }

  /** Is told of no change any more. */
  leave(): void {
    for (const units of this.joined) units.delete(this);
    this.joined.clear();
  }
}

/** A file of the workspace. */
export interface FileUnit {
  readonly path: string;
  /** Its folders, and its name unless that is `__init__`. */
  readonly segments: readonly string[];
  /** Its dotted name: for `shop/__init__.py` that is `shop`. */
  module: string;
  readonly isPackage: boolean;
  units: readonly Unit[];
  /** What binds names in the module's scope, in the order of the text. */
  bindings: ReadonlyMap<string, readonly BindingAt[]>;
  /** What it defines by qualified name; null: not asked yet. */
  definitions: ReadonlyMap<string, readonly (FunctionAt | ClassAt)[]> | null;
  /** Units that looked up a name of the module, by name. */
  readonly askers: Listeners;
  /** Stands for expressions outside all chunks. */
  readonly whole: Unit;
  /** What is wrong in it besides its blocking calls; null: not asked yet. */
  mistakes: readonly Finding[] | null;
  /** What these depend on, apart from the chunk they are in and the names it uses. */
  mistakeContext: string;
}

export interface BindingAt {
  readonly unit: Unit;
  readonly symbol: string;
  readonly kind: 'import' | 'definition' | 'declared' | 'value';
}

export interface FunctionAt {
  readonly unit: Unit;
  readonly facts: FunctionFacts;
}

export interface ClassAt {
  readonly unit: Unit;
  readonly facts: ClassFacts;
}

/** What a symbol turns out to be. */
export type Value =
  /** Something outside the workspace: a module, class, function, or a method of a known class. */
  | { readonly kind: 'external'; readonly name: string }
  /** An instance of a class outside the workspace. */
  | { readonly kind: 'object'; readonly type: string; readonly isReady?: boolean }
  | { readonly kind: 'module'; readonly file: FileUnit }
  /** With the object it was taken from, for a method. */
  | { readonly kind: 'function'; readonly at: FunctionAt; readonly self: Value | null }
  | { readonly kind: 'class'; readonly at: ClassAt }
  | { readonly kind: 'instance'; readonly at: ClassAt }
  /** What `super()` gives. */
  | { readonly kind: 'super'; readonly at: ClassAt }
  /** The result of calling a function that is a generator, or made a context manager by a decorator. */
  | { readonly kind: 'generator' | 'manager'; readonly at: FunctionAt }
  | { readonly kind: 'awaitable'; readonly of: Value | null }
  | { readonly kind: 'list'; readonly of: Value | null }
  | { readonly kind: 'partial'; readonly of: Value }
  | { readonly kind: 'none' };

export function makeFileUnit(path: string, module: string): FileUnit {
  const file: FileUnit = {
    path,
    segments: segmentsOf(path),
    module,
    isPackage: /(^|[\\/])__init__\.pyi?$/.test(path),
    units: [],
    bindings: new Map(),
    definitions: null,
    askers: new Listeners(),
    mistakes: null,
    mistakeContext: '',
    get whole() {
      return whole;
    },
  };
  const whole = new Unit(EMPTY_CHUNK, file);
  return file;
}

const EMPTY_CHUNK: Chunk = {
  row: 0,
  isTooDeep: false,
  functions: new Map(),
  classes: new Map(),
  bindings: [],
  stars: [],
  callbacks: [],
};

/** Looks things up for whoever needs no telling when they change. */
export const NOBODY = new Unit(EMPTY_CHUNK, makeFileUnit('', ''));

/** Gives a file its chunks; the caller says which units became void by that. */
export function placeChunks(file: FileUnit, units: readonly Unit[]): void {
  const bindings = new Map<string, BindingAt[]>();
  for (const unit of units)
    for (const { name, symbol, kind } of unit.chunk.bindings) {
      const others = bindings.get(name);
      const binding = { unit, symbol, kind };
      if (others === undefined) bindings.set(name, [binding]);
      else others.push(binding);
    }
  file.units = units;
  file.bindings = bindings;
  file.definitions = null;
}

/** What a file defines under a qualified name. */
export function definedIn(file: FileUnit, name: string): readonly (FunctionAt | ClassAt)[] {
  if (file.definitions === null) {
    const definitions = new Map<string, (FunctionAt | ClassAt)[]>();
    for (const unit of file.units)
      for (const facts of [...unit.chunk.functions.values(), ...unit.chunk.classes.values()]) {
        const at = { unit, facts } as FunctionAt | ClassAt;
        const others = definitions.get(facts.qualifiedName);
        if (others === undefined) definitions.set(facts.qualifiedName, [at]);
        else others.push(at);
      }
    file.definitions = definitions;
  }
  return file.definitions.get(name) ?? [];
}

export function isSameValue(one: Value | null, other: Value | null): boolean {
  if (one === other) return true;
  if (one === null || other?.kind !== one.kind) return false;
  switch (one.kind) {
    case 'external':
      return one.name === (other as typeof one).name;
    case 'object':
      return one.type === (other as typeof one).type;
    case 'module':
      return one.file === (other as typeof one).file;
    case 'function':
    case 'generator':
    case 'manager':
      return one.at.facts === (other as typeof one).at.facts;
    case 'class':
    case 'instance':
    case 'super':
      return one.at.facts === (other as typeof one).at.facts;
    case 'awaitable':
    case 'list':
    case 'partial':
      return isSameValue(one.of, (other as typeof one).of);
    case 'none':
      return true;
  }
}

function segmentsOf(path: string): string[] {
  const segments = path.replace(/\.pyi?$/, '').split(/[\\/]/);
  if (segments.at(-1) === '__init__') segments.pop();
  return segments;
}
