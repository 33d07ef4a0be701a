import type { View } from './viewport.ts';

const LENGTH = 140;

let running = 0;

/** Ends a movement where it is: the user took over. */
export function stopAnimation(): void {
  cancelAnimationFrame(running);
}

/** Moves from one view to another in a few frames, at once for those who asked for less motion. */
export function animate(from: View, to: View, show: (view: View) => void): void {
  stopAnimation();
  if (matchMedia('(prefers-reduced-motion: reduce)').matches || document.hidden) return show(to);
  const start = performance.now();
  const spans = [from.end - from.begin, to.end - to.begin] as const;
  const step = (now: number): void => {
    const share = Math.min(1, Math.max(0, (now - start) / LENGTH));
    if (share >= 1) return show(to);
    const eased = 1 - (1 - share) ** 3;
    // The span changes by equal factors, not by equal steps; the middle goes with it.
    const span = spans[0] * (spans[1] / spans[0]) ** eased;
    const part = spans[0] === spans[1] ? eased : (span - spans[0]) / (spans[1] - spans[0]);
    const begin = from.begin + (to.begin - from.begin) * part;
    show({ begin, end: begin + span });
    running = requestAnimationFrame(step);
  };
  running = requestAnimationFrame(step);
}
