import type { Resolver } from './linking/resolver.ts';
import type { FileUnit, Value } from './linking/units.ts';
import type { Node } from './parser.ts';
import { ExpressionReader } from './reading/expression.ts';
import { chunkNodes } from './reading/fileReader.ts';
import { innermost, regionsOf, type Region } from './reading/regions.ts';

/** What the names in one file mean. Made once for each tree. */
export interface Names {
  /**
   * The canonical dotted name of what an expression is: `time.sleep` for `sleep` after `from time import sleep`,
   * `builtins.open` for `open`, `requests.Session.get` for `self.session.get` where the attribute was seen to be given a
   * `requests.Session()`, `shop.kitchen.cook` for something imported from the workspace's module `shop.kitchen`, and
   * `<module of this file>.Shop.serve` for what is defined here; a function in a function is
   * `<module>.serve.<locals>.inner`. Null when it is not certain: shadowed by a parameter, assigned in several ways,
   * computed.
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
  /** The canonical names of its decorators; null for one that is not certain. */
  readonly decorators: readonly (string | null)[];
}

/** The names of a file of a workspace, whose chunks are those of the tree. */
export function namesIn(root: Node, file: FileUnit, resolver: Resolver): Names {
  const statements = statementsOf(root);

  const valueOf = (expression: Node): Value | null => {
    const { startIndex, endIndex } = expression;
    const index = indexAt(statements, startIndex);
    const statement = statements[index];
    if (statement === undefined) return null;
    const { node } = statement;
    statement.reader ??= new ExpressionReader(node.startPosition.row);
    statement.regions ??= regionsOf(node);
    const scope = statement.reader.scopeOf(innermost(statement.regions, startIndex, endIndex), node);
    return resolver.resolve(statement.reader.symbolOf(expression, scope), file.units[index] ?? file.whole);
  };

  return {
    nameOf: (expression) => resolver.nameOf(valueOf(expression)),
    typeOf: (expression) => resolver.typeOf(valueOf(expression)),
    functionAround(node) {
      const statement = statements[indexAt(statements, node.startIndex)];
      if (statement === undefined) return null;
      statement.regions ??= regionsOf(statement.node);
      let region = innermost(statement.regions, node.startIndex, node.endIndex);
      while (region !== null && region.kind !== 'function' && region.kind !== 'lambda')
        region = region.parent;
      return region?.node ?? null;
    },
  };
}

interface Statement {
  readonly node: Node;
  readonly start: number;
  reader?: ExpressionReader;
  regions?: readonly Region[];
}

function statementsOf(root: Node): Statement[] {
  return chunkNodes(root).map((node) => ({ node, start: node.startIndex }));
}

/** The last statement that begins at or before an index of the text. */
function indexAt(statements: readonly Statement[], at: number): number {
  let low = 0;
  let high = statements.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (statements[middle]!.start <= at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
