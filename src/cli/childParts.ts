import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { readFile, readdir, rm, stat, truncate } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { FrameSplitter } from '../core/frameSplitter.ts';
import { MAGIC, encodeProcess } from '../core/wire.ts';

/**
 * The child processes of a recorded program write a trace each, into a file beside the program's own:
 * `run.tasktrace.4711.part`. When the program has ended they are put behind it, and are one trace with it.
 */

/** How long children that outlive the program are waited for, in milliseconds. */
const PATIENCE = 2_000;
const BETWEEN_LOOKS = 50;

/** The files that stand beside a trace and are named as parts are, each with its process's id. */
export async function partsBeside(output: string): Promise<ReadonlyMap<string, number>> {
  const name = basename(output);
  const parts = new Map<string, number>();
  for (const entry of await readdir(dirname(output)).catch(() => [])) {
    const pid = entry.startsWith(`${name}.`) ? /^\.(\d+)(-\d+)?\.part$/.exec(entry.slice(name.length)) : null;
    if (pid !== null) parts.set(join(dirname(output), entry), Number(pid[1]));
  }
  return parts;
}

/**
 * Puts the parts that were not there before behind the trace, and removes them. Answers those whose processes still run:
 * they stay what they are, traces of their own.
 */
export async function mergeParts(output: string, before: ReadonlyMap<string, number>): Promise<string[]> {
  const parts = await endedParts(output, before);
  let index = 0;
  for (const { file } of parts.filter(({ runs }) => !runs)) {
    const size = await wholeFrames(file);
    if (size > MAGIC.length) {
      if (index++ === 0) await truncate(output, await wholeFrames(output));
      await append(output, file, size, index);
    }
    await rm(file);
  }
  return parts.filter(({ runs }) => runs).map(({ file }) => file);
}

interface Part {
  readonly file: string;
  readonly pid: number;
  /** When it was begun. */
  readonly begin: number;
  readonly runs: boolean;
}

/** The new parts, in the order in which they were begun, once no process of theirs runs any more, or patience is at its end. */
async function endedParts(output: string, before: ReadonlyMap<string, number>): Promise<Part[]> {
  const limit = Date.now() + PATIENCE;
  for (;;) {
    const parts: Part[] = [];
    for (const [file, pid] of await partsBeside(output)) {
      if (before.has(file) || !(await isTrace(file))) continue;
      parts.push({ file, pid, begin: (await stat(file)).birthtimeMs, runs: await isRunning(pid) });
    }
    if (Date.now() > limit || !parts.some(({ runs }) => runs))
      return parts.sort((one, other) => one.begin - other.begin || one.pid - other.pid);
    await pause(BETWEEN_LOOKS);
  }
}

/** Whether the file is a trace, or may become one. */
async function isTrace(file: string): Promise<boolean> {
  if (!(await stat(file)).isFile()) return false;
  let head = Buffer.alloc(0);
  for await (const bytes of createReadStream(file, { end: MAGIC.length - 1 }) as AsyncIterable<Buffer>)
    head = Buffer.concat([head, bytes]);
  return head.every((byte, at) => byte === MAGIC[at]);
}

async function isRunning(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  // One that has ended, but nobody asked how, still has its id.
  const state = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '');
  return !/\) [ZX] /.test(state);
}

/** The length of the part of a trace that ends with a whole frame. */
async function wholeFrames(file: string): Promise<number> {
  const splitter = new FrameSplitter();
  let size = 0;
  for await (const bytes of createReadStream(file) as AsyncIterable<Buffer>)
    size += splitter.push(bytes).length;
  return size;
}

/** Puts the first `size` bytes of a part behind the trace, as those of one of its processes. */
async function append(output: string, file: string, size: number, index: number): Promise<void> {
  const trace = createWriteStream(output, { flags: 'a' });
  trace.write(encodeProcess(index));
  const frames = createReadStream(file, { start: MAGIC.length, end: size - 1 }) as AsyncIterable<Buffer>;
  for await (const bytes of frames) if (!trace.write(bytes)) await once(trace, 'drain');
  trace.end();
  await once(trace, 'finish');
}
