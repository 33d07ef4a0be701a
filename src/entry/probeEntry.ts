import { readFile, readdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { OWN_EVENT } from './questions.ts';
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
  /** The process has been running, and may have been recorded before: tasks that live are told too. */
  readonly join?: true;
  /** Send by events of the debugger: where the socket cannot be reached, or in any case. */
  readonly dap?: 'fallback' | 'only';
  /** 16 hexadecimal digits that tell the events of this recording from another's. */
  readonly stream?: string;
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
  // A file that is left open would be warned of.
  const source = `(lambda f:(f.read(),f.close())[0])(open(${boot},'rb'))`;
  return `exec(compile(${source},'<frozen coroscope>','exec'),${bootGlobals(boot, options)})`;
}

/**
 * The same for a process on which the probe's files may not be found, in a container or on another machine. There it asks
 * for them, by an event: `{"need": "probe", "stream": …}`.
 */
export function attachExpression(probeFolder: string, options: ProbeOptions): string {
  const boot = pythonText(join(probeFolder, 'boot.py'));
  const event = `{"type":"event","event":"${OWN_EVENT}","seq":0,"body":{"need":"probe","stream":${pythonText(options.stream ?? '')}}}`;
  const text = `
import sys
try:
    with open(${boot}, "rb") as file:
        source = file.read()
except OSError:
    source = None
    if "pydevd" in sys.modules:
        sys.modules["pydevd"].send_json_message(${event})
if source is not None:
    exec(compile(source, "<frozen coroscope>", "exec"), found)
`;
  return `exec(compile(${pythonText(text)},'<frozen coroscope>','exec'),{'found':${bootGlobals(boot, options)}})`;
}

/** The same with all of the probe's text in it; about 130 kB. Rejects where the probe's files cannot be read. */
export async function bundleExpression(probeFolder: string, options: ProbeOptions): Promise<string> {
  const sources: Record<string, string> = {
    boot: await readFile(join(probeFolder, 'boot.py'), 'utf8'),
  };
  const folder = join(probeFolder, 'coroscope_probe');
  for (const name of await readdir(folder))
    if (name.endsWith('.py')) sources[name.slice(0, -3)] = await readFile(join(folder, name), 'utf8');
  // JSON of texts is a Python dict.
  const packed = deflateSync(JSON.stringify(sources)).toString('base64');
  const unpacked = `eval(__import__('zlib').decompress(__import__('binascii').a2b_base64('${packed}')).decode())`;
  const globals = bootGlobals(pythonText(''), options, ",'SOURCES':s");
  return `(lambda s:exec(compile(s.pop('boot'),'<frozen coroscope>','exec'),${globals}))(${unpacked})`;
}

function bootGlobals(boot: string, options: ProbeOptions, more = ''): string {
  return `{'__name__':'coroscope_boot','__file__':${boot},'OPTIONS':${pythonDict(options)}${more}}`;
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
