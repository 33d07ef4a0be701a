import type { Edit, Finding, Fix } from '../../finding.ts';
import { mayAwaitAt } from '../../fixes/awaiting.ts';
import { insertBefore, nodeAt, rangeOf } from '../../fixes/edits.ts';
import type { Workspace } from '../../names.ts';
import type { Node } from '../../parser.ts';
import type { SourceFile } from '../../sourceFile.ts';
import { contextsOf } from '../missingAsync.ts';
import { asyncOnlyContext, plainOnlyContext } from '../protocols.ts';
import { makeScene } from '../scene.ts';
import { isAsync } from '../syntax.ts';

/** Writes `async` before `with` or `for`, or takes it away. */
export function asyncFixes(file: SourceFile, finding: Finding, workspace: Workspace): Fix[] {
  const expression = nodeAt(file.root, finding.range, () => true);
  const clause = expression === null ? null : clauseOf(expression);
  if (clause === null) return [];
  const word = clause.type === 'with_statement' ? 'with' : 'for';
  const isAwaiting = isAsync(clause);
  if (clause.type === 'with_statement') {
    const scene = makeScene(file, workspace);
    const fits = isAwaiting ? plainOnlyContext : asyncOnlyContext;
    if (!contextsOf(clause).every((context) => fits(scene, context))) return [];
  }
  if (isAwaiting) return [{ title: `Use ${word}`, edits: withoutAsync(clause), isSafe: false }];
  if (clause.parent?.type === 'generator_expression' || !mayAwaitAt(insideOf(clause), workspace.python))
    return [];
  return [{ title: `Use async ${word}`, edits: [insertBefore(clause, 'async ')], isSafe: false }];
}

function clauseOf(expression: Node): Node | null {
  for (let node = expression.parent; node !== null; node = node.parent) {
    if (node.type === 'with_statement' || node.type === 'for_statement' || node.type === 'for_in_clause')
      return node;
    if (node.type === 'block') return null;
  }
  return null;
}

/** A comprehension's own clause runs where its parts run. */
function insideOf(clause: Node): Node {
  return clause.type === 'for_in_clause' ? (clause.parent?.childForFieldName('body') ?? clause) : clause;
}

function withoutAsync(clause: Node): Edit[] {
  const [keyword, next] = clause.children;
  if (keyword === undefined || next === undefined) return [];
  return [{ range: { start: rangeOf(keyword).start, end: rangeOf(next).start }, text: '' }];
}
