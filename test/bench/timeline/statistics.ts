import type { FrameTimes } from './page/frames.ts';

/** What some frames took, in milliseconds: median and 95th percentile. */
export interface Quantiles {
  readonly median: number;
  readonly p95: number;
}

/** A gesture's frames in short. */
export interface Played {
  readonly script: Quantiles;
  readonly handler: Quantiles;
  readonly all: Quantiles;
  readonly readBack: Quantiles;
  /** The longest of all, in milliseconds. */
  readonly longest: number;
  /** Processor time of the page's main thread for a frame, on average. */
  readonly thread: number;
  readonly frames: number;
  readonly drawn: number;
}

/** Median and 95th percentile, NaN of nothing. */
export function quantiles(values: readonly number[]): Quantiles {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN;
  return { median: at(0.5), p95: at(0.95) };
}

/** The frames of a gesture, and the processor time that the main thread took for all of them. */
export function inShort(times: FrameTimes, thread: number): Played {
  return {
    thread: thread / times.played,
    script: quantiles(times.script),
    handler: quantiles(times.handler),
    all: quantiles(times.all),
    readBack: quantiles(times.readBack),
    longest: times.all.reduce((most, time) => Math.max(most, time), 0),
    frames: times.script.length + times.readBack.length,
    drawn: times.drawn,
  };
}

/** Lines of columns that are as wide as their widest cell; the first one to the left, the others to the right. */
export function table(lines: readonly (readonly string[])[]): string {
  const columns = Math.max(...lines.map((line) => line.length));
  const widths = Array.from({ length: columns }, (_, i) =>
    Math.max(...lines.map((line) => line[i]?.length ?? 0)),
  );
  return lines
    .map((line) =>
      line
        .map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
