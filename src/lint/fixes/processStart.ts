import type { Node } from '../parser.ts';
import type { Site } from './site.ts';

/** How asyncio starts a process. */
export interface ProcessStart {
  readonly maker: 'create_subprocess_exec' | 'create_subprocess_shell';
  /** The arguments' source. */
  readonly args: string;
  readonly out: boolean;
  readonly err: boolean;
  /** Whether the output goes to pipes. */
  readonly captures: boolean;
}

const PASSED = new Set(['cwd', 'env', 'stdin', 'stdout', 'stderr', 'start_new_session']);

/**
 * How asyncio starts the process of `subprocess.run(…)`, `subprocess.call(…)` or `os.system(…)`; null where the
 * arguments are not simple enough to say.
 */
export function processStart(site: Site): ProcessStart | null {
  const { call, args, callee, finding } = site;
  const [command, ...others] = args.positional;
  if (
    command === undefined ||
    others.length > 0 ||
    args.isOpen ||
    call.descendantsOfType('comment').length > 0
  )
    return null;
  const given: string[] = [];
  let [out, err, isShell] = [false, false, finding.call === 'os.system'];
  for (const [name, value] of args.keywords) {
    if (name === 'shell' && value.text === 'True') isShell = true;
    else if (name === 'capture_output' && value.text === 'True') {
      const object = callee.childForFieldName('object');
      if (object === null) return null;
      out = err = true;
      given.push(`stdout=${object.text}.PIPE`, `stderr=${object.text}.PIPE`);
    } else if (PASSED.has(name)) {
      if (name === 'stdin' && !/\bDEVNULL$/.test(value.text)) return null;
      if ((name === 'stdout' || name === 'stderr') && !/\b(PIPE|DEVNULL|STDOUT)$/.test(value.text))
        return null;
      if (name === 'stdout') out = value.text.endsWith('PIPE');
      if (name === 'stderr') err = value.text.endsWith('PIPE');
      given.push(`${name}=${value.text}`);
    } else if (value.text !== 'False' || !/^(check|shell|text|universal_newlines|capture_output)$/.test(name))
      return null;
  }
  const words = isShell ? stringOf(command) : wordsOf(command);
  if (words === null) return null;
  return {
    maker: isShell ? 'create_subprocess_shell' : 'create_subprocess_exec',
    args: [words, ...given].join(', '),
    out,
    err,
    captures: out || err,
  };
}

function stringOf(command: Node): string | null {
  return /^(string|identifier|attribute|call|concatenated_string)$/.test(command.type) ? command.text : null;
}

/** The elements of a list that is written out. */
function wordsOf(command: Node): string | null {
  if (command.type !== 'list' && command.type !== 'tuple') return null;
  const words = command.namedChildren.map(({ text }) => text);
  return words.length > 0 ? words.join(', ') : null;
}
