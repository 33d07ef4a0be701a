/** The ways of running a program that are compared: bare, recorded by the probe, and under what else there is. */
import { delimiter, join } from 'node:path';

/** How a way starts Python, with `folder` to put files into. */
export interface Start {
  /** What comes before the program and its arguments. */
  readonly before?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Where the probe's stream goes to, if it is not nowhere. */
  readonly stream?: { readonly file: string } | { readonly socket: string };
}

/** A way of running a program. */
export interface Way {
  readonly title: string;
  /** A peer is slow: it gets less to do, and so does the bare run that it is compared with. */
  readonly isPeer?: true;
  /** What it needs beside Python. */
  readonly module?: string;
  start(folder: string, probe: string, more: Readonly<Record<string, unknown>>): Start;
}

export type WayName =
  'bare' | 'probe' | 'yields' | 'socket' | 'unheard' | 'viztracer' | 'asyncviz' | 'debug' | 'cprofile';

/** Where the workloads are. */
export const PROGRAMS = import.meta.dirname;

export const WAYS: Readonly<Record<WayName, Way>> = {
  bare: { title: 'bare', start: () => ({}) },
  probe: { title: 'probe', start: (folder, probe, more) => toFile(folder, probe, more) },
  yields: {
    title: 'probe, lines of all bare yields',
    start: (folder, probe, more) => toFile(folder, probe, { ...more, yields: 'all' }),
  },
  socket: {
    title: 'probe, read from a socket',
    start(folder, probe, more) {
      const socket = join(folder, 'host');
      const environment = recorded(probe, { ...more, socket, token: '0'.repeat(64) });
      return { environment, stream: { socket } };
    },
  },
  unheard: {
    title: 'probe, nobody listens',
    start: (folder, probe) => ({
      environment: recorded(probe, { socket: join(folder, 'nobody'), token: '0'.repeat(64) }),
    }),
  },
  viztracer: {
    title: 'VizTracer --log_async',
    isPeer: true,
    module: 'viztracer',
    start: (folder) => ({
      before: ['-m', 'viztracer', '--log_async', '--quiet', '-o', join(folder, 'viztracer.json'), '--'],
    }),
  },
  asyncviz: {
    title: 'AsyncViz',
    isPeer: true,
    module: 'asyncviz',
    start: () => ({
      before: ['-m', 'asyncviz', 'run', '--browser', 'never', '--quiet', '--port', freePort()],
      environment: { PYTHONPATH: PROGRAMS },
    }),
  },
  debug: {
    title: 'asyncio debug mode',
    isPeer: true,
    start: () => ({ environment: { PYTHONASYNCIODEBUG: '1' } }),
  },
  cprofile: {
    title: 'cProfile',
    isPeer: true,
    start: (folder) => ({ before: ['-m', 'cProfile', '-o', join(folder, 'cprofile')] }),
  },
};

/** Whether text names a way. */
export function isWayName(name: string): name is WayName {
  return name in WAYS;
}

function toFile(folder: string, probe: string, options: Readonly<Record<string, unknown>>): Start {
  const file = join(folder, 'run.tasktrace');
  return { environment: recorded(probe, { ...options, file }), stream: { file } };
}

function recorded(probe: string, options: Readonly<Record<string, unknown>>): Record<string, string> {
  const path = [join(probe, 'site'), process.env['PYTHONPATH']].filter((part) => part !== undefined);
  return { PYTHONPATH: path.join(delimiter), COROSCOPE_OPTIONS: JSON.stringify(options) };
}

// One run follows the other: the next port is free even where the last one is still being given back.
let ports = 20_000 + (process.pid % 20_000);
function freePort(): string {
  ports += 1;
  return String(ports);
}
