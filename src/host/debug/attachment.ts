import { attachExpression, bundleExpression, type ProbeOptions } from '../../entry/probeEntry.ts';
import type { Guests } from '../listener.ts';
import { log } from '../log.ts';
import { DapStreams } from './dapStreams.ts';
import type { DebuggedProcess, Entry } from './debuggee.ts';
import { fields } from './tracker.ts';
import { WHY } from './whyNothing.ts';

/** How long a probe that has started may take until it reports, in milliseconds. */
const HELLO_MILLISECONDS = 2_000;

/** What is known of the process that is attached to. */
export interface AttachmentParts {
  readonly debuggee: DebuggedProcess;
  readonly probeFolder: string;
  readonly options: ProbeOptions & { readonly stream: string };
  /** Who gets what comes by events of the debugger. */
  readonly guests: Guests;
}

/**
 * The probe's way into a process that runs already, on whatever machine that is. It starts from its files where they are to be
 * found, else from their texts; it reports to the socket, else by events of the debugger. That a socket can be connected to does not
 * mean that this window listens there: in a container the same path may be another's. So where no report comes,
 * the probe is told to report by events.
 */
export class Attachment implements Entry {
  private readonly parts: AttachmentParts;
  private readonly streams: DapStreams;
  private options: ProbeOptions;
  private hasFiles = true;
  private hasBegun = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(parts: AttachmentParts) {
    this.parts = parts;
    this.options = { ...parts.options, dap: 'fallback' };
    this.streams = new DapStreams(parts.options.stream, parts.guests);
  }

  begin(): void {
    if (this.hasBegun) return;
    this.hasBegun = true;
    this.enter();
  }

  own(body: unknown): void {
    if (this.streams.take(body)) return;
    const { need, refused, stream } = fields(body);
    if (stream !== this.parts.options.stream) return;
    if (need === 'probe' && this.hasFiles) {
      this.hasFiles = false;
      this.enter();
    }
    if (refused !== undefined) {
      clearTimeout(this.timer);
      this.parts.debuggee.refuse(WHY.otherWindow);
    }
  }

  end(): void {
    clearTimeout(this.timer);
    this.streams.end();
  }

  private enter(): void {
    void this.evaluate().then(
      () => {
        clearTimeout(this.timer);
        // A child reports only when it uses asyncio, if it ever does.
        if (this.isAwaited()) this.timer = setTimeout(() => this.isLate(), HELLO_MILLISECONDS);
      },
      (error: unknown) => {
        log.error('starting the probe', error);
        if (this.isAwaited()) this.parts.debuggee.refuse(WHY.refusedByDebugger);
      },
    );
  }

  private async evaluate(): Promise<unknown> {
    const { debuggee, probeFolder } = this.parts;
    const expression = this.hasFiles
      ? attachExpression(probeFolder, this.options)
      : await bundleExpression(probeFolder, this.options);
    return debuggee.evaluateQuietly(expression);
  }

  private isLate(): void {
    if (!this.isAwaited()) return;
    if (this.options.dap === 'only') return this.parts.debuggee.refuse(WHY.silent);
    this.options = { ...this.options, dap: 'only' };
    this.enter();
  }

  private isAwaited(): boolean {
    const { debuggee, options } = this.parts;
    return options.child !== true && debuggee.state !== 'ended' && debuggee.session?.info.state === 'waiting';
  }
}
