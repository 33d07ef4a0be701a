/** Measures a frame's script over large traces, while panning, zooming and growing: `node test/webview/frameTimes.ts`. */
import type { Browser } from 'playwright-core';
import { TraceWriter } from '../core/traceWriter.ts';
import { launchBrowser } from '../support/chromium.ts';
import { openHarness, type Harness } from './harness.ts';
import { denseTrace } from './sampleTraces.ts';

const SIZE = { width: 1900, height: 1360 };
const browser = await launchBrowser();
for (const [lanes, steps] of [
  [50, 2_000],
  [50, 20_000],
  [1_000, 1_000],
] as const)
  await measurePanning(browser, lanes, steps);
await measureGrowth(browser, 100_000, 10_000, 33);
await browser.close();

async function measurePanning(on: Browser, lanes: number, steps: number): Promise<void> {
  const harness = await openHarness(on, SIZE);
  const bytes = denseTrace(lanes, steps).bytes();
  const start = Date.now();
  await harness.show(bytes);
  const opened = Date.now() - start;
  for (const notches of [0, 10, 30]) {
    await harness.page.mouse.move(900, 500);
    for (let notch = 0; notch < notches; notch++) await harness.page.mouse.wheel(0, -120);
    await harness.settled();
    await harness.frames();
    for (let step = 0; step < 120; step++) {
      await harness.page.mouse.wheel(step % 40 < 20 ? 23 : -23, 0);
      await nextFrame(harness);
    }
    await report(
      harness,
      `${lanes} lanes, ${lanes * steps} steps, ${notches} notches in; opened in ${opened} ms`,
    );
  }
  await harness.page.context().close();
}

/** A server's trace: so many tasks, most of them over, and in every frame some more begin and end. */
async function measureGrowth(on: Browser, tasks: number, alive: number, more: number): Promise<void> {
  const harness = await openHarness(on, SIZE);
  const writer = new TraceWriter().header().loop();
  const site = writer.site('stream', writer.place('/home/ada/shop/server.py', 12, 'handle'));
  let now = 1_000_000;
  let newest = 0;
  let oldest = 1;
  const grow = (count: number, keep: number): void => {
    const runs = [];
    for (let made = 0; made < count; made++) {
      writer.task(++newest, {
        name: `request-${newest}`,
        coroutine: 'handle',
        created: now,
        parent: newest % 9,
      });
      runs.push({ task: newest, begin: now + 2000, end: now + 30_000, ready: now, site });
      now += 33_000;
    }
    writer.runs(runs);
    for (; newest - oldest >= keep; oldest++) writer.end(oldest, now, 'result');
  };
  grow(tasks, alive);
  let sent = writer.bytes().length;
  await harness.show(writer.bytes(), 'live');
  await report(harness, `${tasks} tasks, first picture`);
  const pieces: Uint8Array[] = [];
  for (let step = 0; step < 120; step++) {
    grow(more, alive);
    const bytes = writer.beat(now).bytes();
    pieces.push(bytes.slice(sent));
    sent = bytes.length;
  }
  for (const where of ['top', 'bottom']) {
    await harness.page.mouse.move(100, 500);
    await harness.page.mouse.wheel(0, where === 'top' ? -1e8 : 1e8);
    await harness.settled();
    await harness.frames();
    for (const piece of pieces.splice(0, 60)) {
      await harness.more(piece, false);
      await nextFrame(harness);
    }
    await report(harness, `${tasks} tasks, ${alive} alive, ${more} more in each frame, at the ${where}`);
  }
  await harness.page.waitForTimeout(700);
  await harness.frames();
  for (let step = 0; step < 60; step++) {
    await harness.page.mouse.wheel(0, step % 2 === 0 ? -240 : 120);
    await nextFrame(harness);
  }
  await report(harness, `${tasks} tasks, scrolling`);
}

async function nextFrame(harness: Harness): Promise<void> {
  await harness.page.evaluate(() => new Promise((done) => requestAnimationFrame(done)));
}

async function report(harness: Harness, what: string): Promise<void> {
  const frames = (await harness.frames()).filter((time) => time > 0.1).sort((a, b) => a - b);
  const at = (share: number): string => (frames[Math.floor(frames.length * share)] ?? 0).toFixed(1);
  console.log(`${what}: median ${at(0.5)} ms, p95 ${at(0.95)} ms of ${frames.length} frames`);
}
