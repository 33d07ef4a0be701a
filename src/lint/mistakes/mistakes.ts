import type { Finding } from '../finding.ts';
import type { Workspace } from '../names.ts';
import type { Node } from '../parser.ts';
import type { SourceFile } from '../sourceFile.ts';
import { findChangedApis } from './changedApi.ts';
import { findWrongCallables } from './coroutineDue.ts';
import { findIndependentAwaits } from './independentAwaits.ts';
import { findMissingAsync } from './missingAsync.ts';
import { findNeverAwaited } from './neverAwaited.ts';
import { findNotAwaitable } from './notAwaitable.ts';
import { makeScene, type Scene } from './scene.ts';
export { mistakeContext } from './fileContext.ts';
import { findSwallowedCancellation } from './swallowedCancellation.ts';
import { findTasksNotKept } from './taskNotKept.ts';
import { findWaitGivenCoroutines } from './waitGivenCoroutines.ts';

const RULES: readonly ((scene: Scene) => Finding[])[] = [
  findNeverAwaited,
  findTasksNotKept,
  findNotAwaitable,
  findIndependentAwaits,
  findWaitGivenCoroutines,
  findChangedApis,
  findMissingAsync,
  findSwallowedCancellation,
  findWrongCallables,
];

/**
 * The mistakes with asyncio itself in a file (rules CORO201 and up), from the top; or in some of its top-level
 * statements only, which is enough after an edit unless {@link mistakeContext} tells otherwise.
 */
export function findMistakes(
  file: SourceFile,
  workspace: Workspace,
  statements?: readonly Node[],
): Finding[] {
  const scene = makeScene(file, workspace, statements);
  return RULES.flatMap((rule) => rule(scene)).sort(
    (a, b) => a.range.start.line - b.range.start.line || a.range.start.column - b.range.start.column,
  );
}
