import { processOfPid } from '../../core/inspect/taskKeys.ts';
import type { Trace } from '../../core/trace.ts';
import { SECOND, type Nanos } from '../../core/units.ts';
import { hasDebugger } from '../debug/debugTypes.ts';
import type { Debuggee } from '../debug/debuggees.ts';

/** A loop whose run goes on for so long hangs: then the program is asked, as it has nothing else to tell. */
const HANGS_FROM: Nanos = SECOND;
/** So does one that was in a run when the recording, in milliseconds, last said anything: not even the probe can run then. */
const SILENT_FROM = 1_500;

/** Tells programs that hang, by what their recordings say, and no longer say. */
export class Hanging {
  private readonly pulses = new WeakMap<Trace, { now: Nanos; since: number }>();

  /** Whether a loop of a process is in a run that does not end. */
  hangs({ session, pid, debug }: Debuggee): boolean {
    if (session === null || !hasDebugger(debug)) return false;
    const { trace } = session.recording;
    const process = pid === null ? 0 : processOfPid(trace, pid);
    const isSilent = this.silence(trace) >= SILENT_FROM;
    for (const { loop, begin } of trace.running.values())
      if (trace.loop(loop)?.process === process && (isSilent || trace.now - begin >= HANGS_FROM)) return true;
    return false;
  }

  /** For how many milliseconds a recording has not come on. */
  private silence(trace: Trace): number {
    const time = performance.now();
    const known = this.pulses.get(trace);
    if (known?.now === trace.now) return time - known.since;
    this.pulses.set(trace, { now: trace.now, since: time });
    return 0;
  }
}
