import type { Edit, Finding, Fix, Range } from '../../finding.ts';
import { mayAwaitAt } from '../../fixes/awaiting.ts';
import { inOrder, insertBefore, nodeAt, rangeOf, replaceNode } from '../../fixes/edits.ts';
import { referTo } from '../../fixes/imports.ts';
import type { Workspace } from '../../names.ts';
import type { Node } from '../../parser.ts';
import type { SourceFile } from '../../sourceFile.ts';
import { nameOf } from '../scene.ts';
import { argumentsOf, attributeOf, calleeOf, expressions } from '../syntax.ts';
import { coroutineEdits } from './oldCoroutine.ts';

/** Replaces what the selected Python lacks or warns about. */
export function apiFixes(file: SourceFile, finding: Finding, workspace: Workspace): Fix[] {
  const node = nodeAt(file.root, finding.range, (one) =>
    /^(identifier|attribute|call|keyword_argument)$/.test(one.type),
  );
  if (node === null) return [];
  if (node.type === 'keyword_argument') return withoutArgument(node);
  if (node.type === 'call') return loopFixes(file, node);
  const name = nameOf(file, node);
  if (name === 'asyncio.coroutine' || name === 'asyncio.coroutines.coroutine') return coroutineFix(node);
  if (name === 'asyncio.to_thread') return executorFix(file, node, workspace);
  const [module, member] = REPLACEMENTS.get(name ?? '') ?? [];
  const reference = module === undefined || member === undefined ? null : referTo(file, node, module, member);
  if (reference === null) return [];
  const edits = inOrder([...reference.edits, replaceNode(node, reference.text)]);
  return [{ title: `Use ${reference.text}`, edits, isSafe: true }];
}

const REPLACEMENTS = new Map(
  Object.entries<readonly [module: string, member: string]>({
    'asyncio.Task.all_tasks': ['asyncio', 'all_tasks'],
    'asyncio.Task.current_task': ['asyncio', 'current_task'],
    'asyncio.JoinableQueue': ['asyncio', 'Queue'],
    'asyncio.iscoroutinefunction': ['inspect', 'iscoroutinefunction'],
  }),
);

/** Takes an argument out of a call, with one of the commas beside it. */
function withoutArgument(argument: Node): Fix[] {
  const before = argument.previousSibling;
  const comma = argument.nextSibling?.type === ',' ? argument.nextSibling : null;
  const next = comma?.nextSibling;
  let range: Range;
  if (before?.type === ',') range = { start: rangeOf(before).start, end: rangeOf(argument).end };
  else if (before?.type !== '(') return [];
  else if (next == null || next.type === 'comment')
    range = { ...rangeOf(argument), end: rangeOf(comma ?? argument).end };
  else range = { start: rangeOf(argument).start, end: rangeOf(next).start };
  return [{ title: 'Remove the loop argument', edits: [{ range, text: '' }], isSafe: true }];
}

/** `get_event_loop()` where no loop runs: `asyncio.run`, or a loop of one's own. */
function loopFixes(file: SourceFile, call: Node): Fix[] {
  const method = call.parent === null ? null : attributeOf(call.parent);
  const outer = call.parent?.parent;
  if (
    method?.name === 'run_until_complete' &&
    outer?.type === 'call' &&
    calleeOf(outer)?.id === call.parent?.id
  ) {
    const { positional, isOpen } = argumentsOf(outer);
    const run = referTo(file, call, 'asyncio', 'run');
    const [coroutine] = positional;
    if (run === null || coroutine?.type !== 'call' || isOpen || positional.length > 1) return [];
    const edits = inOrder([...run.edits, replaceNode(outer, `${run.text}(${coroutine.text})`)]);
    return [{ title: `Use ${run.text}(…)`, edits, isSafe: false }];
  }
  const maker = referTo(file, call, 'asyncio', 'new_event_loop');
  if (maker === null) return [];
  const edits = inOrder([...maker.edits, replaceNode(call, `${maker.text}()`)]);
  return [{ title: `Use ${maker.text}()`, edits, isSafe: false }];
}

function coroutineFix(name: Node): Fix[] {
  const decorator = name.parent;
  const definition = decorator?.parent?.childForFieldName('definition');
  if (decorator?.type !== 'decorator' || definition?.type !== 'function_definition') return [];
  const edits = coroutineEdits(definition);
  const next = decorator.nextNamedSibling;
  if (edits === null || next === null || next.type === 'comment') return [];
  const removed: Edit = { range: { start: rangeOf(decorator).start, end: rangeOf(next).start }, text: '' };
  return [
    {
      title: 'Write async def',
      edits: inOrder([removed, insertBefore(definition, 'async '), ...edits]),
      isSafe: true,
    },
  ];
}

/** Before 3.9: the loop's own executor. */
function executorFix(file: SourceFile, callee: Node, workspace: Workspace): Fix[] {
  const call = callee.parent;
  if (call?.type !== 'call' || !mayAwaitAt(call, workspace.python)) return [];
  const { keywords, isOpen } = argumentsOf(call);
  const loop = referTo(file, call, 'asyncio', 'get_running_loop');
  if (keywords.size > 0 || isOpen || loop === null) return [];
  const given = expressions(call.childForFieldName('arguments')).map((argument) => argument.text);
  const text = `${loop.text}().run_in_executor(${['None', ...given].join(', ')})`;
  const edits = inOrder([...loop.edits, replaceNode(call, text)]);
  return [{ title: 'Use run_in_executor', edits, isSafe: true }];
}
