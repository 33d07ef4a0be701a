/** What was measured, as tables beside the goals. */
import type { Contender, Match } from './contest.ts';
import type { Found } from './runWorkload.ts';
import { least, median } from './statistics.ts';
import { WAYS } from './ways.ts';
import { goalOf, TASK_BYTES, WIRE_BYTES, WORKLOADS, type Goal } from './workloads.ts';

/** A clock that runs are compared by. */
type Clock = 'seconds' | 'cpu' | 'thread';

const NANOSECONDS = 1e9;
const HEADINGS = [
  'workload',
  'loop',
  'way',
  'runs',
  'bare ns',
  '+ns cpu',
  'least',
  '× cpu',
  'least',
  '+ns loop',
  '+ns wall',
  '× wall',
  'least',
  'B/event',
  'events',
  'lost',
  'goal',
  'cpu',
  'wall',
  'peers',
  'cheaper',
];

/** The lines of a table of matches in one interpreter; `peers` holds the same workloads, run by the peers. */
export function timeTable(matches: readonly Match[], peers: readonly Match[]): string[] {
  const rows = [HEADINGS];
  for (const match of matches) {
    const rivals = peers.find(({ workload, loop }) => workload === match.workload && loop === match.loop);
    rows.push(...match.contenders.slice(1).map((contender) => timeRow(match, contender, rivals)));
    if (rivals)
      rows.push(...rivals.contenders.slice(1).map((contender) => timeRow(rivals, contender, undefined)));
  }
  return aligned(rows);
}

/** The lines of a table of what living tasks take. */
export function memoryTable(matches: readonly Match[]): string[] {
  const rows = [
    ['workload', 'loop', 'way', 'tasks', 'B/task rss', 'peak', 'blocks/task', 'peak MB', 'goal', 'met'],
  ];
  for (const match of matches) {
    const [bare, ...others] = match.contenders;
    for (const { title, way, found } of others) {
      const more = (of: (run: Found) => number | undefined): number =>
        (median(found.map((run) => of(run) ?? Number.NaN)) -
          median(bare!.found.map((run) => of(run) ?? Number.NaN))) /
        match.count;
      const bytes = more(({ rss }) => rss);
      rows.push([
        match.workload,
        match.loop,
        title,
        String(match.count),
        bytes.toFixed(1),
        more(({ peak }) => peak).toFixed(1),
        more(({ blocks }) => blocks).toFixed(2),
        (median(found.map(({ peak }) => peak ?? 0)) / 2 ** 20).toFixed(0),
        way === 'unheard' ? '' : `≤ ${TASK_BYTES} B`,
        way === 'unheard' ? '' : told(bytes <= TASK_BYTES),
      ]);
    }
  }
  return aligned(rows);
}

/** What a reader of the numbers must know: recordings with less in them than happened, problems that the probe told of. */
export function notes(matches: readonly Match[]): string[] {
  const found = new Map<string, Set<string>>();
  for (const match of matches)
    for (const contender of match.contenders) {
      const where = `${match.workload} on ${match.loop}`;
      const add = (note: string): void => void found.set(note, (found.get(note) ?? new Set()).add(where));
      if (isIncomplete(match, contender)) add(`${contender.title}: less was recorded than happened`);
      for (const { stream } of contender.found) for (const problem of stream?.problems ?? []) add(problem);
    }
  return [...found].map(([note, where]) => `${note} (${[...where].join(', ')})`);
}

function isIncomplete({ workload, count }: Match, { found }: Contender): boolean {
  return found.some(({ stream }) => stream && stream.runs + stream.lost < count * WORKLOADS[workload].runs);
}

function timeRow(match: Match, contender: Contender, rivals: Match | undefined): string[] {
  const { workload, loop, python } = match;
  const { way, title, found } = contender;
  const [wall, cpu] = [compare(match, contender, 'seconds'), compare(match, contender, 'cpu')];
  const goal = goalOf(workload, way, python.version);
  const verdict = isIncomplete(match, contender) ? () => 'incomplete' : told;
  const rival = rivals && !WAYS[way].isPeer ? Math.min(...peerRatios(rivals)) : undefined;
  return [
    workload,
    loop,
    title,
    String(found.length),
    cpu.bare.toFixed(0),
    cpu.more.toFixed(0),
    cpu.leastMore.toFixed(0),
    times(cpu.ratio),
    times(cpu.leastRatio),
    compare(match, contender, 'thread').more.toFixed(0),
    wall.more.toFixed(0),
    times(wall.ratio),
    times(wall.leastRatio),
    ...streamCells(found),
    goal ? goalText(goal) : '',
    goal ? verdict(isMet(goal, cpu)) : '',
    goal ? verdict(isMet(goal, wall)) : '',
    rival === undefined ? '' : times(rival),
    rival === undefined ? '' : verdict(cpu.ratio < rival),
  ];
}

/** A way's runs beside the bare ones; times in nanoseconds a unit of work. */
interface Comparison {
  readonly bare: number;
  readonly more: number;
  readonly ratio: number;
  readonly leastMore: number;
  readonly leastRatio: number;
}

// Runs of one round are compared with each other: the machine was much the same for both.
function compare({ contenders, count }: Match, { found }: Contender, clock: Clock): Comparison {
  const perUnit = (run: Found): number => (run[clock] / count) * NANOSECONDS;
  const bare = contenders[0]!.found.map(perUnit);
  const runs = found.map(perUnit);
  return {
    bare: median(bare),
    more: median(runs.map((run, round) => run - bare[round]!)),
    ratio: median(runs.map((run, round) => run / bare[round]!)),
    leastMore: least(runs) - least(bare),
    leastRatio: least(runs) / least(bare),
  };
}

/** By CPU time, which what else the machine does changes least. */
function peerRatios(rivals: Match): number[] {
  return rivals.contenders
    .slice(1)
    .filter(({ found }) => found.length > 0)
    .map((peer) => compare(rivals, peer, 'cpu').ratio);
}

function streamCells(found: readonly Found[]): [string, string, string] {
  const streams = found.flatMap(({ stream }) => stream ?? []);
  if (streams.length === 0) return ['', '', ''];
  const events = streams.map(({ runs, tasks, ends, facts }) => runs + tasks + ends + facts);
  const bytes = median(streams.map((stream, at) => stream.bytes / events[at]!));
  const mark = bytes <= WIRE_BYTES ? '' : `>${WIRE_BYTES}`;
  const lost = Math.max(...streams.map((stream) => stream.lost));
  return [`${bytes.toFixed(1)}${mark}`, String(median(events)), String(lost)];
}

function isMet(goal: Goal, { ratio, more }: Comparison): boolean {
  return ratio <= goal.ratio && more <= (goal.nanoseconds ?? Number.POSITIVE_INFINITY);
}

function goalText({ ratio, nanoseconds }: Goal): string {
  return nanoseconds === undefined ? `≤ ${times(ratio)}` : `≤ ${times(ratio)}, ${nanoseconds} ns`;
}

function times(ratio: number): string {
  return `×${ratio.toFixed(2)}`;
}

function told(isSo: boolean): string {
  return isSo ? 'met' : 'NOT';
}

/** Columns as wide as they must be, words to the left, numbers to the right, without those that hold nothing. */
export function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const isText = (column: number): boolean => rows.slice(1).some((row) => /^[a-z≤]/i.test(row[column]!));
  const isUsed = (column: number): boolean => rows.slice(1).some((row) => row[column] !== '');
  return rows.map((row) =>
    row
      .map((cell, column) => (isText(column) ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .filter((_, column) => isUsed(column))
      .join('  ')
      .trimEnd(),
  );
}
