/** Runs in the page beside the webview's own script: stands in for the host, opens traces, and plays the gestures. */
import type { FromView, ToView } from '../../../../src/core/messages.ts';
import { actsOn, point, wheel, type GestureName } from './acts.ts';
import { frame, measureFrames, task, watchFrames, type FrameTimes } from './frames.ts';

/** How long a trace took to open, in milliseconds since the page's script was asked for. */
export interface Opening {
  readonly firstPaint: number;
  readonly opened: number;
  /** The longest time between two animation frames meanwhile. */
  readonly longestFrame: number;
}

/** What the benchmark asks the page to do. */
export interface Driver {
  /** Loads the webview's script, without a trace. */
  start(): Promise<void>;
  /** Opens a trace of so many runs, in pieces of 1 MiB as the host sends them. */
  open(url: string, runs: number): Promise<Opening>;
  /** Brings the page to where a gesture begins. */
  prepare(gesture: GestureName): Promise<void>;
  /** Plays a gesture over so many frames. */
  play(gesture: GestureName, frames: number): Promise<FrameTimes>;
  /** Clicks here and there, and waits for what that begins: the longest time between two animation frames, in milliseconds. */
  afterClicks(): Promise<number>;
  /** Brings the page back to where it was before. */
  leave(): Promise<void>;
}

const PIECE = 1 << 20;
/** Messages that are on their way at once. */
const IN_FLIGHT = 2;
/** So many clicks, and milliseconds that what each begins is watched. */
const CLICKS = 8;
const WAIT = 400;

watchFrames();
let isReady = false;
let received = 0;
let generation = 0;
window.addEventListener('message', () => {
  received++;
});
Object.assign(window, {
  acquireVsCodeApi: () => ({
    postMessage: (message: FromView) => {
      if (message.type === 'ready') isReady = true;
      if (message.type === 'fault') console.error(message.message);
    },
    getState: () => null,
    setState: () => undefined,
  }),
});

const driver: Driver = {
  async start() {
    const script = document.createElement('script');
    script.src = '/webview.js';
    document.body.append(script);
    while (!isReady) await frame();
    send({
      type: 'sessions',
      sessions: [{ id: 'bench', name: 'Python: server.py', state: 'ended', message: null }],
      shown: 'bench',
    });
    send({ type: 'begin', id: 'bench', generation: ++generation });
    await settled();
  },
  async open(url, runs) {
    const begin = performance.now();
    const { dataset } = document.getElementById('app')!;
    dataset['runs'] = '0';
    let firstPaint = Number.NaN;
    let longestFrame = 0;
    const stream = { isSent: false };
    const sent = sendStream(url).then(() => (stream.isSent = true));
    for (let before = begin; ;) {
      await frame();
      const now = performance.now();
      longestFrame = Math.max(longestFrame, now - before);
      before = now;
      const drawn = Number(dataset['runs']);
      if (drawn > 0 && Number.isNaN(firstPaint)) firstPaint = now - begin;
      if (drawn >= runs && stream.isSent) break;
    }
    await sent;
    // The picture that holds all of it is on the screen only when the next frame begins.
    await frame();
    return { firstPaint, opened: performance.now() - begin, longestFrame };
  },
  async prepare(gesture) {
    const { lanes, labels } = parts();
    key('0');
    await settled();
    if (gesture === 'out' || gesture === 'zoom') point(lanes, 'click', 0.5, 0.1);
    else {
      for (let notch = 0; notch < 10; notch++) wheel(lanes, { y: -120 });
      if (gesture === 'scroll') wheel(labels, { y: 24 * 500 });
    }
    await settled();
  },
  async play(gesture, frames) {
    const { lanes, labels } = parts();
    return measureFrames(frames, actsOn(lanes, labels)[gesture], lanes.querySelector('canvas'));
  },
  async afterClicks() {
    const { lanes, labels } = parts();
    let longest = 0;
    for (let click = 0; click < CLICKS; click++) {
      await frame();
      const begin = performance.now();
      actsOn(lanes, labels).click(click);
      for (let before = begin; before < begin + WAIT;) {
        await frame();
        const now = performance.now();
        longest = Math.max(longest, now - before);
        before = now;
      }
    }
    return longest;
  },
  async leave() {
    wheel(parts().labels, { y: -1e9 });
    key('Escape');
    await settled();
  },
};
Object.assign(window, { driver });

function parts(): { readonly lanes: Element; readonly labels: Element } {
  return { lanes: document.querySelector('.lanes')!, labels: document.querySelector('.labels')! };
}

async function sendStream(url: string): Promise<void> {
  const response = await fetch(url);
  const reader = response.body!.getReader();
  let piece = new Uint8Array(PIECE);
  let filled = 0;
  for (;;) {
    const { done, value } = await reader.read();
    for (let at = 0; value && at < value.length;) {
      const taken = value.subarray(at, at + PIECE - filled);
      piece.set(taken, filled);
      filled += taken.length;
      at += taken.length;
      if (filled < PIECE) break;
      await post(piece);
      piece = new Uint8Array(PIECE);
      filled = 0;
    }
    if (done) break;
  }
  if (filled > 0) await post(piece.slice(0, filled));
}

let posted = 0;
async function post(bytes: Uint8Array): Promise<void> {
  if (posted === 0) received = 0;
  send({ type: 'bytes', generation, bytes });
  posted++;
  while (posted - received >= IN_FLIGHT) await task();
}

function send(message: ToView): void {
  window.postMessage(message, '*');
}

function key(name: string): void {
  document.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true }));
}

/** Until the page has drawn what it was asked for, and what it does a moment later. */
async function settled(): Promise<void> {
  await new Promise((done) => setTimeout(done, 150));
  await frame();
  await frame();
}
