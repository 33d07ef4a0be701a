/** Measures a frame's script while panning and zooming over large traces: `node test/webview/frameTimes.ts`. */
import { openBrowser, openHarness } from './harness.ts';
import { denseTrace } from './sampleTraces.ts';

const browser = await openBrowser();
for (const [lanes, steps] of [
  [50, 2_000],
  [50, 20_000],
  [1_000, 1_000],
] as const) {
  const harness = await openHarness(browser, { width: 1900, height: 1360 });
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
      await harness.page.evaluate(() => new Promise((done) => requestAnimationFrame(done)));
    }
    const frames = (await harness.frames()).filter((time) => time > 0.1).sort((a, b) => a - b);
    const at = (share: number): string => (frames[Math.floor(frames.length * share)] ?? 0).toFixed(1);
    console.log(
      `${lanes} lanes, ${lanes * steps} steps, ${notches} notches in: median ${at(0.5)} ms, p95 ${at(0.95)} ms of ${frames.length} frames; opened in ${opened} ms`,
    );
  }
  await harness.page.context().close();
}
await browser.close();
