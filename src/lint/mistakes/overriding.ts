import type { Node } from '../parser.ts';
import type { Scene } from './scene.ts';
import { expressions } from './syntax.ts';

/** Whether a function's body does nothing: it stands for that of a subclass. */
export function isStub(body: Node): boolean {
  return expressions(body).every(isEmpty);
}

function isEmpty(statement: Node): boolean {
  if (statement.type === 'pass_statement' || statement.type === 'raise_statement') return true;
  const [only] = statement.type === 'expression_statement' ? expressions(statement) : [];
  return only?.type === 'string' || only?.type === 'ellipsis';
}

/** Whether the file has another function of that name: a subclass's may be what is called. */
export function isOverridden(scene: Scene, fn: Node): boolean {
  const name = fn.childForFieldName('name')?.text ?? '';
  return scene.namesakes(name).some((other) => other.id !== fn.id);
}
