/** Runs a suite without the probe or with it: recording into a file, from the interpreter's start on. */
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repository } from '../support/paths.ts';
import { run } from '../support/processes.ts';
import { readJunit, tellingLines, type SuiteRun } from './outcomes.ts';
import type { ReadySuite } from './suites.ts';

/** A run with what the trace says of it; without the probe there is none. */
export interface RecordedRun extends SuiteRun {
  /** How often the trace told of new tasks; 0 means that nothing was recorded. */
  readonly recorded: number;
  /** What the probe could not do. */
  readonly problems: readonly string[];
}

/** The probe that is tested: another folder of the same make can be named in the environment. */
export const probe = process.env['COROSCOPE_TESTED_PROBE'] ?? join(repository, 'src', 'probe');

/** Runs the suite, or the given tests of it. */
export async function runSuite(
  suite: ReadySuite,
  withProbe: boolean,
  ids?: readonly string[],
): Promise<RecordedRun> {
  const top = mkdtempSync(join(tmpdir(), 'transparency-'));
  const folder = join(top, 'suite');
  const [report, trace] = [join(top, 'report.xml'), join(top, 'run.tasktrace')];
  cpSync(suite.folder, folder, { recursive: true });
  try {
    const env = environment(folder, withProbe ? trace : undefined);
    const { code, output } = await run(suite.interpreter, suite.arguments(report, ids), { cwd: folder, env });
    if (!existsSync(report))
      throw new Error(`The suite left no report, with code ${String(code)}:\n${output.slice(-4000)}`);
    const bytes = withProbe ? readFileSync(trace) : Buffer.alloc(0);
    return {
      tests: readJunit(readFileSync(report, 'utf8')),
      lines: tellingLines(output),
      recorded: frames(bytes, TASKS).length,
      problems: frames(bytes, PROBLEM).map(problem),
    };
  } finally {
    rmSync(top, { recursive: true, force: true });
  }
}

function environment(folder: string, trace: string | undefined): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(COROSCOPE|PYTHON|PYTEST)/.test(name));
  const env: NodeJS.ProcessEnv = { ...Object.fromEntries(kept), PYTHONHASHSEED: '1', PYTHONPATH: folder };
  if (trace === undefined) return env;
  return {
    ...env,
    PYTHONPATH: [join(probe, 'site'), folder].join(process.platform === 'win32' ? ';' : ':'),
    COROSCOPE_PYTHONPATH: folder,
    COROSCOPE_OPTIONS: JSON.stringify({ file: trace }),
  };
}

const TASKS = 7;
const PROBLEM = 14;

// Reads no more of docs/wire.md than where frames begin, so that it is right whatever else is in the stream.
function frames(bytes: Buffer, kind: number): Buffer[] {
  const found: Buffer[] = [];
  for (let at = 8; at + 5 <= bytes.length;) {
    const end = at + 5 + bytes.readUInt32LE(at + 1);
    if (bytes[at] === kind && end <= bytes.length) found.push(bytes.subarray(at + 5, end));
    at = end;
  }
  return found;
}

function problem(payload: Buffer): string {
  const { where, message } = JSON.parse(payload.toString('utf8')) as Record<string, string>;
  return `${where ?? ''}: ${message ?? ''}`;
}
