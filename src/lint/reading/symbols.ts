/**
 * A *symbol* is what one file alone can tell about an expression, written as a short text: a root, then steps.
 *
 * Roots: `time` a name of the world outside · `~x` the module's own name `x`, or a builtin · `^2:4` and `&2:4` the
 * function and the class that begin there in the chunk · `@1` the package a relative import starts from · `?` unknown ·
 * `None`. Steps: `.name` an attribute · `()` the result of calling it, an instance of a class · `(await)` `(enter)`
 * `(aenter)` `(iter)` `(item)` `(/)` what these give · `(list)` a collection of it · `(partial)` its functools.partial ·
 * `(super)` its base classes, as `super()` sees them · `(future)` an awaitable of it · `(ready)` one whose use waits for nothing, such as a queue without a limit.
 *
 * So `self.session.get` may be `&0:0().session.get`, and `~Path()(/).open()` is `(Path(a) / b).open()`.
 */
export const UNKNOWN = '?';
export const NONE = 'None';

/** Longer ones say nothing that is certain, and would grow with every turn of a cycle. */
const LONGEST = 240;

export interface ParsedSymbol {
  readonly root: string;
  readonly steps: readonly string[];
}

const parsed = new Map<string, ParsedSymbol>();

/** The root and the steps of a symbol. */
export function parseSymbol(symbol: string): ParsedSymbol {
  const known = parsed.get(symbol);
  if (known !== undefined) return known;
  const [root = UNKNOWN, ...steps] = symbol.match(/^[^.(]+|\.[^.(]+|\([a-z/]*\)/g) ?? [];
  const result = { root, steps };
  if (parsed.size > 100_000) parsed.clear();
  parsed.set(symbol, result);
  return result;
}

/** A symbol with one more step. */
export function step(symbol: string, next: string): string {
  if (symbol === NONE) return UNKNOWN;
  // The last attribute's name of an unknown thing is worth keeping, what comes before it is not.
  if (symbol.startsWith(UNKNOWN)) return next.startsWith('.') ? UNKNOWN + next : UNKNOWN;
  return symbol.length + next.length > LONGEST ? UNKNOWN : symbol + next;
}

/** What something is that is one of several: null stands for one that is not known yet and may be anything of them. */
export function unify(symbols: readonly (string | null)[]): string {
  let found: string | null = null;
  let isNone = false;
  for (const symbol of symbols) {
    if (symbol === null) continue;
    if (symbol === NONE) isNone = true;
    else if (found === null) found = symbol;
    else if (found !== symbol) return UNKNOWN;
  }
  return found ?? (isNone ? NONE : UNKNOWN);
}
