import type { Node } from './parser.ts';

/** What the names in one file mean. Made once for each tree. */
export interface Names {
  /**
   * The canonical dotted name of what an expression is: `time.sleep` for `sleep` after `from time import sleep`,
   * `builtins.open` for `open`, `requests.Session.get` for `self.session.get` where the attribute was seen to be given a
   * `requests.Session()`, `shop.kitchen.cook` for something imported from the workspace's module `shop.kitchen`, and
   * `<module of this file>.Shop.serve` for what is defined here. Null when it is not certain: shadowed by a parameter,
   * assigned in several ways, computed.
   */
  nameOf(expression: Node): string | null;
  /** The class an expression is an instance of, as a canonical dotted name; null when that is not certain. */
  typeOf(expression: Node): string | null;
  /** The innermost function or lambda that runs a node, null at module level: a default argument and a decorator belong to the outer one, a comprehension to the function it stands in. */
  functionAround(node: Node): Node | null;
}

/** What is known of a function or class somewhere in the workspace, by its canonical dotted name. */
export interface Workspace {
  /** Null when the workspace does not define it, or more than once. */
  definition(name: string): Definition | null;
  /** The Python that runs the code, such as [3, 12]. */
  readonly python: readonly [number, number];
}

export interface Definition {
  readonly kind: 'coroutine' | 'asyncGenerator' | 'function' | 'generator' | 'class';
  readonly file: string;
  /** For a class: whether it defines (or inherits) `__aenter__`, `__enter__`, `__aiter__`, `__iter__`, `__await__`. */
  readonly methods: ReadonlySet<string>;
  /** Whether decorators change what calling it gives (anything but those known to keep a coroutine function one). */
  readonly isWrapped: boolean;
}
