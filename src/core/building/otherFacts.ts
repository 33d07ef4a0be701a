import type { BandKind, ChildKind, Job, JobKind, JobOutcome, PhaseOutcome, TestPhase } from '../facts.ts';
import { RESOURCE_EVENTS, RESOURCE_KINDS } from '../wire.ts';
import { define, type AddRows } from './addRow.ts';
import type { Writable } from './growingTrace.ts';

/** What tasks share, and what goes on off the loop: locks and queues, jobs of executors, children, the collector, tests. */

const JOBS: readonly JobKind[] = ['thread', 'process'];
const JOB_OUTCOMES: readonly JobOutcome[] = ['result', 'error', 'cancelled'];
const CHILDREN: readonly ChildKind[] = ['asyncio', 'fork', 'multiprocessing', 'subprocess'];
const BANDS: readonly BandKind[] = ['test'];
const PHASES: readonly TestPhase[] = ['setup', 'call', 'teardown'];
const PHASE_OUTCOMES: readonly PhaseOutcome[] = ['passed', 'failed', 'skipped', 'xfailed'];

export const OTHER_FACTS: AddRows<
  'resources' | 'resourceEvents' | 'jobs' | 'jobRuns' | 'children' | 'childEnds' | 'collections' | 'bands'
> = {
  resources: (trace, part, { base, columns }, row) => {
    const kind = RESOURCE_KINDS[columns.kind[row]! - 1];
    const id = trace.resources.length + 1;
    if (kind === undefined || !define(part.resources, columns.id[row]!, id)) return false;
    const at = part.time(base + columns.at[row]!);
    trace.resources.push({
      id,
      process: part.index,
      kind,
      class: part.text(columns.class[row]!),
      at,
      place: part.place(columns.place[row]!),
      capacity: columns.capacity[row]!,
      events: [],
    });
    trace.advance(at);
    return true;
  },

  resourceEvents: (trace, part, { base, columns }, row) => {
    const resource = trace.resources[(part.resources.get(columns.resource[row]!) ?? 0) - 1];
    const event = columns.event[row]!;
    if (resource === undefined || RESOURCE_EVENTS[event - 1] === undefined) return false;
    const at = part.time(base + columns.at[row]!);
    const task = part.task(columns.task[row]!);
    resource.events.push(trace.resourceEvents.add(at, resource.id, event, task, columns.value[row]!));
    trace.advance(at);
    return true;
  },

  jobs: (trace, part, { base, columns }, row) => {
    const kind = JOBS[columns.kind[row]! - 1];
    if (kind === undefined) return false;
    const queued = part.time(base + columns.queued[row]!);
    const job: Writable<Job> = {
      id: trace.jobsEver + 1,
      process: part.index,
      kind,
      function: part.text(columns.function[row]!),
      place: part.place(columns.place[row]!),
      task: part.task(columns.task[row]!),
      queued,
      begin: null,
      end: null,
      thread: 0,
      outcome: null,
    };
    if (!define(part.jobs, columns.id[row]!, job)) return false;
    trace.jobsEver++;
    trace.jobs.push(job);
    trace.advance(queued);
    return true;
  },

  jobRuns: (trace, part, { base, columns }, row) => {
    const job = part.jobs.get(columns.job[row]!);
    const outcome = JOB_OUTCOMES[columns.outcome[row]! - 1];
    if (job?.outcome !== null || outcome === undefined) return false;
    job.begin = Math.max(part.time(base + columns.begin[row]!), job.queued);
    job.end = Math.max(part.time(base + columns.end[row]!), job.begin);
    job.thread = part.threads.get(columns.thread[row]!) ?? 0;
    job.outcome = outcome;
    trace.advance(job.end);
    return true;
  },

  children: (trace, part, { base, columns }, row) => {
    const kind = CHILDREN[columns.kind[row]! - 1];
    const id = trace.children.length + 1;
    if (kind === undefined || !define(part.children, columns.id[row]!, id)) return false;
    const at = part.time(base + columns.at[row]!);
    trace.children.push({
      id,
      process: part.index,
      at,
      pid: columns.pid[row]!,
      kind,
      command: part.text(columns.command[row]!),
      task: part.task(columns.task[row]!),
      place: part.place(columns.place[row]!),
      ended: null,
      code: null,
    });
    trace.advance(at);
    return true;
  },

  childEnds: (trace, part, { base, columns }, row) => {
    const child = trace.children[(part.children.get(columns.child[row]!) ?? 0) - 1];
    if (child?.ended !== null) return false;
    child.ended = Math.max(part.time(base + columns.at[row]!), child.at);
    child.code = columns.code[row]!;
    trace.advance(child.ended);
    return true;
  },

  collections: (trace, part, { base, columns }, row) => {
    const [begin, end] = [columns.begin[row]!, columns.end[row]!].map((at) => part.time(base + at));
    if (begin! > end!) return false;
    const thread = part.threads.get(columns.thread[row]!) ?? 0;
    const generation = columns.generation[row]!;
    trace.collections.add(begin!, end!, generation, columns.collected[row]!, thread, part.index);
    trace.advance(end!);
    return true;
  },

  bands: (trace, part, { base, columns }, row) => {
    const kind = BANDS[columns.kind[row]! - 1];
    const code = columns.phase[row]!;
    const phase = PHASES[code - 1];
    if (kind === undefined || (phase === undefined && code !== 0)) return false;
    const told = columns.outcome[row]!;
    const outcome = PHASE_OUTCOMES[told - 1];
    if (outcome === undefined && told !== 0) return false;
    const { band } = part;
    const begin = Math.max(part.time(base + columns.at[row]!), band?.begin ?? 0);
    if (band !== null) {
      band.end ??= begin;
      band.outcome ??= outcome ?? null;
    }
    trace.advance(begin);
    // Over: also of one that began before the recording did.
    if (phase === undefined) return true;
    const name = part.text(columns.name[row]!);
    const task = part.task(columns.task[row]!);
    part.band = { process: part.index, kind, phase, name, task, begin, end: null, outcome: null };
    trace.bands.push(part.band);
    return true;
  },
};
