import { SLOW_BEAT } from './present.ts';

/** What a frame has to draw: only what the pointer adds, or everything. */
export type Extent = 'overlay' | 'all';

/** How often the picture advances while nothing new comes, in milliseconds. */
const BEAT = 100;

/** Whether the picture would be another one soon, without anything new; `slowly`: it is enough to look now and then. */
export type GoesOn = boolean | 'slowly';

/** The one loop that draws. */
export interface FrameLoop {
  /** Asks for a frame. However much changes, there is one; while the page is hidden, none. */
  readonly redraw: (what?: Extent) => void;
}

/**
 * Makes the loop. `draw` answers whether the picture would be another one a moment later: then it is drawn again by the
 * beat. Otherwise nothing is drawn until somebody asks.
 */
export function createFrameLoop(draw: (what: Extent) => GoesOn): FrameLoop {
  let asked: Extent | 'nothing' = 'nothing';
  let frame = 0;
  let beat: ReturnType<typeof setTimeout> | undefined;
  const redraw = (what: Extent = 'all'): void => {
    if (asked !== 'all') asked = what;
    if (frame === 0 && !document.hidden) frame = requestAnimationFrame(run);
  };
  const run = (): void => {
    const what = asked === 'nothing' ? 'all' : asked;
    frame = 0;
    asked = 'nothing';
    const goesOn = draw(what);
    if (what === 'overlay') return;
    clearTimeout(beat);
    if (goesOn && !document.hidden) beat = setTimeout(redraw, goesOn === 'slowly' ? SLOW_BEAT : BEAT);
  };
  document.addEventListener('visibilitychange', () => {
    clearTimeout(beat);
    redraw();
  });
  return { redraw };
}
