import type { Finding, Fix } from '../../finding.ts';
import { insertAfter, nodeAt, replaceNode } from '../../fixes/edits.ts';
import type { Workspace } from '../../names.ts';
import type { Node } from '../../parser.ts';
import type { SourceFile } from '../../sourceFile.ts';
import { makeScene, nameOf, type Scene } from '../scene.ts';
import { attributeOf, calleeOf, expressions } from '../syntax.ts';

/** Calls a coroutine function that was only named; calls it without the thread that cannot run it. */
export function callableFixes(file: SourceFile, finding: Finding, workspace: Workspace): Fix[] {
  const given = nodeAt(
    file.root,
    finding.range,
    (node) => node.type === 'identifier' || node.type === 'attribute',
  );
  if (given === null) return [];
  const scene = makeScene(file, workspace);
  const list = given.parent?.type === 'argument_list' ? given.parent : null;
  const call = list?.parent ?? null;
  if (call !== null && scene.calleeName(call) === 'asyncio.to_thread') return withoutThread(call, given);
  const callee = call === null ? null : calleeOf(call);
  if (callee !== null && TAKES_FUNCTION.test(attributeOf(callee)?.name ?? callee.text)) return [];
  if (given.parent?.type === 'keyword_argument') return [];
  return callFix(scene, given);
}

const TAKES_FUNCTION = /^(call_\w+|add_\w+|run_in_executor|to_thread|Thread|Process|Timer|register|partial)$/;

/** Adds the parentheses of a call, unless the function is seen to need arguments. */
export function callFix(scene: Scene, given: Node): Fix[] {
  const name = nameOf(scene.file, given);
  const fn = name === null ? null : scene.localDefinition(name);
  if (fn !== null && needsArguments(fn)) return [];
  return [{ title: `Call it: ${given.text}()`, edits: [insertAfter(given, '()')], isSafe: false }];
}

function withoutThread(call: Node, given: Node): Fix[] {
  const rest = expressions(call.childForFieldName('arguments')).slice(1);
  const text = `${given.text}(${rest.map((argument) => argument.text).join(', ')})`;
  return [{ title: 'Call it without a thread', edits: [replaceNode(call, text)], isSafe: false }];
}

function needsArguments(fn: Node): boolean {
  const parameters = expressions(fn.childForFieldName('parameters'));
  const isMethod = fn.parent?.parent?.type === 'class_definition';
  return parameters
    .slice(isMethod ? 1 : 0)
    .some(
      (one) => one.type === 'identifier' || (one.type === 'typed_parameter' && !one.text.startsWith('*')),
    );
}
