import { spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { open, rm, stat } from 'node:fs/promises';
import { constants } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TraceBuilder } from '../core/traceBuilder.ts';
import { THRESHOLD, bootEnvironment, thresholdFrom } from '../entry/probeEntry.ts';
import { mergeParts, partsBeside } from './childParts.ts';
import { Complaint } from './complaint.ts';

/** What to run, and where its trace goes. */
export interface RecordOptions {
  readonly python: string;
  readonly output: string;
  /** Nanoseconds from which on a run counts as blocking. */
  readonly threshold: number;
  /** The interpreter's arguments: `-m MODULE` or the script, and what follows. */
  readonly program: readonly string[];
}

const PYTHON = process.platform === 'win32' ? 'python' : 'python3';

export const RECORD_USAGE = `usage: coroscope record [options] [-m MODULE | script.py] [args…]

Runs a Python program and writes what its event loops do to a trace file. What follows the program is for the program.

--python PY      the interpreter to run it with (default ${PYTHON})
-o, --output     the file to write; NAME.tasktrace in this folder when left out
--threshold MS   milliseconds from which on a step counts as blocking (default ${THRESHOLD.default})
`;

/** Its own options; each has a value. */
const OPTIONS: readonly string[] = ['--python', '-o', '--output', '--threshold'];

/** Where the program begins: at the first word that is none of `record`'s own options. */
export function programAt(args: readonly string[]): number {
  let at = 0;
  while (OPTIONS.includes(args[at] ?? '')) at += 2;
  return at;
}

/** The probe's folder as shipped, beside `dist`. */
const PROBE = join(dirname(fileURLToPath(import.meta.url)), '..', 'src', 'probe');

/** Bytes at a trace's begin that tell who wrote it and whether it saw an event loop. */
const HEAD = 64 * 1024;

/** Reads `record`'s own options, and the program that follows them. */
export function parseRecord(args: readonly string[]): RecordOptions {
  let python = PYTHON;
  let output: string | undefined;
  let threshold = thresholdFrom(undefined);
  const end = programAt(args);
  for (let at = 0; at < end; at += 2) {
    const option = args[at]!;
    const value = args[at + 1];
    if (value === undefined) throw new Complaint(`${option} needs a value`, RECORD_USAGE);
    if (option === '--python') python = value;
    else if (option === '--threshold') threshold = readThreshold(value);
    else output = value;
  }
  const program = args.slice(end);
  const [first, second] = program;
  const isModule = first === '-m';
  if (first === undefined || (isModule && second === undefined))
    throw new Complaint('record needs a program: a script, or -m and a module', RECORD_USAGE);
  if (first.startsWith('-') && !isModule) throw new Complaint(`record has no option ${first}`, RECORD_USAGE);
  const name = isModule ? (second ?? '') : basename(first).replace(/\.pyw?$/, '');
  return { python, output: resolve(output ?? `${name}.tasktrace`), threshold, program };
}

function readThreshold(text: string): number {
  const milliseconds = Number(text);
  if (!/^\d+$/.test(text) || milliseconds < THRESHOLD.least || milliseconds > THRESHOLD.most)
    throw new Complaint(
      `--threshold takes whole milliseconds from ${THRESHOLD.least} to ${THRESHOLD.most}, not '${text}'`,
    );
  return thresholdFrom(milliseconds);
}

/** Runs the program under the probe. Answers its exit code; where a signal ended it, 128 and the signal's number. */
export async function record({ python, output, threshold, program }: RecordOptions): Promise<number> {
  await checkWritable(output);
  const began = Date.now();
  const partsBefore = await partsBeside(output);
  const options = { file: output, threshold, children: true } as const;
  const child = spawn(python, program, {
    stdio: 'inherit',
    env: { ...process.env, ...bootEnvironment(PROBE, options, process.env.PYTHONPATH) },
  });
  // A terminal's Ctrl-C reaches the program by itself: it decides, this only waits. All else is passed on.
  const hasTerminal = [process.stdin, process.stdout, process.stderr].some((stream) => stream.isTTY);
  const forward = (signal: NodeJS.Signals): void => {
    if (signal !== 'SIGINT' || !hasTerminal) child.kill(signal);
  };
  process.on('SIGINT', forward).on('SIGTERM', forward).on('SIGHUP', forward);
  const code = await new Promise<number>((done, fail) => {
    child.once('error', () =>
      fail(new Complaint(`cannot run '${python}'; name a Python interpreter with --python`, '', 127)),
    );
    child.once('exit', (status, signal) =>
      done(status ?? 128 + (signal === null ? 0 : constants.signals[signal])),
    );
  });
  await report(output, began);
  for (const file of await mergeParts(output, partsBefore))
    process.stderr.write(`coroscope: a child process still runs; its trace is ${file}\n`);
  return code;
}

/** Makes sure that the file can be written; what is in it stays until the probe itself begins to write. */
async function checkWritable(output: string): Promise<void> {
  try {
    const isNew = await stat(output).then(
      () => false,
      () => true,
    );
    const file = await open(output, 'a');
    await file.close();
    if (isNew) await rm(output);
  } catch (error) {
    throw new Complaint(`cannot write ${output}: ${(error as Error).message}`);
  }
}

/** Says what the user would not expect of the file: that this run did not write it, or could not see the program. */
async function report(output: string, began: number): Promise<void> {
  const info = await stat(output).catch(() => null);
  if (info !== null && !info.isFile()) return;
  const trace = new TraceBuilder();
  if (info !== null)
    for await (const bytes of createReadStream(output, { end: HEAD })) trace.push(bytes as Buffer);
  const [problem] = trace.problems;
  if (trace.process === null || trace.process.wall < began - 1)
    process.stderr.write(
      'coroscope: nothing was recorded: the interpreter must be CPython 3.9 to 3.15, run without -I, -E and -S\n',
    );
  else if (trace.loops.length === 0 && problem !== undefined)
    process.stderr.write(`coroscope: nothing was recorded: ${problem.message}\n`);
  else if (process.stderr.isTTY) process.stderr.write(`coroscope: wrote ${output}\n`);
}
