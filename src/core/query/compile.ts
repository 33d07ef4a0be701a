import type { Task, Trace } from '../trace.ts';
import { EVERYTHING, NONE, type Piece, type Share, type Test } from './piece.ts';
import { awaitOf, lengthOf, placeOf, siteOf, stateOf } from './pieceTests.ts';
import type { Query, Term } from './query.ts';
import { coroutineOf, loopOf, nameOf, outcomeOf, processOf, scopeOf, testOf, textOf } from './taskTests.ts';

/** Makes a query ready to be asked. */
export function compile(query: Query): Test {
  switch (query.kind) {
    case 'all':
      return { isOfTasks: true, task: () => EVERYTHING, piece: () => true };
    case 'and':
      return together(query.parts);
    case 'or':
      return anyOf(query.parts.map(compile));
    case 'not':
      return notOf(compile(query.part));
    default:
      return termOf(query, false);
  }
}

/**
 * Parts that are all wanted. Beside each other, a line is one of that file, and what is awaited may be a matter of steps:
 * `state:ready await:lock` is the time ready after waiting for a lock.
 */
function together(parts: readonly Query[]): Test {
  const files = parts.flatMap((part) => (part.kind === 'field' && part.field === 'file' ? [part.value] : []));
  const hasState = parts.some(isOfState);
  const isFileOfLine = (part: Query): boolean =>
    part.kind === 'field' && part.field === 'file' && parts.some(isLine);
  return allOf(
    parts
      .filter((part) => !isFileOfLine(part))
      .map((part) => {
        if (part.kind === 'field' && part.field === 'line') return placeOf(part.value, files);
        return isTerm(part) ? termOf(part, hasState) : compile(part);
      }),
  );
}

function isLine(part: Query): boolean {
  return part.kind === 'field' && part.field === 'line';
}

/** Whether a part says which phases are meant, so that another one need not. */
function isOfState(part: Query): boolean {
  return (
    (part.kind === 'field' && part.field === 'state') || (part.kind === 'duration' && part.of !== 'piece')
  );
}

function isTerm(query: Query): query is Term {
  return query.kind === 'text' || query.kind === 'field' || query.kind === 'duration';
}

function termOf(term: Term, hasState: boolean): Test {
  if (term.kind === 'text') return textOf(term.text);
  if (term.kind === 'duration') return lengthOf(term.of, term.op, term.nanos);
  const { field, value } = term;
  switch (field) {
    case 'task':
      return nameOf(value);
    case 'coro':
      return coroutineOf(value);
    case 'file':
      return placeOf(null, [value]);
    case 'line':
      return placeOf(value, []);
    case 'await':
      return awaitOf(value, hasState);
    case 'state':
      return stateOf(value);
    case 'test':
      return testOf(value);
    case 'outcome':
      return outcomeOf(value);
    case 'loop':
      return loopOf(value);
    case 'scope':
      return scopeOf(value);
    case 'process':
      return processOf(value);
    case 'site':
      return siteOf(value);
  }
}

function allOf(tests: readonly Test[]): Test {
  return {
    ...common(tests),
    task: (task, trace) => least(tests, task, trace),
    piece: (piece) => everyPiece(tests, piece),
  };
}

function anyOf(tests: readonly Test[]): Test {
  return {
    ...common(tests),
    task: (task, trace) => most(tests, task, trace),
    piece: (piece) => somePiece(tests, piece),
  };
}

function notOf(test: Test): Test {
  return {
    ...common([test]),
    task: (task, trace) => (EVERYTHING - test.task(task, trace)) as Share,
    piece: (piece) => !test.piece(piece),
  };
}

function common(tests: readonly Test[]): Pick<Test, 'isOfTasks' | 'update'> {
  const updates = tests.flatMap(({ update }) => (update === undefined ? [] : [update]));
  const isOfTasks = tests.every((test) => test.isOfTasks);
  if (updates.length === 0) return { isOfTasks };
  return { isOfTasks, update: (trace) => updates.forEach((update) => update(trace)) };
}

function least(tests: readonly Test[], task: Task, trace: Trace): Share {
  let share: Share = EVERYTHING;
  for (const test of tests) {
    share = Math.min(share, test.task(task, trace)) as Share;
    if (share === NONE) break;
  }
  return share;
}

function most(tests: readonly Test[], task: Task, trace: Trace): Share {
  let share: Share = NONE;
  for (const test of tests) {
    share = Math.max(share, test.task(task, trace)) as Share;
    if (share === EVERYTHING) break;
  }
  return share;
}

function everyPiece(tests: readonly Test[], piece: Piece): boolean {
  for (const test of tests) if (!test.piece(piece)) return false;
  return true;
}

function somePiece(tests: readonly Test[], piece: Piece): boolean {
  for (const test of tests) if (test.piece(piece)) return true;
  return false;
}
