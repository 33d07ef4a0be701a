import type { Finding, Fix } from '../../finding.ts';
import { inOrder, insertAfter, insertBefore, lineEndingOf, replaceNode } from '../../fixes/edits.ts';
import { referTo } from '../../fixes/imports.ts';
import type { Node } from '../../parser.ts';
import type { SourceFile } from '../../sourceFile.ts';
import { canFinish } from '../handlerPaths.ts';
import { expressions } from '../syntax.ts';
import { indentOf, joinerAt, levelOf } from './writing.ts';

/** Lets the cancellation of a task through: re-raises it where it was handled alone, else before what handles it. */
export function raiseFixes(file: SourceFile, finding: Finding): Fix[] {
  const { line, column } = finding.range.start;
  let clause = file.root.descendantForPosition({ row: line, column });
  while (clause !== null && clause.type !== 'except_clause' && clause.type !== 'block')
    clause = clause.parent;
  if (clause?.type !== 'except_clause') return [];
  return isForCancellationOnly(clause) ? raiseAtEnd(file, clause) : raiseFirst(file, clause);
}

function isForCancellationOnly(clause: Node): boolean {
  const value = clause.childForFieldName('value');
  const type = value?.type === 'as_pattern' ? expressions(value)[0] : value;
  return type != null && type.type !== 'tuple' && !/BaseException$/.test(type.text);
}

function raiseAtEnd(file: SourceFile, clause: Node): Fix[] {
  const handler = clause.namedChildren.find((child) => child.type === 'block');
  const statements = expressions(handler ?? null);
  const last = statements.at(-1);
  if (handler === undefined || last === undefined) return [];
  const isEmpty = statements.length === 1 && /^(pass|\.\.\.)$/.test(last.text);
  const isExit = /^(return|break|continue)_statement$/.test(last.type);
  if (statements.slice(0, -1).some(mayLeave) || (!isExit && mayLeave(last))) return [];
  // What a handler returns is computed for something: to drop it silently would lose that.
  if (last.type === 'return_statement' && expressions(last).length > 0) return [];
  const edit =
    isEmpty || isExit ? replaceNode(last, 'raise') : insertAfter(last, `${joinerAt(file, last)}raise`);
  return [{ title: 'Re-raise the cancellation', edits: [edit], isSafe: false }];
}

/** Whether a statement may leave the handler by itself: `raise` at the end would not always be reached. */
function mayLeave(statement: Node): boolean {
  return (
    !canFinish(statement) ||
    /^(return|break|continue)_statement$/.test(statement.type) ||
    statement.descendantsOfType(['return_statement', 'break_statement', 'continue_statement']).length > 0
  );
}

function raiseFirst(file: SourceFile, clause: Node): Fix[] {
  const indent = indentOf(file, clause);
  const error = referTo(file, clause, 'asyncio', 'CancelledError');
  if (indent === null || error === null) return [];
  const newline = `${lineEndingOf(file.text)}${indent}`;
  const text = `except ${error.text}:${newline}${levelOf(file)}raise${newline}`;
  return [
    {
      title: `Re-raise ${error.text} first`,
      edits: inOrder([...error.edits, insertBefore(clause, text)]),
      isSafe: false,
    },
  ];
}
