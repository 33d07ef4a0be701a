import type { Finding } from '../finding.ts';
import type { Node } from '../parser.ts';
import type { Scene } from './scene.ts';
import { judgeCall, judgeFunctions, type Judge } from './selfContained.ts';
import { argumentsOf, calleeOf, expressions, identifiersIn, isAsync, isVariable, unwrap } from './syntax.ts';

/** One statement that awaits the call of a coroutine function of this file. */
export interface AwaitStatement {
  readonly statement: Node;
  /** The variables it assigns; null for a bare `await`. */
  readonly target: Node | null;
  readonly call: Node;
}

/**
 * CORO204: awaits one after another that could overlap. Only where all that the called coroutines do is in sight and
 * touches nothing that they share, and no name flows between the statements.
 */
export function findIndependentAwaits(scene: Scene): Finding[] {
  const findings: Finding[] = [];
  const judge = judgeFunctions(scene);
  for (const block of blocksOfAwaits(scene)) {
    for (const run of independentRuns(scene, judge, block)) {
      const second = run[1]!;
      const last = run.at(-1)!;
      findings.push(
        scene.finding(
          'CORO204',
          second.statement,
          'This does not depend on what is awaited right before, yet waits for it: ' +
            'run them together with `asyncio.gather` or a task group.',
          last.statement,
        ),
      );
    }
  }
  return findings;
}

/** The longest runs of two or more independent awaits in a block. */
export function independentRuns(scene: Scene, judge: Judge, block: Node): AwaitStatement[][] {
  const runs: AwaitStatement[][] = [];
  let run: AwaitStatement[] = [];
  const close = (): void => {
    if (run.length > 1) runs.push(run);
    run = [];
  };
  for (const statement of block.namedChildren) {
    const candidate = statement.type === 'expression_statement' ? awaitStatement(statement) : null;
    if (candidate === null || !isOverlapping(scene, judge, candidate)) {
      if (statement.type !== 'comment') close();
      continue;
    }
    if (!run.every((earlier) => isIndependent(earlier, candidate))) close();
    run.push(candidate);
  }
  close();
  return runs;
}

/** The blocks of coroutines that have several statements which await. */
function blocksOfAwaits(scene: Scene): Node[] {
  const blocks = new Map<number, { readonly block: Node; count: number }>();
  for (const node of scene.of('await')) {
    const statement = node.parent?.type === 'assignment' ? node.parent.parent : node.parent;
    const block = statement?.type === 'expression_statement' ? statement.parent : null;
    if (block?.type !== 'block') continue;
    const known = blocks.get(block.id);
    if (known === undefined) blocks.set(block.id, { block, count: 1 });
    else known.count++;
  }
  return [...blocks.values()].flatMap(({ block, count }) =>
    count > 1 && isInCoroutine(block) ? [block] : [],
  );
}

function isInCoroutine(block: Node): boolean {
  for (let node = block.parent; node !== null; node = node.parent) {
    if (node.type === 'function_definition') return isAsync(node);
    if (node.type === 'class_definition') return false;
  }
  return false;
}

function awaitStatement(statement: Node): AwaitStatement | null {
  const [only, ...others] = expressions(statement);
  if (only === undefined || others.length > 0) return null;
  const target = only.type === 'assignment' ? only.childForFieldName('left') : null;
  const value = only.type === 'assignment' ? only.childForFieldName('right') : only;
  if (value?.type !== 'await') return null;
  const [operand] = expressions(value);
  const call = operand === undefined ? null : unwrap(operand);
  if (call?.type !== 'call') return null;
  if (only.type === 'assignment' && (target === null || only.childForFieldName('type') !== null)) return null;
  return { statement, target, call };
}

const PLAIN_TARGETS: ReadonlySet<string> = new Set(['identifier', 'pattern_list', 'tuple_pattern']);

function isOverlapping(scene: Scene, judge: Judge, { target, call }: AwaitStatement): boolean {
  if (target !== null && !PLAIN_TARGETS.has(target.type)) return false;
  if (target !== null && target.type !== 'identifier')
    if (!expressions(target).every((one) => one.type === 'identifier')) return false;
  const { isOpen, positional, keywords } = argumentsOf(call);
  if (isOpen || ![...positional, ...keywords.values()].every(isPlainArgument)) return false;
  const verdict = judgeCall(scene, judge, call);
  return verdict !== null && verdict.suspends && (target !== null || !verdict.prints);
}

const DOES_SOMETHING = ['call', 'await', 'named_expression', 'lambda', 'yield', 'generator_expression'];

function isPlainArgument(argument: Node): boolean {
  return !DOES_SOMETHING.includes(argument.type) && argument.descendantsOfType(DOES_SOMETHING).length === 0;
}

function isIndependent(earlier: AwaitStatement, later: AwaitStatement): boolean {
  const written = new Set(
    (earlier.target === null ? [] : identifiersIn(earlier.target)).map((one) => one.text),
  );
  const callee = calleeOf(later.call);
  const touched = [later.call.childForFieldName('arguments'), later.target, callee];
  return !touched.some(
    (node) => node !== null && identifiersIn(node).some((one) => written.has(one.text) && isVariable(one)),
  );
}
