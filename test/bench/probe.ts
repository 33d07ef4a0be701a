/**
 * `npm run bench:probe`: what the probe costs, on every workload that the goals name, beside the bare run and the peers.
 *
 * ```
 * node test/bench/probe.ts --python 3.11,3.13 --workload sleep0,tiny,chain,queue,echo --quick
 * ```
 *
 * - `--python`: versions, or paths of interpreters. All of the tests' by default.
 * - `--workload`: of sleep0, tiny, made, queue, waits, chain, echo, http, memory. `--loop`: asyncio, uvloop. All by
 *   default; `--quick` takes what is measured in half a minute.
 * - `--way`: of probe (records to a file), yields (the same, with the line of every bare yield), socket (a reader takes the
 *   stream as the extension host does), unheard (nobody listens), viztracer, asyncviz, debug, cprofile.
 * - `--probe DIR`: the probe's folder, `src/probe` by default; `--against DIR`: another one, measured in the same rounds.
 *   Both are copied first: they may be edited meanwhile.
 * - `--rounds N`: so many runs of each, 7 by default.
 * - `--instructions`: instructions instead of time, counted by valgrind, in one round by default: nothing else that runs
 *   changes those of the loop's thread by more than a few percent, and those of the bare run not at all.
 *
 * Each run is a process of its own that times its work only. Ways take turns, so that what else the machine does meets all
 * alike. Printed are the medians over the runs, and what the fastest of each say (`least`), on the wall and in CPU time of
 * the process, all threads together: on a machine that is busy with other things, look at the CPU time. `+ns loop` is what
 * of it the loop's own thread uses.
 * `events` are the rows in the stream: runs, tasks, ends, and facts. Peers get a tenth of the work or less, and so does the
 * bare run that they are compared with; the column `peers` is the cheapest peer's ratio of CPU time. AsyncViz records the
 * lives of tasks and no steps: where tasks are few, it does nothing.
 */
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { repository } from '../support/paths.ts';
import { contest, isPossible, type Contender, type Limit, type Match } from './probe/contest.ts';
import { environments, type Measured } from './probe/environments.ts';
import { instructionTable } from './probe/instructions.ts';
import { memoryTable, notes, timeTable } from './probe/report.ts';
import type { Loop } from './probe/runWorkload.ts';
import { isWayName, WAYS, type WayName } from './probe/ways.ts';
import { isWorkloadName, WORKLOADS } from './probe/workloads.ts';

const LONG: Limit = { rounds: 7, seconds: Number.POSITIVE_INFINITY };
const QUICK: Limit = { rounds: 9, seconds: 22 };
const PEER_ROUNDS = 3;

const { values: options } = parseArgs({
  options: {
    python: { type: 'string' },
    workload: { type: 'string' },
    loop: { type: 'string' },
    way: { type: 'string' },
    probe: { type: 'string', default: join(repository, 'src', 'probe') },
    against: { type: 'string' },
    rounds: { type: 'string' },
    quick: { type: 'boolean', default: false },
    instructions: { type: 'boolean', default: false },
  },
});
const { quick, instructions } = options;
const workloads = listed(
  options.workload,
  quick ? 'sleep0,tiny,chain,queue,echo' : undefined,
  Object.keys(WORKLOADS),
  isWorkloadName,
);
const loops = listed(options.loop, quick ? 'asyncio' : undefined, ['asyncio', 'uvloop'], isLoop);
const ways = listed(
  options.way,
  quick ? (instructions ? 'probe' : 'probe,yields') : undefined,
  Object.keys(WAYS),
  isWayName,
);
const limit = { ...(quick ? QUICK : LONG), ...(options.rounds ? { rounds: Number(options.rounds) } : {}) };
const copies = mkdtempSync(join(tmpdir(), 'coroscope-probes-'));
try {
  const probe = copied(options.probe, 'probe');
  const against = options.against === undefined ? undefined : copied(options.against, 'against');
  for (const python of await environments(options.python)) await measure(python, probe, against);
} finally {
  rmSync(copies, { recursive: true, force: true });
}

async function measure(python: Measured, probe: string, against: string | undefined): Promise<void> {
  const own = ways.filter((way) => way !== 'bare' && !WAYS[way].isPeer);
  const others = ways.filter((way) => WAYS[way].isPeer);
  const matches: Match[] = [];
  const peers: Match[] = [];
  for (const workload of workloads)
    for (const loop of loops) {
      if (!isPossible(python, 'bare', workload, loop)) continue;
      const { count, quickCount, peerCount, isMemory } = WORKLOADS[workload];
      const contenders = [contender('bare', probe)];
      for (const way of own) {
        contenders.push(contender(way, probe));
        if (against !== undefined) contenders.push(contender(way, against, `${WAYS[way].title}, other`));
      }
      matches.push({ python, workload, loop, count: quick ? quickCount : count, contenders });
      const rivals = others.filter((way) => isPossible(python, way, workload, loop));
      if (rivals.length > 0 && !isMemory)
        peers.push({
          python,
          workload,
          loop,
          count: peerCount,
          contenders: [contender('bare', probe), ...rivals.map((way) => contender(way, probe))],
        });
    }
  if (instructions) {
    console.log(`\nPython ${python.version}, instructions`);
    console.log((await instructionTable([...matches, ...peers], Number(options.rounds ?? 1))).join('\n'));
    return;
  }
  if (own.length > 0) await contest(matches, limit);
  await contest(peers, { ...limit, rounds: Math.min(PEER_ROUNDS, limit.rounds) });
  console.log(`\nPython ${python.version}`);
  const timed = matches.filter(({ workload }) => workload !== 'memory');
  const living = matches.filter(({ workload }) => workload === 'memory');
  if (timed.length > 0) console.log(timeTable(timed, peers).join('\n'));
  if (living.length > 0) console.log(`\n${memoryTable(living).join('\n')}`);
  for (const note of notes([...matches, ...peers])) console.log(note);
}

function contender(way: WayName, probe: string, title: string = WAYS[way].title): Contender {
  return { way, title, probe, found: [] };
}

/** A copy of a probe's folder; the folder may also be that of a whole repository. */
function copied(folder: string, name: string): string {
  const inner = resolve(folder, 'src', 'probe');
  const copy = join(copies, name);
  cpSync(existsSync(inner) ? inner : resolve(folder), copy, { recursive: true });
  if (!existsSync(join(copy, 'site', 'sitecustomize.py')))
    throw new Error(`${folder} does not hold the probe.`);
  return copy;
}

function listed<Name extends string>(
  text: string | undefined,
  standard: string | undefined,
  all: readonly string[],
  isName: (name: string) => name is Name,
): Name[] {
  return (text ?? standard ?? all.join(',')).split(',').map((name) => {
    if (!isName(name)) throw new Error(`${name} is none of ${all.join(', ')}.`);
    return name;
  });
}

function isLoop(name: string): name is Loop {
  return name === 'asyncio' || name === 'uvloop';
}
