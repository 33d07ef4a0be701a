import { Complaint } from './complaint.ts';

const USAGE = `usage: coroscope record [--python PY] [-o FILE.tasktrace] [--threshold MS] [-m MODULE | script.py] [args…]
       coroscope dump FILE.tasktrace
       coroscope report FILE.tasktrace [-o OUT.html] [--no-source]
       coroscope lint [--json] [--python 3.x] [--fix] PATH…

record   runs a Python program and writes what its event loops do to a trace file
dump     prints a trace file as one JSON document
report   writes a trace file's timeline as one HTML file, for people without VS Code
lint     prints what blocks an event loop, and mistakes with asyncio, in Python files

coroscope COMMAND --help says more of one of them.
`;

/** What is done, and how it is told to. */
interface Command {
  readonly usage: string;
  /** Answers the exit code. */
  readonly run: (args: readonly string[]) => Promise<number>;
  /** Where the command's own arguments end; where they do not, all are its own. */
  readonly end?: (args: readonly string[]) => number;
}

/** Loaded when they are asked for: some are large. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  async record() {
    const { RECORD_USAGE, parseRecord, programAt, record } = await import('./record.ts');
    return {
      usage: RECORD_USAGE,
      run: (args) => record(parseRecord(args)),
      end: (args) => programAt(args) + 1,
    };
  },
  async dump() {
    const { DUMP_USAGE, dumpFile, parseDump } = await import('./dump.ts');
    return { usage: DUMP_USAGE, run: (args) => dumpFile(parseDump(args)) };
  },
  async report() {
    const { REPORT_USAGE, parseReport, report } = await import('./report.ts');
    return { usage: REPORT_USAGE, run: (args) => report(parseReport(args)) };
  },
  async lint() {
    const { LINT_USAGE, lint, parseLint } = await import('./lint.ts');
    return {
      usage: LINT_USAGE,
      run: (args) => lint(parseLint(args)),
      end: (args) => (args.includes('--') ? args.indexOf('--') : args.length),
    };
  },
};

/** Runs one command line; answers the exit code. */
async function main([name, ...args]: readonly string[]): Promise<number> {
  if (name === 'help' || isHelp(name)) return help(USAGE);
  if (name === undefined || !Object.hasOwn(COMMANDS, name))
    throw new Complaint(name === undefined ? 'no command given' : `no command '${name}'`, USAGE);
  const { usage, run, end = () => args.length } = await COMMANDS[name]!();
  return args.slice(0, end(args)).some(isHelp) ? help(usage) : run(args);
}

function isHelp(word: string | undefined): boolean {
  return word === '-h' || word === '--help';
}

function help(usage: string): number {
  process.stdout.write(usage);
  return 0;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Complaint)) throw error;
  process.stderr.write(`coroscope: ${error.message}\n${error.usage}`);
  process.exitCode = error.code;
}
