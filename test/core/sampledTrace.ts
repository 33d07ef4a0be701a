import { MILLISECOND } from '../../src/core/units.ts';
import { TraceWriter } from './traceWriter.ts';

/** A time in milliseconds. */
export const ms = (milliseconds: number): number => milliseconds * MILLISECOND;

/** The places of {@link sampledTrace}, by what they are. */
export interface SampledPlaces {
  /** `main`, a coroutine: line 10, where it calls the helper. */
  readonly calls: number;
  /** The helper: line 3, where it sleeps. */
  readonly sleeps: number;
  /** The helper: line 4, where it reads. */
  readonly reads: number;
  /** A function of a library that the helper's reading ends in. */
  readonly library: number;
}

/** A stream with one loop, two tasks (1: `main`, 2: `other`) and places to be sampled at. */
export function sampledTrace(header: object = {}): { writer: TraceWriter; places: SampledPlaces } {
  const writer = new TraceWriter().header(header).loop();
  const places = {
    calls: writer.sampledPlace('/app/main.py', 10, 'main', { end: 12, coroutine: true }),
    sleeps: writer.sampledPlace('/app/helper.py', 3, 'helper', { end: 19 }),
    reads: writer.sampledPlace('/app/helper.py', 4, 'helper', { end: 24 }),
    library: writer.sampledPlace('/lib/site-packages/http.py', 77, 'get', { scope: 1 }),
  };
  writer.task(1).task(2, { coroutine: 'other' });
  return { writer, places };
}
