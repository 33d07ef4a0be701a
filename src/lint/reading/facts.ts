import type { Range } from '../finding.ts';

/**
 * What one file says, as plain data: it outlives the tree it was read from, and parts of it outlive edits.
 *
 * A file is cut at its top-level statements into *chunks*. A chunk's facts depend on its own text only, so that after
 * an edit just one of them is read again. What a chunk cannot know, the meaning of the module's names, stays
 * symbolic; see symbols.ts.
 */
export interface Chunk {
  /** Line of the file at which the chunk's text begins: all ranges in it count from there. Edits above move it. */
  row: number;
  /** Whether it is nested so deeply that parts of it were not read. */
  readonly isTooDeep: boolean;
  readonly functions: ReadonlyMap<string, FunctionFacts>;
  readonly classes: ReadonlyMap<string, ClassFacts>;
  /** What it binds in the module's scope. */
  readonly bindings: readonly Binding[];
  /** Modules that are imported with `*`. */
  readonly stars: readonly string[];
  /** Callables it hands to an event loop. */
  readonly callbacks: readonly Callback[];
}

export interface Binding {
  readonly name: string;
  readonly symbol: string;
  readonly kind: 'import' | 'definition' | 'declared' | 'value';
}

/** A callable given to `call_soon`, `add_done_callback` and the like. */
export interface Callback {
  /** What it is given to. */
  readonly to: string;
  readonly callable: string;
  /** The call that gives it. */
  readonly range: Range;
  /** Qualified name of the function that does. */
  readonly within: string;
}

export interface FunctionFacts {
  /** Unique in its chunk: where it begins. */
  readonly key: string;
  /** As Python's `__qualname__`, such as `Shop.serve` or `serve.<locals>.<lambda>`. */
  readonly qualifiedName: string;
  readonly isAsync: boolean;
  readonly isGenerator: boolean;
  /** The class in whose body it stands, by key; null for others. */
  readonly owner: string | null;
  readonly decorators: readonly string[];
  /** What calling (and awaiting) it gives: annotated, or what all its `return`s agree on. */
  readonly returns: string;
  /** Whether it always returns its first argument, as a decorator that only notes it down. */
  readonly returnsArgument: boolean;
  /** What its first `yield` gives. */
  readonly yields: string;
  readonly uses: readonly Use[];
}

/** Something that runs code other than its own when the function runs. */
export interface Use {
  /**
   * `call`: the symbol is called. `read`: it is an attribute that is read, perhaps a property. `iterate`: it is
   * iterated to its end. `enter`: it is the context manager of a `with`.
   */
  readonly kind: 'call' | 'read' | 'iterate' | 'enter';
  readonly symbol: string;
  readonly range: Range;
  readonly isAwaited: boolean;
  readonly given: Given | null;
}

/** The arguments of a call, as far as they are literals. */
export interface Given {
  /** Source text of literals (`False`, `0`, `'a'`), null for anything else. */
  readonly positional: readonly (string | null)[];
  readonly named: Readonly<Record<string, string | null>>;
  /** Whether `*` or `**` hides some. */
  readonly isOpen: boolean;
}

export interface ClassFacts {
  readonly key: string;
  readonly qualifiedName: string;
  readonly bases: readonly string[];
  readonly decorators: readonly string[];
  /** Methods by name: keys of functions of the chunk; several where it is defined in several ways. */
  readonly methods: ReadonlyMap<string, readonly string[]>;
  /** What is assigned to its attributes, in its body and through `self`; a declared type alone where there is one. */
  readonly attributes: ReadonlyMap<string, readonly string[]>;
}
