/**
 * Instructions instead of time: what else the machine does cannot change them. valgrind counts those of each thread, from
 * the moment the work begins to the moment it ends.
 *
 * Under valgrind everything takes fifty times as long, so the probe's threads wake up more often for the work that is done
 * than they would: what they take is an upper bound. With several rounds, the least of each count is taken.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../support/processes.ts';
import type { Match } from './contest.ts';
import { aligned } from './report.ts';
import { runWorkload } from './runWorkload.ts';
import { least } from './statistics.ts';
import { WAYS, type WayName } from './ways.ts';
import { WORKLOADS } from './workloads.ts';

/** Instructions of the loop's thread, and of all others together. */
interface Instructions {
  readonly loop: number;
  readonly others: number;
}

const AT_ONCE = 2;
const VALGRIND = ['valgrind', '--tool=callgrind', '--instr-atstart=no', '--separate-threads=yes'];
const COUNTS = 'counts';
const SLOW_THRESHOLD = 10_000_000_000;

/** The lines of a table of instructions a unit of work, counted in so many rounds. Throws where there is no valgrind. */
export async function instructionTable(matches: readonly Match[], rounds: number): Promise<string[]> {
  if (process.arch !== 'x64' || (await run('valgrind', ['--version'])).code !== 0)
    throw new Error('--instructions needs an x86-64 machine with valgrind (apt-get install valgrind).');
  const jobs = matches.flatMap((match) =>
    match.contenders.map(({ way, title, probe }) => ({ match, way, title, probe })),
  );
  const counted = new Map<(typeof jobs)[number], Instructions>();
  const waiting = [...jobs];
  const work = async (): Promise<void> => {
    for (let job = waiting.shift(); job; job = waiting.shift())
      counted.set(job, await countUnit(job.match, job.way, job.probe, rounds));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const rows = [
    ['workload', 'loop', 'way', 'unit', 'loop thread', '+loop', '+others', '× loop thread', '× all'],
  ];
  let bare: Instructions = { loop: 0, others: 0 };
  for (const job of jobs) {
    const found = counted.get(job)!;
    if (job.way === 'bare') bare = found;
    const { workload, loop } = job.match;
    rows.push([
      workload,
      loop,
      job.title,
      WORKLOADS[workload].unit,
      found.loop.toFixed(0),
      (found.loop - bare.loop).toFixed(0),
      (found.others - bare.others).toFixed(0),
      `×${(found.loop / bare.loop).toFixed(2)}`,
      `×${((found.loop + found.others) / (bare.loop + bare.others)).toFixed(2)}`,
    ]);
  }
  return aligned(rows);
}

/** Instructions for one unit of a workload. */
async function countUnit(match: Match, way: WayName, probe: string, rounds: number): Promise<Instructions> {
  const count = WORKLOADS[match.workload].valgrindCount;
  const found: Instructions[] = [];
  for (let round = 0; round < rounds; round++) found.push(await countAll(match, way, probe, count));
  return {
    loop: least(found.map(({ loop }) => loop)) / count,
    others: least(found.map(({ others }) => others)) / count,
  };
}

async function countAll(match: Match, way: WayName, probe: string, count: number): Promise<Instructions> {
  const folder = mkdtempSync(join(tmpdir(), 'coroscope-bench-'));
  try {
    await runWorkload({
      ...match,
      workload: WORKLOADS[match.workload],
      way: WAYS[way],
      count,
      probe,
      folder,
      under: [...VALGRIND, `--callgrind-out-file=${join(folder, COUNTS)}`],
      // The watchdog's looks are in time, not in work.
      options: { threshold: SLOW_THRESHOLD },
    });
    // One file for each thread, whose number ends its name.
    const threads = readdirSync(folder).filter((name) => name.startsWith(`${COUNTS}-`));
    const totals = threads.map((name) => {
      const [, total] = /^totals: (\d+)/m.exec(readFileSync(join(folder, name), 'utf8')) ?? [];
      return { isLoop: name === `${COUNTS}-01`, total: Number(total ?? 0) };
    });
    const sum = (isLoop: boolean): number =>
      totals.filter((each) => each.isLoop === isLoop).reduce((all, { total }) => all + total, 0);
    if (sum(true) === 0) throw new Error(`valgrind counted nothing for ${match.workload}.`);
    return { loop: sum(true), others: sum(false) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
