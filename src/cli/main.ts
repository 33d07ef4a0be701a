import { dumpFile } from './dump.ts';
import { parseRecord, record } from './record.ts';
import { Complaint } from './complaint.ts';

const USAGE = `usage: coroscope record [--python PY] [-o FILE.tasktrace] [--threshold MS] [-m MODULE | script.py] [args…]
       coroscope dump FILE.tasktrace
       coroscope report FILE.tasktrace [-o OUT.html] [--no-source]
       coroscope lint [--json] [--python 3.x] [--fix] PATH…

record   runs a Python program and writes what its event loops do to a trace file
dump     prints a trace file as one JSON document
report   writes a trace file's timeline as one HTML file, for people without VS Code
lint     prints what blocks an event loop, and mistakes with asyncio, in Python files
`;

/** Runs one command line; answers the exit code. */
async function main(args: readonly string[]): Promise<number> {
  const [command, ...rest] = args;
  switch (command) {
    case 'record':
      return record(parseRecord(rest));
    case 'dump': {
      const [file, ...more] = rest;
      if (file === undefined || more.length > 0) throw new Complaint('dump takes one trace file', USAGE);
      return dumpFile(file);
    }
    case 'report': {
      const { REPORT_USAGE, parseReport, report } = await import('./report.ts');
      if (rest.includes('--help') || rest.includes('-h')) {
        process.stdout.write(REPORT_USAGE);
        return 0;
      }
      return report(parseReport(rest));
    }
    case 'lint': {
      // The parser is loaded for this command only.
      const { LINT_USAGE, lint, parseLint } = await import('./lint.ts');
      if (rest.includes('--help') || rest.includes('-h')) {
        process.stdout.write(LINT_USAGE);
        return 0;
      }
      return lint(parseLint(rest));
    }
    case '-h':
    case '--help':
    case 'help':
      process.stdout.write(USAGE);
      return 0;
    default:
      throw new Complaint(command === undefined ? 'no command given' : `no command '${command}'`, USAGE);
  }
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Complaint)) throw error;
  process.stderr.write(`coroscope: ${error.message}\n${error.usage}`);
  process.exitCode = error.code;
}
