import { readComparison, readDuration } from './duration.ts';
import { ALL, CHOICES, combine, FIELDS, isChoice, readLines, type Field, type Query } from './query.ts';
import { tokensOf, type Token } from './tokens.ts';

/** What is wrong in a query's text, and where: what stands there is left out of the query. */
export interface QueryProblem {
  readonly from: number;
  readonly to: number;
  readonly message: string;
}

export interface ParsedQuery {
  readonly query: Query;
  readonly problems: readonly QueryProblem[];
}

/** A longer text is cut: whoever wrote it did not mean it. */
export const LONGEST_QUERY = 4_000;

const DEEPEST = 50;

/**
 * Reads a query. Total: every text is a query, and what cannot be understood is a problem, left out of it. Terms side by
 * side are all wanted, `OR` between them means either, `-` negates, parentheses group, quotes hold spaces together.
 */
export function parseQuery(text: string): ParsedQuery {
  const parser = new Parser(text.slice(0, LONGEST_QUERY));
  if (text.length > LONGEST_QUERY)
    parser.report(LONGEST_QUERY, text.length, 'What stands here is too much to read.');
  return { query: parser.read(), problems: parser.problems };
}

class Parser {
  readonly problems: QueryProblem[] = [];
  private readonly tokens: readonly Token[];
  private at = 0;

  constructor(text: string) {
    this.tokens = tokensOf(text);
  }

  read(): Query {
    const parts: Query[] = [];
    while (this.at < this.tokens.length) {
      const part = this.alternatives(0);
      if (part.kind !== 'all') parts.push(part);
      // Only a closing parenthesis that nothing opened ends it early.
      const stray = this.tokens[this.at++];
      if (stray !== undefined) this.report(stray.from, stray.to, 'Nothing is open that this would close.');
    }
    return combine('and', parts);
  }

  report(from: number, to: number, message: string): void {
    this.problems.push({ from, to, message });
  }

  private alternatives(depth: number): Query {
    const parts: Query[] = [];
    for (;;) {
      const part = this.together(depth);
      if (part.kind !== 'all') parts.push(part);
      const token = this.tokens[this.at];
      if (token?.kind !== 'or') return combine('or', parts);
      this.at++;
      if (part.kind === 'all' || this.isAtEnd())
        this.report(token.from, token.to, 'OR stands between two terms.');
    }
  }

  private together(depth: number): Query {
    const parts: Query[] = [];
    while (!this.isAtEnd() && this.tokens[this.at]!.kind !== 'or') {
      const part = this.negated(depth);
      if (part.kind !== 'all') parts.push(part);
    }
    return combine('and', parts);
  }

  private isAtEnd(): boolean {
    return this.at >= this.tokens.length || this.tokens[this.at]!.kind === ')';
  }

  private negated(depth: number): Query {
    let dashes = 0;
    for (; this.tokens[this.at]?.kind === '-'; this.at++) dashes++;
    let query = this.isAtEnd() ? ALL : this.single(depth);
    // Two of them cancel each other: however many there are, the tree does not get deeper.
    if (dashes % 2 === 1 && query.kind !== 'all')
      query = query.kind === 'not' ? query.part : { kind: 'not', part: query };
    return query;
  }

  private single(depth: number): Query {
    const token = this.tokens[this.at++]!;
    if (token.kind === '(') return this.parenthesised(token, depth);
    return token.kind === 'word' ? this.term(token) : ALL;
  }

  private parenthesised(open: Token, depth: number): Query {
    if (depth >= DEEPEST) {
      this.report(open.from, open.to, 'Too many parentheses are open.');
      this.skip();
      return ALL;
    }
    const query = this.alternatives(depth + 1);
    if (this.tokens[this.at]?.kind === ')') this.at++;
    else this.report(open.from, open.to, 'This is not closed.');
    return query;
  }

  /** Goes behind the parenthesis that closes the one just opened. */
  private skip(): void {
    for (let open = 1; open > 0 && this.at < this.tokens.length; this.at++) {
      const { kind } = this.tokens[this.at]!;
      open += kind === '(' ? 1 : kind === ')' ? -1 : 0;
    }
  }

  private term(token: Token): Query {
    if (!token.isClosed) this.report(token.from, token.to, 'The quote is not closed.');
    const { plain, quoted } = token;
    if (plain === '' && quoted !== null) return quoted === '' ? ALL : { kind: 'text', text: quoted };
    const field = /^([a-z]+):/i.exec(plain)?.[1]?.toLowerCase();
    if (field !== undefined) return this.field(token, field, plain.slice(field.length + 1) + (quoted ?? ''));
    const comparison = readComparison(plain);
    if (comparison === null) return { kind: 'text', text: plain };
    // A space before the time is let pass: `> 10ms`.
    const next = comparison.rest === '' ? this.tokens[this.at] : undefined;
    if (next?.kind === 'word' && readDuration(next.plain) !== null) this.at++;
    const nanos = readDuration(comparison.rest === '' ? (next?.plain ?? '') : comparison.rest);
    if (nanos === null) {
      this.report(
        token.from,
        token.to,
        `Say how long, as in ${plain.slice(0, plain.length - comparison.rest.length)}10ms.`,
      );
      return ALL;
    }
    return { kind: 'duration', of: comparison.of, op: comparison.op, nanos };
  }

  private field(token: Token, name: string, value: string): Query {
    const { from, to } = token;
    const field = FIELDS.find((known) => known === name);
    if (field === undefined) {
      this.report(
        from,
        from + name.length + 1,
        `There is no “${name}:”, but ${listed(FIELDS)}. Quotes make it text.`,
      );
      return ALL;
    }
    const problem = problemOf(field, value);
    if (problem !== null) {
      this.report(from, to, problem);
      return ALL;
    }
    return { kind: 'field', field, value: CHOICES[field] === undefined ? value : tidied(value) };
  }
}

function problemOf(field: Field, value: string): string | null {
  const choices = CHOICES[field];
  if (choices !== undefined)
    return isChoice(field, tidied(value)) ? null : `“${field}:” is ${listed(choices, 'or')}.`;
  if (value === '' || (value === '=' && field !== 'task' && field !== 'coro'))
    return `Say which ${NOUNS[field] ?? field}.`;
  if (field === 'line' && readLines(value) === null) return 'A line is a number, or two as in 10-20.';
  if (field === 'site' && !/^\d{1,10}$/.test(value)) return 'A site is a number.';
  return null;
}

const NOUNS: Partial<Record<Field, string>> = { coro: 'coroutine' };

/** A list of choices without what has no weight: case, spaces, and a comma at its end. */
function tidied(value: string): string {
  return value.toLowerCase().replace(/\s/g, '').replace(/,+$/, '');
}

function listed(names: readonly string[], word = 'and'): string {
  return `${names.slice(0, -1).join(', ')} ${word} ${names.at(-1)!}`;
}
