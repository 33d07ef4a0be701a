import type { PieceMatcher } from '../src/core/query/pieceMatcher.ts';
import type { Trace } from '../src/core/trace.ts';
import type { Nanos } from '../src/core/units.ts';
import { endOfTask } from '../src/core/ends.ts';
import { cellSize } from './layoutLane.ts';
import { NO_FAMILY, STRIP_KIND, type Strips } from './picture.ts';
import { BELOW_SHIFT } from './rowMeasures.ts';
import type { Bunch, DensityCells } from './rowTypes.ts';
import type { Scene } from './scene.ts';
import { spanOf, toPx, type Px } from './viewport.ts';

/** Of how many of a group's tasks it is looked at whether the query means them. */
const MOST_ASKED = 256;

/** From when to when any of some tasks exist. */
export interface Life {
  readonly begin: Nanos;
  readonly end: Nanos;
}

interface Known {
  begin: Nanos;
  end: Nanos;
  /** So many from the first on had ended at the last look. */
  seen: number;
  matcher: PieceMatcher | null;
  runs: number;
  match: number;
}

/** What is known of lists of tasks, so that a group of a hundred thousand is not looked through in every frame. */
const known = new WeakMap<Int32Array, Known>();

/** Filled again and again. */
let cells: DensityCells = roomFor(2048);

/** When a group's first task was created, and its last ended; up to the present while one goes on. */
function lifeOf(trace: Trace, { tasks }: Pick<Bunch, 'tasks'>, present: Nanos): Life {
  const entry = entryOf(trace, tasks);
  while (entry.seen < tasks.length) {
    const task = trace.tasks[tasks[entry.seen]!];
    if (task !== undefined) {
      const end = endOfTask(trace, task, present);
      if (end >= present) return { begin: Math.min(entry.begin, present), end: present };
      entry.end = Math.max(entry.end, end);
    }
    entry.seen++;
  }
  return { begin: Math.min(entry.begin, entry.end), end: entry.end };
}

/** Which share of a group's tasks the query may mean; 1 without a query. */
export function matchOfGroup({ trace, matcher }: Scene, { tasks }: Pick<Bunch, 'tasks'>): number {
  if (matcher === null || tasks.length === 0) return 1;
  const entry = entryOf(trace, tasks);
  if (entry.matcher === matcher && entry.runs === trace.runs.length) return entry.match;
  const looks = Math.min(tasks.length, MOST_ASKED);
  let matching = 0;
  for (let look = 0; look < looks; look++)
    if (matcher.task(tasks[Math.floor((look * tasks.length) / looks)]!) !== 'none') matching++;
  entry.matcher = matcher;
  entry.runs = trace.runs.length;
  entry.match = matching / looks;
  return entry.match;
}

/**
 * Lays out what the tasks of a group do together as one strip of the fixed grid, as long as any of them exist. `isBelow`: as
 * a line at the foot of the row of a collapsed task.
 */
export function layoutGroup(
  scene: Scene,
  bunch: Bunch,
  row: number,
  y: Px,
  strips: Strips,
  isBelow = false,
): Life {
  const { trace, view, width, density, present } = scene;
  const life = lifeOf(trace, bunch, present);
  const size = cellSize(view, width);
  const from = Math.floor(Math.max(life.begin, view.begin - size) / size) * size;
  const count = Math.ceil((Math.min(life.end, view.end + size) - from) / size);
  if (density === null || count <= 0) return life;
  if (cells.busy.length < count) cells = roomFor(count);
  density.cells(trace, bunch, size, from, count, cells);
  const match = matchOfGroup(scene, bunch);
  const kind = isBelow ? STRIP_KIND.below : STRIP_KIND.group;
  const cell = (size / spanOf(view)) * width;
  strips.add(row, isBelow ? y + BELOW_SHIFT : y, kind, from, size, toPx(view, width, from), cell);
  for (let at = 0; at < count; at++) strips.addCell(cells.busy[at]!, cells.ready[at]!, NO_FAMILY, match);
  return life;
}

function entryOf(trace: Trace, tasks: Int32Array): Known {
  let entry = known.get(tasks);
  if (entry === undefined) {
    let begin = Number.POSITIVE_INFINITY;
    for (const index of tasks) begin = Math.min(begin, trace.tasks[index]?.created ?? begin);
    entry = { begin, end: 0, seen: 0, matcher: null, runs: -1, match: 1 };
    known.set(tasks, entry);
  }
  return entry;
}

function roomFor(count: number): DensityCells {
  return { busy: new Float32Array(count), ready: new Float32Array(count), alive: new Uint16Array(count) };
}
