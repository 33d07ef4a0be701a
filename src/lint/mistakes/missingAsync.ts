import type { Finding } from '../finding.ts';
import type { Node } from '../parser.ts';
import { asyncOnlyContext, plainOnlyContext, asyncOnlyIterable, plainOnlyIterable } from './protocols.ts';
import type { Scene } from './scene.ts';
import { expressions, isAsync, present, unwrap } from './syntax.ts';
import { shorten } from './texts.ts';

/** CORO208: `with` and `for` where `async with` and `async for` are due, and the other way round. */
export function findMissingAsync(scene: Scene): Finding[] {
  return [
    ...scene.of('with_statement').flatMap((statement) => wrongWith(scene, statement)),
    ...[...scene.of('for_statement'), ...scene.of('for_in_clause')].flatMap((loop) => wrongFor(scene, loop)),
  ];
}

/** The context managers of a `with` statement. */
export function contextsOf(statement: Node): Node[] {
  const clause = statement.namedChildren.find((child) => child.type === 'with_clause');
  return present(expressions(clause ?? null).map((item) => item.childForFieldName('value'))).flatMap(
    (value) => {
      const expression = value.type === 'as_pattern' ? expressions(value)[0] : value;
      return expression === undefined ? [] : [unwrap(expression)];
    },
  );
}

function wrongWith(scene: Scene, statement: Node): Finding[] {
  const isAwaiting = isAsync(statement);
  return contextsOf(statement).flatMap((context) => {
    if (isAwaiting ? !plainOnlyContext(scene, context) : !asyncOnlyContext(scene, context)) return [];
    const message = isAwaiting
      ? `${shorten(context)} is an ordinary context manager: use \`with\`, without \`async\`.`
      : `${shorten(context)} is an asynchronous context manager: use \`async with\`.`;
    return [scene.finding('CORO208', context, message)];
  });
}

function wrongFor(scene: Scene, loop: Node): Finding[] {
  const right = loop.childForFieldName('right');
  if (right === null) return [];
  const iterable = unwrap(right);
  const isAwaiting = isAsync(loop);
  if (isAwaiting ? !plainOnlyIterable(scene, iterable) : !asyncOnlyIterable(scene, iterable)) return [];
  const message = isAwaiting
    ? `${shorten(iterable)} is iterated over with plain \`for\`, without \`async\`.`
    : `${shorten(iterable)} can only be iterated over with \`async for\`.`;
  return [scene.finding('CORO208', iterable, message)];
}
