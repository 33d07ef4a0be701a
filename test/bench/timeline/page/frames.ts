/** What so many scripted frames took, in milliseconds. */
export interface FrameTimes {
  /** The page's own script: what the event made it do, and its animation frame. */
  readonly script: number[];
  /** The event's part of that. */
  readonly handler: number[];
  /** From one animation frame to the next: script, style, layout, raster and what else stands in a frame's way. */
  readonly all: number[];
  /** Of some other frames: script, and until a pixel of the picture could be read back. */
  readonly readBack: number[];
  /** In how many frames the page drew. */
  readonly drawn: number;
  /** How many frames there were, those that warm up included. */
  readonly played: number;
}

/** What a scripted frame does before the page draws it. */
export type Act = (frame: number) => void;

const WARM_UP = 10;
const READ_EVERY = 30;

const nextFrame = window.requestAnimationFrame.bind(window);
let script = 0;
let calls = 0;

/** Has the time counted that the page's animation frames take. To be called before the page's own script runs. */
export function watchFrames(): void {
  window.requestAnimationFrame = (callback) =>
    nextFrame((now) => {
      const begin = performance.now();
      callback(now);
      script += performance.now() - begin;
      calls++;
    });
}

/** The next animation frame, after what the page does in it. */
export function frame(): Promise<void> {
  return new Promise((done) => void nextFrame(() => done()));
}

/** The event loop's next turn. */
export function task(): Promise<void> {
  return new Promise((done) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      done();
    };
    port2.postMessage(null);
  });
}

/**
 * So many frames, each with an act before it; fewer where they take longer than `limit` milliseconds together. `picture`:
 * the canvas to read back from, where there is one.
 */
export async function measureFrames(
  count: number,
  act: Act,
  picture: HTMLCanvasElement | null,
  limit = Number.POSITIVE_INFINITY,
): Promise<FrameTimes> {
  const times = {
    script: [] as number[],
    handler: [] as number[],
    all: [] as number[],
    readBack: [] as number[],
  };
  const reader = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!;
  let drawn = 0;
  let played = 0;
  let before = Number.NaN;
  const stop = performance.now() + limit;
  for (let step = -WARM_UP; step < count && (step < 3 || performance.now() < stop); step++) {
    played++;
    // As events of a user come: not between an animation frame and the layout of what it changed.
    await task();
    script = 0;
    calls = 0;
    const begin = performance.now();
    act(step + WARM_UP);
    const handler = performance.now() - begin;
    await frame();
    const isRead = picture !== null && step >= 0 && step % READ_EVERY === READ_EVERY - 1;
    if (step >= 0) {
      if (calls > 0) drawn++;
      if (isRead) {
        const from = performance.now();
        reader.drawImage(picture, 0, 0, 1, 1, 0, 0, 1, 1);
        reader.getImageData(0, 0, 1, 1);
        times.readBack.push(handler + script + performance.now() - from);
      } else {
        times.script.push(handler + script);
        times.handler.push(handler);
        if (!Number.isNaN(before)) times.all.push(performance.now() - before);
      }
    }
    // What the reading cost is no part of the next frame.
    before = isRead ? Number.NaN : performance.now();
  }
  return { ...times, drawn, played };
}
