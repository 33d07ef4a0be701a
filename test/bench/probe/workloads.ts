/** The workloads, how much of each is done, and what is wanted of the probe there. */
import type { WayName } from './ways.ts';

export type WorkloadName =
  'sleep0' | 'tiny' | 'made' | 'queue' | 'waits' | 'chain' | 'echo' | 'http' | 'memory';

/** What is wanted of a way of recording: at most so many times the bare run, so many nanoseconds more an event. */
export interface Goal {
  readonly ratio: number;
  readonly nanoseconds?: number;
}

/** A workload, and how much of it is done in one run. */
export interface Workload {
  readonly file: string;
  /** What is counted: a run does so many of them. */
  readonly unit: string;
  readonly count: number;
  readonly quickCount: number;
  /** For the peers, which are slow. */
  readonly peerCount: number;
  /** Under valgrind, which is fifty times as slow. */
  readonly valgrindCount: number;
  /** Runs of the event loop that a whole recording holds at least, for each unit. */
  readonly runs: number;
  readonly module?: string;
  /** Whether it tells its port and wants to be asked by http_client.py. */
  readonly isServer?: true;
  readonly isMemory?: true;
}

export const WORKLOADS: Readonly<Record<WorkloadName, Workload>> = {
  sleep0: {
    file: 'sleep0.py',
    unit: 'step',
    count: 200_000,
    quickCount: 100_000,
    peerCount: 20_000,
    valgrindCount: 10_000,
    runs: 1,
  },
  tiny: {
    file: 'tiny.py',
    unit: 'task',
    count: 100_000,
    quickCount: 20_000,
    peerCount: 5_000,
    valgrindCount: 4_000,
    runs: 2,
  },
  made: {
    file: 'made.py',
    unit: 'task',
    count: 100_000,
    quickCount: 20_000,
    peerCount: 5_000,
    valgrindCount: 4_000,
    runs: 1,
  },
  queue: {
    file: 'queue_items.py',
    unit: 'item',
    count: 200_000,
    quickCount: 100_000,
    peerCount: 20_000,
    valgrindCount: 20_000,
    runs: 0.1,
  },
  waits: {
    file: 'waits.py',
    unit: 'item',
    count: 50_000,
    quickCount: 10_000,
    peerCount: 5_000,
    valgrindCount: 2_000,
    runs: 1,
  },
  chain: {
    file: 'chain.py',
    unit: 'step',
    count: 100_000,
    quickCount: 40_000,
    peerCount: 10_000,
    valgrindCount: 3_000,
    runs: 1,
  },
  echo: {
    file: 'echo.py',
    unit: 'echo',
    count: 20_000,
    quickCount: 2_000,
    peerCount: 1_000,
    valgrindCount: 1_000,
    runs: 2,
  },
  http: {
    file: 'http_server.py',
    unit: 'request',
    count: 10_000,
    quickCount: 3_000,
    peerCount: 1_000,
    valgrindCount: 400,
    runs: 1,
    module: 'aiohttp',
    isServer: true,
  },
  memory: {
    file: 'memory.py',
    unit: 'task',
    count: 1_000_000,
    quickCount: 200_000,
    peerCount: 10_000,
    valgrindCount: 4_000,
    runs: 1,
    isMemory: true,
  },
};

/** On average, over everything that was recorded. */
export const WIRE_BYTES = 12;

/** Of the probe's own, for a task that lives. */
export const TASK_BYTES = 150;

const UNHEARD: Goal = { ratio: 1.02 };
const FREE = Number.POSITIVE_INFINITY;

/** What is wanted of a way on a workload, on a version of Python such as `3.13`. */
export function goalOf(workload: WorkloadName, way: WayName, version: string): Goal | undefined {
  if (way === 'unheard') return UNHEARD;
  if (way !== 'probe' && way !== 'yields' && way !== 'socket') return undefined;
  const isFast = Number(version.split('.')[1]) >= 14;
  const all = way === 'yields';
  switch (workload) {
    case 'sleep0':
      if (all) return { ratio: isFast ? 2.0 : 1.6 };
      return isFast ? { ratio: 1.6 } : { ratio: 1.4, nanoseconds: 750 };
    case 'tiny':
      return { ratio: 1.5, nanoseconds: 5_000 };
    case 'chain':
      return { ratio: all ? 1.5 : 1.3 };
    case 'queue':
    case 'echo':
      return { ratio: 1.2 };
    case 'http':
      // Requests a second: at least 0.95 of the bare run's.
      return { ratio: 1 / 0.95 };
    case 'memory':
      return { ratio: FREE };
    case 'made':
    case 'waits':
      return undefined;
  }
}

/** Whether text names a workload. */
export function isWorkloadName(name: string): name is WorkloadName {
  return name in WORKLOADS;
}
