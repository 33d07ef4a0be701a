import { addEnds, addSamples, forgetRunning, setRunning } from './building/activity.ts';
import {
  addCallbacks,
  addGroups,
  addLoop,
  addPlaces,
  addSites,
  addStacks,
  addTasks,
} from './building/definitions.ts';
import { addFacts } from './building/facts.ts';
import { forgetBefore } from './building/forget.ts';
import { GrowingTrace } from './building/growingTrace.ts';
import { ProcessPart } from './building/processPart.ts';
import { addRuns } from './building/runs.ts';
import { Decoder } from './decode.ts';
import type { Frame } from './frames.ts';
import { asNumber, asText, type Json } from './json.ts';
import { MOST_FORGOTTEN } from './runChunks.ts';
import { MILLISECOND, type Nanos, type RunIndex } from './units.ts';
import { DEFAULT_THRESHOLD } from './wire.ts';

/** As many as the columns have room for. */
const MOST_PROCESSES = 0xffff;

/**
 * The trace's only writer: bytes in, a trace that grew out. It trusts nothing: what the stream says is checked against
 * what may follow what (ids defined before use, a lane's runs ordered and disjoint, a task ends once), and what breaks
 * a rule becomes a problem of the trace instead of an entry.
 */
export class TraceBuilder extends GrowingTrace {
  private readonly decoder = new Decoder();
  /** Whose frames follow; null where the stream names no process that can be. */
  private part: ProcessPart | null;

  constructor() {
    super();
    this.part = new ProcessPart(this);
    this.parts.push(this.part);
  }

  /** Reads further bytes of the stream. Never throws. */
  push(bytes: Uint8Array): void {
    this.decoder.push(
      bytes,
      (frame) => this.apply(frame),
      (problem) => this.report('stream', `${problem.message} (at byte ${problem.offset})`),
    );
    this.revision++;
  }

  private apply(frame: Frame): void {
    if (frame.kind === 'process') this.part = this.partOf(frame.index);
    else if (this.part !== null) this.applyOf(this.part, frame);
  }

  private partOf(index: number): ProcessPart | null {
    if (index === this.parts.length && index < MOST_PROCESSES) this.parts.push(new ProcessPart(this));
    const part = this.parts[index] ?? null;
    if (part === null) this.report('stream', `frames of process ${index}, before those of others`);
    return part;
  }

  private applyOf(part: ProcessPart, frame: Exclude<Frame, { kind: 'process' }>): void {
    switch (frame.kind) {
      case 'header':
        return this.setHeader(part, frame.json);
      case 'strings':
        for (const text of frame.texts) part.strings.push(text);
        return;
      case 'places':
        return addPlaces(this, part, frame);
      case 'sites':
        return addSites(this, part, frame);
      case 'groups':
        return addGroups(this, part, frame);
      case 'callbacks':
        return addCallbacks(this, part, frame);
      case 'stacks':
        return addStacks(this, part, frame);
      case 'loop':
        return addLoop(this, part, frame.json);
      case 'tasks':
        return addTasks(this, part, frame);
      case 'runs':
        return addRuns(this, part, frame);
      case 'samples':
        return addSamples(this, part, frame);
      case 'ends':
        return addEnds(this, part, frame);
      case 'facts':
        return addFacts(this, part, frame);
      case 'beat':
        return setRunning(this, part, frame);
      case 'loss':
        this.losses.push({
          process: part.index,
          from: part.time(frame.from),
          to: part.time(frame.to),
          runs: frame.runs,
          facts: frame.facts,
        });
        this.dropped += frame.runs;
        return;
      case 'pause':
        return this.setPause(part.time(frame.at), frame.stopped);
      case 'forget':
        return this.forget(frame.first, part.time(frame.until));
      case 'problem':
        return this.report(
          'probe',
          `${asText(frame.json['where'])}: ${asText(frame.json['message'])}`,
          part.index,
        );
      case 'finish':
        return this.finish(part, part.time(frame.at));
    }
  }

  private setHeader(part: ProcessPart, json: Json): void {
    if (!part.setHeader(json, this.parts[0]!) || part.index !== 0) return;
    this.process = part.info;
    this.blockingFrom = readThreshold(json);
  }

  private finish(part: ProcessPart, at: Nanos): void {
    part.info.finished ??= at;
    if (part.index === 0) this.finished = part.info.finished;
    forgetRunning(this, part);
    this.advance(at);
  }

  private forget(first: RunIndex, until: Nanos): void {
    if (first > MOST_FORGOTTEN) this.report('stream', `${first} runs that are let go`);
    else forgetBefore(this, this.parts, first, until);
  }

  private setPause(at: Nanos, stopped: boolean): void {
    const last = this.pauses.at(-1);
    const isOpen = last?.end === null;
    if (stopped && !isOpen) this.pauses.push({ begin: Math.max(at, last?.end ?? 0), end: null });
    if (!stopped && isOpen) last.end = Math.max(at, last.begin);
    this.advance(at);
  }
}

function readThreshold(json: Json): Nanos {
  const threshold = asNumber(json['threshold']);
  return threshold >= MILLISECOND ? threshold : DEFAULT_THRESHOLD;
}
