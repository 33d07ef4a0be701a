import { LineCosts } from '../../../core/analysis/lineCosts.ts';
import { LongestSteps } from '../../../core/analysis/longestSteps.ts';
import type { Trace } from '../../../core/trace.ts';
import type { Nanos } from '../../../core/units.ts';
import type { Session } from '../../session.ts';
import { fileIdentity } from './fileIdentity.ts';
import { shownCosts, type ShownCost } from './measuredCosts.ts';
import { RunTexts } from './runTexts.ts';

/** So many runs of the trace are looked at in one go: some milliseconds' worth. */
const RUNS_AT_ONCE = 50_000;

/** One run of a program, as far as it concerns source files: which ones it ran, as what text, and what they cost. */
export class MeasuredRun {
  readonly session: Session;
  /** What its files said when it began; so this is to be made then. */
  readonly texts = new RunTexts();
  private readonly costs = new LineCosts();
  private readonly steps = new LongestSteps();
  /** By {@link fileIdentity}: the names of the files that the trace mentions. */
  private readonly names = new Map<string, string[]>();
  private readonly named = new Set<string>();
  private nextPlace = 1;
  private revision = -1;
  private isComplete = false;

  constructor(session: Session) {
    this.session = session;
  }

  get trace(): Trace {
    return this.session.recording.trace;
  }

  get isLive(): boolean {
    return this.session.info.state === 'live' || this.session.info.state === 'paused';
  }

  /** Whether all steps up to now are taken in. */
  get hasAllSteps(): boolean {
    return this.isComplete;
  }

  /** Takes in what came since the last call. Answers whether that was all. */
  async update(): Promise<boolean> {
    const { trace } = this;
    if (this.isComplete && this.revision === trace.revision) return true;
    this.revision = trace.revision;
    this.costs.update(trace, RUNS_AT_ONCE);
    this.isComplete = this.steps.update(trace, RUNS_AT_ONCE);
    await this.identifyFiles();
    return this.isComplete;
  }

  /** Whether code of that file is known to have run. */
  ran(identity: string): boolean {
    return this.names.has(identity);
  }

  /** What there is to show in the lines of that file; `lines`: those that ran. */
  costsOf(identity: string, lines: readonly string[]): readonly ShownCost[] {
    return shownCosts(this.trace, this.costs, this.names.get(identity) ?? [], lines);
  }

  /** The longest step of that function; null when it is not known, or not yet. */
  longestStep(identity: string, qualifiedName: string): Nanos | null {
    const names = this.names.get(identity) ?? [];
    return this.isComplete ? this.steps.of(qualifiedName, (file) => names.includes(file)) : null;
  }

  private async identifyFiles(): Promise<void> {
    const { trace } = this;
    const files = new Set<string>();
    for (let place = trace.place(this.nextPlace); place !== undefined; place = trace.place(++this.nextPlace))
      if (place.scope !== 'stdlib' && !this.named.has(place.file)) files.add(place.file);
    for (const file of files) {
      this.named.add(file);
      const identity = await fileIdentity(this.session.localFile(file));
      this.names.set(identity, [...(this.names.get(identity) ?? []), file]);
    }
  }
}
