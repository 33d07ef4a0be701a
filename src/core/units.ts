/** Nanoseconds since the trace's origin, or a length of time in nanoseconds: a whole number, exact for 104 days. */
export type Nanos = number;

/** Serial number of a task, from 1; 0 is "no task". Given by the probe, never reused. */
export type TaskId = number;

/** Serial number of an event loop, from 1; 0 is "no loop". */
export type LoopId = number;

/** Number of a place (file, line, function) in the trace's table, from 1; 0 is "no place". */
export type PlaceId = number;

/** Number of an await site in the trace's table, from 1; 0 is "no site". */
export type SiteId = number;

/** Number of a sampled stack in the trace's table, from 1; 0 is "not known where". */
export type StackId = number;

/** Number of a plain callback's description in the trace's table, from 1; 0 is "none". */
export type CallbackId = number;

/** Position of a run in the trace's columns, from 0; -1 is "no run". */
export type RunIndex = number;

/** Position of a sample in the trace's columns, from 0. */
export type SampleIndex = number;

export const MICROSECOND: Nanos = 1_000;
export const MILLISECOND: Nanos = 1_000_000;
export const SECOND: Nanos = 1_000_000_000;
