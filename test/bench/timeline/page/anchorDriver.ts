/** Runs in an anchor's page: tells when it is open, and plays the gestures on it. */
import type { Act } from './frames.ts';
import type { GestureName } from './acts.ts';
import { frame, measureFrames, watchFrames, type FrameTimes } from './frames.ts';

/** An anchor as its own page makes it: which element to look at, and what each gesture is there. */
export interface Anchor {
  readonly prepare: (gesture: GestureName) => void;
  readonly acts: Readonly<Partial<Record<GestureName, Act>>>;
}

/** What the benchmark asks an anchor's page to do. */
export interface AnchorDriver {
  /** Milliseconds from the begin of the page until it was open. */
  opened(): Promise<number>;
  gestures(): readonly GestureName[];
  play(gesture: GestureName, frames: number, limit: number): Promise<FrameTimes>;
}

/** Makes the driver of a page. `open` settles once the picture was asked for. */
export function driveAnchor(open: () => Promise<Anchor>): void {
  watchFrames();
  let anchor: Anchor;
  const opening = open().then(async (made) => {
    anchor = made;
    await frame();
    await frame();
    return performance.now();
  });
  const driver: AnchorDriver = {
    opened: () => opening,
    gestures: () => Object.keys(anchor.acts) as GestureName[],
    async play(gesture, frames, limit) {
      anchor.prepare(gesture);
      await new Promise((done) => setTimeout(done, 150));
      await frame();
      return measureFrames(frames, anchor.acts[gesture]!, null, limit);
    },
  };
  Object.assign(window, { anchor: driver });
}

/** Begins, ends and lanes of the steps, as the benchmark serves them. */
export async function fetchSteps(): Promise<{ begin: Float64Array; end: Float64Array; lane: Uint32Array }> {
  const bytes = await (await fetch('/anchor/steps')).arrayBuffer();
  const count = bytes.byteLength / 20;
  return {
    begin: new Float64Array(bytes, 0, count),
    end: new Float64Array(bytes, 8 * count, count),
    lane: new Uint32Array(bytes, 16 * count, count),
  };
}
