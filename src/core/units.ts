/** Nanoseconds since the trace's origin, or a length of time in nanoseconds: a whole number, exact for 104 days. */
export type Nanos = number;

/** Number of a task in the trace, from 1; 0 is "no task". Never reused. */
export type TaskId = number;

/** Number of an event loop in the trace, from 1; 0 is "no loop". */
export type LoopId = number;

/** Position of a process in the trace's list, from 0; 0 is the main one. */
export type ProcessIndex = number;

/** Number of a thread in the trace, from 1; 0 is "not known which". */
export type ThreadId = number;

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
