/** The traces that are measured: made once, and kept beside what else the benchmarks make. */
import { closeSync, existsSync, mkdirSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { bootEnvironment } from '../../../src/entry/probeEntry.ts';
import { cached, repository } from '../../support/paths.ts';
import { environments } from '../probe/environments.ts';
import { runWorkload } from '../probe/runWorkload.ts';
import { WORKLOADS } from '../probe/workloads.ts';
import { traceFrames } from './generate.ts';
import type { Shape } from './shapes.ts';

/** Where the traces are. */
export const TRACES = cached('bench', 'timeline');

/** Grows when the generator writes other bytes. */
const GENERATION = 1;
const REQUESTS = 60_000;

/** A trace file. */
export interface TraceFile {
  /** Its name in {@link TRACES}. */
  readonly name: string;
  readonly bytes: number;
}

/** A synthetic trace of so many runs. */
export function syntheticTrace(shape: Shape, runs: number): TraceFile {
  const name = `${shape.name}-${runs}-${GENERATION}.tasktrace`;
  return keep(name, (path) => {
    const file = openSync(path, 'w');
    try {
      for (const frame of traceFrames(shape, runs)) writeSync(file, frame);
    } finally {
      closeSync(file);
    }
  });
}

/** What the probe recorded of an HTTP server that was asked as fast as it answers. */
export async function recordedTrace(): Promise<TraceFile> {
  const name = `http-${REQUESTS}.tasktrace`;
  const path = join(TRACES, name);
  if (!existsSync(path)) {
    mkdirSync(TRACES, { recursive: true });
    const python = (await environments(undefined)).findLast(({ modules }) => modules.has('aiohttp'));
    if (python === undefined) throw new Error('No Python of the benchmarks has aiohttp.');
    const file = `${path}.new`;
    rmSync(file, { force: true });
    const probe = join(repository, 'src', 'probe');
    const way = {
      title: 'recorded',
      start: () => ({ environment: bootEnvironment(probe, { file }, undefined) }),
    };
    await runWorkload({
      python,
      workload: WORKLOADS.http,
      loop: 'asyncio',
      way,
      count: REQUESTS,
      probe,
      folder: TRACES,
    });
    renameSync(file, path);
  }
  return { name, bytes: statSync(path).size };
}

function keep(name: string, write: (path: string) => void): TraceFile {
  const path = join(TRACES, name);
  if (!existsSync(path)) {
    mkdirSync(TRACES, { recursive: true });
    write(`${path}.new`);
    renameSync(`${path}.new`, path);
  }
  return { name, bytes: statSync(path).size };
}
