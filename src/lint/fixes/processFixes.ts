import type { Edit, Fix } from '../finding.ts';
import { present } from '../mistakes/syntax.ts';
import type { Node } from '../parser.ts';
import { insertAfter, inOrder, replaceNode } from './edits.ts';
import { referTo } from './imports.ts';
import { processStart, type ProcessStart } from './processStart.ts';
import { surroundings, type Site } from './site.ts';

/**
 * asyncio's own subprocess in the place of a blocking one, where only simple arguments are given and only the exit
 * status or the output is used. Never safe: a cancelled task does not kill such a process.
 */
export function processFixes(site: Site): Fix[] {
  switch (site.finding.call) {
    case 'os.system':
      return statusFixes(site, 'system');
    case 'subprocess.call':
      return statusFixes(site, 'subprocess');
    case 'subprocess.run':
      return runFixes(site);
    default:
      return [];
  }
}

/** The call's value is the exit status, or is not used. */
function statusFixes(site: Site, kind: 'system' | 'subprocess'): Fix[] {
  const start = processStart(site);
  if (start === null || start.captures) return [];
  const note = kind === 'system' && !isUnused(site.call) ? ' (the status is encoded differently)' : '';
  return replaced(site, site.call, start, 'wait', note);
}

function runFixes(site: Site): Fix[] {
  const { call } = site;
  const start = processStart(site);
  if (start === null) return [];
  if (isUnused(call)) return replaced(site, call, start, start.captures ? 'communicate' : 'wait');
  const part = call.parent?.type === 'attribute' ? call.parent : null;
  switch (part?.childForFieldName('attribute')?.text) {
    case 'returncode':
      return start.captures ? [] : replaced(site, part, start, 'wait');
    case 'stdout':
      return start.out ? replaced(site, part, start, 'output') : [];
    default:
      return part === null ? namedFixes(site, start) : [];
  }
}

/** `result = subprocess.run(…)`, of which only `stdout`, `stderr` and `returncode` are used in the function. */
function namedFixes(site: Site, start: ProcessStart): Fix[] {
  const { call, file } = site;
  const assignment = call.parent;
  const name = assignment?.childForFieldName('left');
  const statement = assignment?.parent;
  if (
    assignment?.type !== 'assignment' ||
    name?.type !== 'identifier' ||
    statement?.type !== 'expression_statement'
  )
    return [];
  const around = surroundings(site, call);
  const uses = usesOf(name);
  if (around?.before !== 'await ' || uses === null) return [];
  const names = { stdout: `${name.text}_stdout`, stderr: `${name.text}_stderr` };
  if (Object.values(names).some((each) => new RegExp(`\\b${each}\\b`).test(file.text))) return [];
  const create = referTo(file, call, 'asyncio', start.maker);
  if (create === null) return [];
  const edits: Edit[] = [...create.edits, replaceNode(call, `await ${create.text}(${start.args})`)];
  const wait = start.captures
    ? `${names.stdout}, ${names.stderr} = await ${name.text}.communicate()`
    : `await ${name.text}.wait()`;
  edits.push(insertAfter(statement, separatorAfter(file.text, statement) + wait));
  for (const { use, member } of uses)
    if (member !== 'returncode') {
      // Without a pipe the original has None here.
      const isCaptured = member === 'stdout' ? start.out : start.err;
      edits.push(replaceNode(use, isCaptured ? names[member] : 'None'));
    }
  return [{ title: titleOf(start), edits: inOrder(edits), isSafe: false }];
}

type Member = 'stdout' | 'stderr' | 'returncode';

/** Where a function uses a variable's members; null where it uses the variable in another way. */
function usesOf(name: Node): { use: Node; member: Member }[] | null {
  let around = name.parent;
  while (around !== null && around.type !== 'function_definition') around = around.parent;
  if (around === null) return null;
  const uses: { use: Node; member: Member }[] = [];
  for (const node of present(around.descendantsOfType('identifier'))) {
    if (node.text !== name.text || node.equals(name)) continue;
    const use = node.parent;
    if (use?.type === 'keyword_argument' && use.childForFieldName('name')!.equals(node)) continue;
    if (use?.type !== 'attribute') return null;
    if (!use.childForFieldName('object')!.equals(node)) continue;
    const member = use.childForFieldName('attribute')?.text;
    if (member !== 'stdout' && member !== 'stderr' && member !== 'returncode') return null;
    uses.push({ use, member });
  }
  return uses;
}

/** Puts a process that is awaited right there in a node's place. */
function replaced(
  site: Site,
  node: Node,
  start: ProcessStart,
  outcome: 'wait' | 'communicate' | 'output',
  note = '',
): Fix[] {
  const around = surroundings(site, node);
  const create = around && referTo(site.file, node, 'asyncio', start.maker);
  if (create === null || around?.before.endsWith('await ') !== true) return [];
  const process = `(await ${create.text}(${start.args}))`;
  const text =
    outcome === 'output'
      ? `(await ${process}.communicate())[0]`
      : `${around.before}${process}.${outcome}()${around.after}`;
  return [
    {
      title: titleOf(start) + note,
      edits: inOrder([...create.edits, replaceNode(node, text)]),
      isSafe: false,
    },
  ];
}

function isUnused(call: Node): boolean {
  return call.parent?.type === 'expression_statement';
}

/** What must stand between a statement and one added behind it. */
function separatorAfter(text: string, statement: Node): string {
  const lineStart = text.lastIndexOf('\n', statement.startIndex - 1) + 1;
  const indent = text.slice(lineStart, statement.startIndex);
  const rest = text.slice(
    statement.endIndex,
    (text.indexOf('\n', statement.endIndex) + 1 || text.length + 1) - 1,
  );
  if (!/^\s*$/.test(indent) || rest.trim() !== '') return '; ';
  return (text[text.indexOf('\n') - 1] === '\r' ? '\r\n' : '\n') + indent;
}

function titleOf({ maker, captures }: ProcessStart): string {
  return `Use await asyncio.${maker}(…) and ${captures ? 'communicate' : 'wait'}()`;
}
