import type { Node } from '../parser.ts';
import { expressions, identifiersIn, isVariable, wrapped } from './syntax.ts';

/**
 * How the value of an expression is used, where that does not keep it: `dropped` by a statement, `tested` for truth or
 * compared, `taken` for what it is not (computed with, iterated, indexed, printed), `entered` by a `with`. Null when it
 * goes on its way.
 */
export type Loss = 'dropped' | 'tested' | 'taken' | 'entered';

/** How the value of an expression is lost, if it is. `taking` says which functions take no coroutine. */
export function lossOf(expression: Node, taking: (call: Node) => boolean): Loss | null {
  const node = wrapped(expression);
  const parent = node.parent;
  if (parent === null) return null;
  switch (parent.type) {
    case 'expression_statement':
      return 'dropped';
    case 'not_operator':
    case 'comparison_operator':
    case 'if_clause':
    case 'assert_statement':
      return 'tested';
    case 'if_statement':
    case 'elif_clause':
    case 'while_statement':
      return isField(parent, 'condition', node) ? 'tested' : null;
    case 'boolean_operator':
      return isField(parent, 'left', node) ? 'tested' : lossOf(parent, taking);
    case 'conditional_expression':
      return expressions(parent)[1]?.id === node.id ? 'tested' : lossOf(parent, taking);
    case 'with_item':
      return 'entered';
    case 'as_pattern':
      return parent.parent?.type === 'with_item' ? 'entered' : null;
    case 'binary_operator':
    case 'unary_operator':
    case 'interpolation':
      return 'taken';
    case 'subscript':
      return isField(parent, 'value', node) ? 'taken' : null;
    case 'attribute':
      return COROUTINE_ATTRIBUTES.test(parent.childForFieldName('attribute')?.text ?? '') ? null : 'taken';
    case 'for_statement':
    case 'for_in_clause':
      return isField(parent, 'right', node) ? 'taken' : null;
    case 'assignment':
      return isField(parent, 'right', node) && PATTERNS.has(parent.childForFieldName('left')?.type ?? '')
        ? 'taken'
        : null;
    case 'argument_list':
      return parent.parent?.type === 'call' && taking(parent.parent) ? 'taken' : null;
    default:
      return null;
  }
}

const COROUTINE_ATTRIBUTES = /^(close|send|throw|cr_\w*|gi_\w*|__\w*)$/;
const PATTERNS: ReadonlySet<string> = new Set(['pattern_list', 'tuple_pattern', 'list_pattern']);

/** The variable that a statement gives a value, such as `task` in `task = f()`; null for anything else. */
export function assignedVariable(expression: Node): Node | null {
  const node = wrapped(expression);
  const assignment = node.parent;
  if (assignment?.type !== 'assignment' || assignment.parent?.type !== 'expression_statement') return null;
  const left = assignment.childForFieldName('left');
  return left?.type === 'identifier' && isField(assignment, 'right', node) ? left : null;
}

/** Every other place in a function (or module) that has the variable's name. */
export function otherUses(variable: Node, scope: Node): Node[] {
  const name = variable.text;
  return identifiersIn(scope).filter((one) => one.id !== variable.id && one.text === name && isVariable(one));
}

export function isField(parent: Node, field: string, child: Node): boolean {
  return parent.childrenForFieldName(field).some((one) => one.id === child.id);
}
