/**
 * `node test/bench/timeline/memory.ts [STEPS]`: how many bytes of memory a step takes once it is read, and how many steps a
 * second are, without a page around the trace. Node's objects are larger than a page's, where pointers take half as much.
 */
import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { RunBatch } from '../../../src/core/runBatch.ts';
import type { Trace } from '../../../src/core/trace.ts';
import { TraceBuilder } from '../../../src/core/traceBuilder.ts';
import { SHAPES, type ShapeName } from './shapes.ts';
import { syntheticTrace, TRACES } from './traces.ts';

/** As much as one message to the timeline has. */
const PIECE = 1024 * 1024;
const MOST_BYTES = 32;
const LEAST_RATE = 2_500_000;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const [steps = '10000000'] = process.argv.slice(2);
for (const name of ['wide', 'long', 'lanes100k'] as const) measure(name, Number(steps));

function measure(name: ShapeName, runs: number): void {
  const shape = SHAPES[name];
  const path = join(TRACES, syntheticTrace(shape, runs).name);
  read(path);
  const before = heldBytes();
  const { trace, seconds } = read(path);
  const bytes = (heldBytes() - before) / trace.runs.length;
  const rate = trace.runs.length / seconds;
  const isGoal = name !== 'lanes100k';
  process.stdout.write(
    `${shape.title}, ${(trace.runs.length / 1e6).toFixed(1)} M steps: ` +
      `${bytes.toFixed(1)} bytes a step${isGoal ? verdict(bytes <= MOST_BYTES) : ''} · ` +
      `read in ${seconds.toFixed(2)} s, ${(rate / 1e6).toFixed(1)} M steps/s${isGoal ? verdict(rate >= LEAST_RATE) : ''} · ` +
      `all gone through in ${secondsToScan(trace).toFixed(2)} s\n`,
  );
}

function verdict(isMet: boolean): string {
  if (!isMet) process.exitCode = 1;
  return isMet ? ' (goal met)' : ' (goal missed)';
}

/** Only reading the stream counts, not the file. */
function read(path: string): { trace: TraceBuilder; seconds: number } {
  const file = openSync(path, 'r');
  const trace = new TraceBuilder();
  let spent = 0;
  for (;;) {
    const piece = new Uint8Array(PIECE);
    const length = readSync(file, piece);
    if (length === 0) break;
    const begin = performance.now();
    trace.push(piece.subarray(0, length));
    spent += performance.now() - begin;
  }
  closeSync(file);
  return { trace, seconds: spent / 1000 };
}

function secondsToScan({ runs }: Trace): number {
  const batch = new RunBatch();
  const begin = performance.now();
  for (let from = runs.first, count = 1; count > 0; from += count) count = runs.read(from, batch);
  return (performance.now() - begin) / 1000;
}

function heldBytes(): number {
  collectGarbage();
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
