import type { Node } from '../parser.ts';
import { calleeOf, expressions, ownDescendants } from './syntax.ts';

/**
 * Whether an exception handler can be left without raising: by its end, or by `return`, `break` or `continue`. A handler
 * that asks what it caught before it raises is trusted.
 */
export function canFinish(handler: Node): boolean {
  if (asksBeforeRaising(handler)) return false;
  const { falls, leaves } = waysThrough(handler);
  return falls || leaves;
}

/** How a statement can end, besides raising. */
interface Ways {
  /** What follows it runs. */
  readonly falls: boolean;
  /** By `return`, `break` or `continue`. */
  readonly leaves: boolean;
}

const GOES_ON: Ways = { falls: true, leaves: false };
const RAISES: Ways = { falls: false, leaves: false };

function waysThrough(node: Node | null): Ways {
  if (node === null) return GOES_ON;
  switch (node.type) {
    case 'block':
      return inOrder(node.namedChildren);
    case 'raise_statement':
      return RAISES;
    case 'return_statement':
    case 'break_statement':
    case 'continue_statement':
      return { falls: false, leaves: true };
    case 'expression_statement':
      return endsProgram(node) ? RAISES : GOES_ON;
    case 'with_statement':
      return waysThrough(node.childForFieldName('body'));
    case 'if_statement': {
      const branches = [node.childForFieldName('consequence'), ...branchBlocks(node)];
      const hasElse = node.namedChildren.some((child) => child.type === 'else_clause');
      return either([...branches.map(waysThrough), ...(hasElse ? [] : [GOES_ON])]);
    }
    case 'try_statement':
      return waysThroughTry(node);
    case 'for_statement':
    case 'while_statement':
      return either([GOES_ON, waysThrough(node.childForFieldName('body'))]);
    default:
      return GOES_ON;
  }
}

function inOrder(statements: readonly Node[]): Ways {
  let leaves = false;
  for (const statement of statements) {
    const ways = waysThrough(statement);
    leaves ||= ways.leaves;
    if (!ways.falls) return { falls: false, leaves };
  }
  return { falls: true, leaves };
}

function either(ways: readonly Ways[]): Ways {
  return { falls: ways.some((one) => one.falls), leaves: ways.some((one) => one.leaves) };
}

function waysThroughTry(node: Node): Ways {
  const handlers = node.namedChildren.filter((child) => child.type === 'except_clause');
  const inner = either([
    waysThrough(node.childForFieldName('body')),
    ...handlers.map((one) => waysThrough(blockOf(one))),
  ]);
  const last = node.namedChildren.find((child) => child.type === 'finally_clause');
  const final = last === undefined ? GOES_ON : waysThrough(blockOf(last));
  return { falls: inner.falls && final.falls, leaves: final.leaves || (inner.leaves && final.falls) };
}

function branchBlocks(statement: Node): (Node | null)[] {
  return statement.namedChildren
    .filter((child) => child.type === 'elif_clause' || child.type === 'else_clause')
    .map((clause) => clause.childForFieldName('consequence') ?? clause.childForFieldName('body'));
}

function blockOf(clause: Node): Node | null {
  return clause.namedChildren.find((child) => child.type === 'block') ?? null;
}

function endsProgram(statement: Node): boolean {
  const [call] = expressions(statement);
  const callee = call === undefined ? null : calleeOf(call);
  return (
    callee !== null &&
    /^(sys\.exit|os\._exit|os\.abort|exit|quit|pytest\.fail|pytest\.skip|self\.fail)$/.test(callee.text)
  );
}

function asksBeforeRaising(handler: Node): boolean {
  if (ownDescendants(handler, 'raise_statement').length === 0) return false;
  return ownDescendants(handler, ['if_statement', 'elif_clause']).some((node) =>
    /cancel|isinstance|\be\b|\bexc\b|\berr\b|\berror\b|\bex\b/i.test(
      node.childForFieldName('condition')?.text ?? '',
    ),
  );
}
