import { NONE, step, UNKNOWN, unify } from './symbols.ts';

/** Generic types whose one argument is what they stand for. */
const TRANSPARENT = new Set([
  'Optional',
  'Annotated',
  'ClassVar',
  'Final',
  'Required',
  'NotRequired',
  'Self',
]);
const COLLECTIONS = new Set(
  (
    'list List set Set frozenset FrozenSet tuple Tuple deque Deque Sequence MutableSequence Collection ' +
    'Iterable Iterator Generator AsyncIterable AsyncIterator AsyncGenerator KeysView ValuesView AbstractSet'
  ).split(' '),
);
const AWAITABLES = new Set(['Awaitable', 'Future', 'Task']);

const DEEPEST = 50;

/**
 * The symbol of an instance of an annotated type. Takes the annotation's source text, since it may stand in a string;
 * `lookUp` gives the symbol of a name.
 */
export function annotatedSymbol(text: string, lookUp: (name: string) => string): string {
  const tokens = text.match(/[^\W\d]\w*(?:\s*\.\s*[^\W\d]\w*)*|[[\],|]|'[^']*'|"[^"]*"|\S/gu) ?? [];
  let at = 0;
  let depth = 0;

  const union = (): string => {
    const members = [member()];
    while (tokens[at] === '|') {
      at++;
      members.push(member());
    }
    return unify(members);
  };

  const member = (): string => {
    const token = tokens[at++];
    if (token === undefined) return UNKNOWN;
    if (token === '[') {
      // Such as the parameters of a Callable.
      arguments_();
      return UNKNOWN;
    }
    if (/^['"]/.test(token)) return annotatedSymbol(token.slice(1, -1), lookUp);
    if (!/^[^\W\d]/u.test(token)) return UNKNOWN;
    if (token === 'None') return NONE;
    const given = tokens[at] === '[' ? (at++, arguments_()) : null;
    return generic(token.replace(/\s/g, ''), given);
  };

  /** Up to the closing bracket, with it. */
  const arguments_ = (): string[] => {
    const found: string[] = [];
    // What is nested deeper is unknown: the stack has an end.
    if (++depth > DEEPEST) at = tokens.length;
    while (at < tokens.length && tokens[at] !== ']') {
      if (tokens[at] === ',') at++;
      else found.push(union());
    }
    at++;
    depth--;
    return found;
  };

  const generic = (name: string, given: readonly string[] | null): string => {
    const last = name.slice(name.lastIndexOf('.') + 1);
    const [first = UNKNOWN] = given ?? [];
    if (given !== null) {
      if (TRANSPARENT.has(last)) return first;
      if (last === 'Union') return unify(given);
      if (COLLECTIONS.has(last)) return step(first, '(list)');
      if (AWAITABLES.has(last)) return step(dotted(name), '()');
      if (last === 'Coroutine') return UNKNOWN;
      if (last === 'type' || last === 'Type') return first.endsWith('()') ? first.slice(0, -2) : UNKNOWN;
      if (last === 'Literal') return UNKNOWN;
    }
    return step(dotted(name), '()');
  };

  const dotted = (name: string): string => {
    const [first = '', ...rest] = name.split('.');
    return rest.reduce((symbol, attribute) => step(symbol, `.${attribute}`), lookUp(first));
  };

  return union();
}
