import type { Finding } from '../finding.ts';
import type { Node } from '../parser.ts';
import { isCoroutineCall } from './callKinds.ts';
import type { Scene } from './scene.ts';
import { shorten } from './texts.ts';
import { assignedVariable, lossOf, otherUses, type Loss } from './usage.ts';

/** CORO201: a coroutine that nothing ever awaits. Not one that is returned, stored, or handed on. */
export function findNeverAwaited(scene: Scene): Finding[] {
  const findings: Finding[] = [];
  for (const call of scene.of('call')) {
    const variable = assignedVariable(call);
    if (variable === null && lossOf(call, () => true) === null) continue;
    if (!isCoroutineCall(scene, call)) continue;
    const taking = (taker: Node): boolean => takesValues(scene, taker);
    const loss = variable === null ? lossOf(call, taking) : lossOfVariable(scene, call, variable, taking);
    if (loss !== null && (loss !== 'entered' || isNoManager(scene, call)))
      findings.push(scene.finding('CORO201', call, `${shorten(call)} ${CONSEQUENCE[loss]} Await it.`));
  }
  return findings;
}

const CONSEQUENCE: Readonly<Record<Loss, string>> = {
  dropped: 'only makes a coroutine: nothing of it runs.',
  tested: 'is a coroutine, which always counts as true and is never equal to anything: nothing of it runs.',
  taken: 'is a coroutine, not its result: nothing of it runs.',
  entered: 'is a coroutine, no context manager: nothing of it runs.',
};

/** What libraries give may be both awaited and entered. */
function isNoManager(scene: Scene, call: Node): boolean {
  const name = scene.calleeName(call);
  return name !== null && (name.startsWith('asyncio.') || scene.workspace.definition(name) !== null);
}

/** How a coroutine is lost that a variable holds: in each place that reads the variable. */
function lossOfVariable(
  scene: Scene,
  call: Node,
  variable: Node,
  taking: (taker: Node) => boolean,
): Loss | null {
  const scope = scene.file.names.functionAround(call);
  if (scope?.type === 'lambda') return null;
  const uses = otherUses(variable, scope ?? scene.file.root);
  // What a module leaves in a variable, another file may await.
  if (uses.length === 0) return scope === null || isInClassBody(call, scope) ? null : 'dropped';
  const losses = uses.map((use) => lossOf(use, taking));
  return losses.every((one) => one !== null) ? (losses[0] ?? null) : null;
}

function isInClassBody(node: Node, scope: Node): boolean {
  for (let outer = node.parent; outer !== null && outer.id !== scope.id; outer = outer.parent)
    if (outer.type === 'class_definition') return true;
  return false;
}

const TAKERS: ReadonlySet<string> = new Set(
  (
    'print len str int float bool list tuple set dict sorted sum min max enumerate zip map filter round abs ' +
    'any all reversed'
  )
    .split(' ')
    .map((name) => `builtins.${name}`)
    .concat('json.dumps', 'json.loads'),
);

function takesValues(scene: Scene, call: Node): boolean {
  const name = scene.calleeName(call);
  return name !== null && TAKERS.has(name) && call.childForFieldName('arguments')?.namedChildCount === 1
    ? true
    : name === 'builtins.print';
}
