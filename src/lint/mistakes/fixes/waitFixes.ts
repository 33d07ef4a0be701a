import type { Finding, Fix } from '../../finding.ts';
import { mayAwaitAt } from '../../fixes/awaiting.ts';
import { inOrder, insertAfter, insertBefore, nodeAt } from '../../fixes/edits.ts';
import { referTo } from '../../fixes/imports.ts';
import type { Workspace } from '../../names.ts';
import type { SourceFile } from '../../sourceFile.ts';
import { makeScene } from '../scene.ts';
import { coroutinesIn, waitArgument } from '../waitGivenCoroutines.ts';

/** Makes tasks of the coroutines given to `asyncio.wait`, where they are made. Only where a loop runs. */
export function waitFixes(file: SourceFile, finding: Finding, workspace: Workspace): Fix[] {
  const call = nodeAt(file.root, finding.range, (node) => node.type === 'call');
  const argument = call === null ? null : waitArgument(call);
  if (call === null || argument === null || !mayAwaitAt(call, workspace.python)) return [];
  const coroutines = coroutinesIn(makeScene(file, workspace), argument);
  const maker = referTo(file, coroutines[0] ?? call, 'asyncio', 'create_task');
  if (maker === null || coroutines.length === 0) return [];
  const edits = coroutines.flatMap((one) => {
    const isBare = one.parent?.type !== 'generator_expression' || one.parent.parent?.type !== 'call';
    return isBare || one.id !== argument.id
      ? [insertBefore(one, `${maker.text}(`), insertAfter(one, ')')]
      : [];
  });
  return [
    {
      title: `Make tasks of them with ${maker.text}(…)`,
      edits: inOrder([...maker.edits, ...edits]),
      isSafe: true,
    },
  ];
}
