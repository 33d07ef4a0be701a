/** A piece of a query's text. */
export interface Token {
  readonly kind: '(' | ')' | '-' | 'or' | 'word';
  readonly from: number;
  readonly to: number;
  /** A word's text before its quotes; all of it where there are none. */
  readonly plain: string;
  /** What stands in a word's quotes, without them; null where there are none. */
  readonly quoted: string | null;
  /** False when a quote was opened and never closed. */
  readonly isClosed: boolean;
}

const BREAK = /[\s()]/;

/** Cuts a query's text into tokens. Total: any text is some tokens. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const char = text[at]!;
    if (/\s/.test(char)) at++;
    else if (char === '(' || char === ')') tokens.push(signAt(char, at++));
    else if (char === '-' && isNegation(text, at)) tokens.push(signAt('-', at++));
    else {
      const token = wordAt(text, at);
      tokens.push(token);
      at = token.to;
    }
  }
  return tokens;
}

/** A dash negates what follows at once; alone, it is text. */
function isNegation(text: string, at: number): boolean {
  const next = text[at + 1];
  return next !== undefined && next !== ')' && !/\s/.test(next);
}

function signAt(kind: '(' | ')' | '-', from: number): Token {
  return { kind, from, to: from + 1, plain: kind, quoted: null, isClosed: true };
}

function wordAt(text: string, from: number): Token {
  let at = from;
  while (at < text.length && !BREAK.test(text[at]!)) {
    // Quotes count at the begin of a word or of a field's value; elsewhere they are characters as others.
    if (text[at] === '"' && /^(?:[a-z]+:=?)?$/i.test(text.slice(from, at))) return quotedAt(text, from, at);
    at++;
  }
  const plain = text.slice(from, at);
  return { kind: plain === 'OR' ? 'or' : 'word', from, to: at, plain, quoted: null, isClosed: true };
}

function quotedAt(text: string, from: number, quote: number): Token {
  let quoted = '';
  for (let at = quote + 1; at < text.length; at++) {
    const char = text[at]!;
    if (char === '"')
      return { kind: 'word', from, to: at + 1, plain: text.slice(from, quote), quoted, isClosed: true };
    if (char === '\\' && at + 1 < text.length) quoted += text[++at]!;
    else quoted += char;
  }
  return { kind: 'word', from, to: text.length, plain: text.slice(from, quote), quoted, isClosed: false };
}
