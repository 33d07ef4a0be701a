/** One run of a workload: a process of its own, measured from inside, with what the probe sent. */
import { readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { startTree, type ProcessTree } from '../../support/processes.ts';
import { countTrace, type Counts } from './countTrace.ts';
import type { Measured } from './environments.ts';
import { PROGRAMS, type Start, type Way } from './ways.ts';
import type { Workload } from './workloads.ts';

export type Loop = 'asyncio' | 'uvloop';

/** What a run found. Times in seconds: on the wall, CPU time of the process, CPU time of the loop's thread alone. */
export interface Found {
  readonly seconds: number;
  readonly cpu: number;
  readonly thread: number;
  /** Bytes that are resident, and the most that were; Python's own allocations. Of the workload `memory` only. */
  readonly rss?: number;
  readonly peak?: number;
  readonly blocks?: number;
  readonly stream?: Counts;
}

/** What to run, and under what. */
export interface Order {
  readonly python: Measured;
  readonly workload: Workload;
  readonly loop: Loop;
  readonly way: Way;
  readonly count: number;
  /** The folder of the probe. */
  readonly probe: string;
  /** A folder for the run's files. */
  readonly folder: string;
  /** Further options of the probe. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** A command and its arguments that Python is run under; the workload tells it when the work begins and ends. */
  readonly under?: readonly string[];
}

const TAIL = 1500;

/** Runs a workload to its end. Throws, with what it said last, where it fails. */
export async function runWorkload(order: Order): Promise<Found> {
  const start = order.way.start(order.folder, order.probe, order.options ?? {});
  const reader = start.stream && 'socket' in start.stream ? await listen(start.stream.socket) : undefined;
  try {
    const said = await execute(order, start);
    const stream = reader
      ? reader.read()
      : start.stream && 'file' in start.stream
        ? take(start.stream.file)
        : undefined;
    return stream ? { ...said, stream: countTrace(stream) } : said;
  } finally {
    reader?.server.close();
  }
}

async function execute(order: Order, start: Start): Promise<Found> {
  const program = [
    ...(start.before ?? []),
    join(PROGRAMS, order.workload.file),
    String(order.count),
    order.loop,
  ];
  const [command = '', ...args] = [...(order.under ?? []), order.python.path, ...program];
  const env = { ...plainEnvironment(), ...(order.under ? { BENCH_COUNTED: '1' } : {}), ...start.environment };
  let client: ProcessTree | undefined;
  const tree = startTree(command, args, { env, cwd: order.folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let found: Found | undefined;
  let output = '';
  let lines = '';
  const hear = (line: string): void => {
    if (!line.startsWith('{"')) return;
    const said = JSON.parse(line) as Found | { readonly port: number };
    if ('port' in said) client = ask(order.python, said.port, order.folder);
    else found = said;
  };
  tree.child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    const parts = (lines + text).split('\n');
    lines = parts.pop() ?? '';
    for (const line of parts) hear(line);
    output = (output + text).slice(-TAIL);
  });
  tree.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    output = (output + text).slice(-TAIL);
  });
  const code = await new Promise<number>((resolve) => {
    tree.child.on('error', () => resolve(127));
    tree.child.on('close', (exit) => resolve(exit ?? 1));
  });
  tree.kill();
  client?.kill();
  if (code !== 0 || !found) throw new Error(`${command} ${args.join(' ')} ended with ${code}:\n${output}`);
  return found;
}

function ask({ path }: Measured, port: number, folder: string): ProcessTree {
  const args = [join(PROGRAMS, 'http_client.py'), String(port)];
  return startTree(path, args, { env: plainEnvironment(), cwd: folder, stdio: 'ignore' });
}

/** The environment without what changes how Python runs. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(COROSCOPE_(?!TEST)|PYTHON)/.test(name));
  return { ...Object.fromEntries(kept), PYTHONHASHSEED: '1', PYTHONDONTWRITEBYTECODE: '1' };
}

function take(file: string): Uint8Array {
  const stream = readFileSync(file);
  rmSync(file);
  return stream;
}

/** A reader as the extension host is one: it takes what comes, as it comes, and leaves out the line before the stream. */
async function listen(path: string): Promise<{ server: Server; read: () => Uint8Array }> {
  rmSync(path, { force: true });
  const chunks: Buffer[] = [];
  const server = createServer((socket) => {
    socket.on('data', (chunk) => void chunks.push(Buffer.from(chunk)));
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return {
    server,
    read() {
      const all = Buffer.concat(chunks);
      return all.subarray(all.indexOf('\n') + 1);
    },
  };
}
