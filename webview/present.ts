import { endOfTrace, type Trace } from '../src/core/trace.ts';
import { MILLISECOND, SECOND, type Nanos } from '../src/core/units.ts';

/** How far the picture may run ahead of what is known: longer, and silence means that nobody knows. */
const FURTHEST: Nanos = SECOND / 2;

/** How often the picture advances while the debugger holds the program, in milliseconds. */
export const SLOW_BEAT = 500;

/**
 * The edge of the picture at which time passes. News comes in beats; between them the present goes on by the clock, so
 * that the picture moves evenly. It never goes back, never gets far ahead, and nothing but "up to now" is drawn by it.
 */
export class Present {
  now: Nanos = 0;
  /** True while it will be later at the next look, even without news. */
  isMoving = false;
  private known: Nanos = -1;
  private knownAt = 0;

  /** Looks at the trace; `clock` in milliseconds. Where time does not go on, the present is what is known. */
  update(trace: Trace, clock: number, goesOn: boolean): void {
    const known = this.look(trace, clock);
    const ahead = Math.min((clock - this.knownAt) * MILLISECOND, FURTHEST);
    this.isMoving = goesOn && ahead < FURTHEST;
    this.now = goesOn ? Math.min(Math.max(this.now, known + ahead), known + FURTHEST) : known;
  }

  /**
   * The same while the debugger holds the program: nothing comes of it, perhaps for hours, but that it stands is known. Time goes
   * on in steps of {@link SLOW_BEAT}.
   */
  stand(trace: Trace, clock: number): void {
    const known = this.look(trace, clock);
    const ahead = Math.floor((clock - this.knownAt) / SLOW_BEAT) * SLOW_BEAT * MILLISECOND;
    this.isMoving = true;
    this.now = Math.max(this.now, known + ahead);
  }

  private look(trace: Trace, clock: number): Nanos {
    const known = endOfTrace(trace);
    if (known !== this.known) {
      this.known = known;
      this.knownAt = clock;
    }
    return known;
  }
}
