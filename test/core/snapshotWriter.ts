import { readSnapshot } from '../../src/core/inspect/readSnapshot.ts';
import type { Snapshot } from '../../src/core/inspect/snapshot.ts';
import { AWAIT_KINDS, RESOURCE_KINDS, type AwaitKind } from '../../src/core/wire.ts';
import type { ResourceKind } from '../../src/core/facts.ts';

const STATES = ['running', 'ready', 'suspended', 'new'];

/** A task as a test states it; tasks and resources are named. */
export interface WrittenTask {
  readonly name: string;
  readonly serial?: number;
  /** `suspended` when left out. */
  readonly state?: 'running' | 'ready' | 'suspended' | 'new';
  readonly flags?: number;
  readonly coroutine?: string;
  /** `file:line function`, outermost first; those in `asyncio/` are the standard library's. */
  readonly stack?: readonly string[];
  readonly kind?: AwaitKind;
  readonly on?: readonly string[];
  readonly resource?: string;
}

export interface WrittenResource {
  readonly name: string;
  readonly serial?: number;
  readonly kind?: ResourceKind;
  readonly capacity?: number;
  readonly value?: number;
  readonly isSet?: boolean;
  readonly holders?: readonly string[];
}

/** The probe's answer as docs/questions.md has it, so that tests can state a moment. */
export function snapshotText(
  tasks: readonly WrittenTask[],
  resources: readonly WrittenResource[] = [],
  { lone = [] as readonly string[], more = {} } = {},
): string {
  const places: unknown[] = [];
  const stacks: number[][] = [];
  const numberOf = (name: string): number => tasks.findIndex((task) => task.name === name);
  const rows = tasks.map((task, index) => {
    stacks.push((task.stack ?? []).map((frame) => places.push(placeRow(frame)) - 1));
    return [
      String(1000 + index),
      task.serial ?? 0,
      0,
      STATES.indexOf(task.state ?? 'suspended'),
      task.flags ?? 0,
      task.name,
      task.coroutine ?? 'work',
      index,
      task.kind === undefined ? 0 : AWAIT_KINDS.indexOf(task.kind) + 1,
      (task.on ?? []).map(numberOf),
      resources.findIndex(({ name }) => name === task.resource),
    ];
  });
  return JSON.stringify({
    v: 1,
    pid: 7,
    at: 5_000,
    took: 10,
    recording: true,
    joined: false,
    cut: 0,
    loops: [[1, 'asyncio.Loop', 99, 'MainThread', 1, tasks.findIndex(({ state }) => state === 'running')]],
    places,
    stacks,
    tasks: rows,
    resources: resources.map((resource, index) => [
      String(2000 + index),
      resource.serial ?? 0,
      RESOURCE_KINDS.indexOf(resource.kind ?? 'lock') + 1,
      `asyncio.locks.${resource.name}`,
      resource.capacity ?? 0,
      resource.value ?? -1,
      resource.isSet === true ? 1 : 0,
      (resource.holders ?? []).map(numberOf),
      1,
    ]),
    lone: lone.map(numberOf),
    ...more,
  });
}

/** What {@link snapshotText} says, read. */
export function snapshotOf(...stated: Parameters<typeof snapshotText>): Snapshot {
  const found = readSnapshot(snapshotText(...stated));
  if (typeof found === 'string') throw new Error(found);
  return found;
}

function placeRow(frame: string): unknown[] {
  const [, file, line, name] = /^(.*):(\d+) (.*)$/.exec(frame)!;
  return [file, Number(line), name, file!.startsWith('asyncio/') ? 2 : 0];
}
