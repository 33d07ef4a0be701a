import { createReadStream } from 'node:fs';
import { dumpText } from '../core/export/dump.ts';
import { TraceBuilder } from '../core/traceBuilder.ts';
import { Complaint } from './complaint.ts';
import { print } from './print.ts';

export const DUMP_USAGE = `usage: coroscope dump FILE.tasktrace

Prints a recording as one JSON document, on standard output.
`;

/** Reads `dump`'s arguments; answers the file. */
export function parseDump([file, ...more]: readonly string[]): string {
  if (file === undefined || more.length > 0) throw new Complaint('dump takes one trace file', DUMP_USAGE);
  return file;
}

/** Prints a trace file as one JSON document; see {@link dumpText}. Answers the exit code. */
export async function dumpFile(file: string): Promise<number> {
  const trace = new TraceBuilder();
  try {
    for await (const bytes of createReadStream(file, { highWaterMark: 1024 * 1024 }))
      trace.push(bytes as Buffer);
  } catch (error) {
    throw new Complaint(`cannot read ${file}: ${(error as Error).message}`, '', 1);
  }
  const unreadable = trace.process === null ? trace.problems[0] : undefined;
  if (unreadable !== undefined)
    throw new Complaint(`${file}: ${unreadable.message}; give a file that 'coroscope record' wrote`, '', 1);
  await print(dumpText(trace));
  return 0;
}
