import { readFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { pythonDict, pythonText } from './pythonText.ts';

/**
 * How the probe gets into a program: by an expression that the debugger evaluates before the program's first line, or,
 * where no debugger runs, by the environment. What the probe expects is described in src/probe/boot.py and
 * src/probe/site/sitecustomize.py.
 */

/** What the probe is told; see docs/wire.md. */
export type ProbeOptions = (
  { readonly socket: string; readonly token: string } | { readonly file: string }
) & {
  /** Bytes that the probe may buffer. */
  readonly buffer?: number;
  /** Nanoseconds from which on a run counts as blocking its loop. */
  readonly threshold?: number;
  /**
   * Which child processes are recorded too, once they use asyncio: all that run this Python, or only the forked ones,
   * where a debugger lets the probe into the others.
   */
  readonly children?: boolean | 'forked';
  /** The process is itself a child of a recorded one. */
  readonly child?: true;
};

/** The blocking threshold in milliseconds: as it is set, and what it may be. */
export const THRESHOLD = { default: 100, least: 10, most: 10_000 } as const;

/** The threshold in nanoseconds for what a setting says, whatever that is. */
export function thresholdFrom(setting: unknown): number {
  const milliseconds = typeof setting === 'number' && !Number.isNaN(setting) ? setting : THRESHOLD.default;
  return Math.round(Math.min(Math.max(milliseconds, THRESHOLD.least), THRESHOLD.most)) * 1_000_000;
}

/** A Python expression without a value, for the debugger to evaluate, that starts the probe. */
export function bootExpression(probeFolder: string, options: ProbeOptions): string {
  const boot = pythonText(join(probeFolder, 'boot.py'));
  const globals = `{'__name__':'coroscope_boot','__file__':${boot},'OPTIONS':${pythonDict(options)}}`;
  return `exec(compile(open(${boot},'rb').read(),'<frozen coroscope>','exec'),${globals})`;
}

/** The variables that make a Python program start the probe by itself, given the program's own PYTHONPATH. */
export function bootEnvironment(
  probeFolder: string,
  options: ProbeOptions,
  pythonPath: string | undefined,
): Record<string, string> {
  const site = join(probeFolder, 'site');
  // An empty entry would mean the current folder, from which Python would import whatever lies there.
  const own = pythonPath ? { COROSCOPE_PYTHONPATH: pythonPath } : {};
  return {
    ...own,
    PYTHONPATH: pythonPath ? site + delimiter + pythonPath : site,
    COROSCOPE_OPTIONS: JSON.stringify(options),
  };
}

/** The value that an env file gives a variable, undefined when it gives none or cannot be read. */
export async function readEnvFile(file: string, variable: string): Promise<string | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '');
  let value: string | undefined;
  for (const line of text.split(/\r?\n/)) {
    const match = /^\s*(?:export\s+)?(\w+)\s*=\s*(.*?)\s*$/.exec(line);
    if (match?.[1] === variable) value = match[2]?.replace(/^(["'])(.*)\1$/, '$2');
  }
  return value;
}
