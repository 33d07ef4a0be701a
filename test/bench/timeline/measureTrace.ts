/** Opens a trace in the timeline's page, and plays all gestures on it. */
import type { Browser } from 'playwright-core';
import { heldBytes, mainThreadTime, openBenchPage } from './benchBrowser.ts';
import type { GestureName } from './page/acts.ts';
import type { Driver, Opening } from './page/driver.ts';
import { inShort, type Played } from './statistics.ts';

export const GESTURES: readonly GestureName[] = ['out', 'zoom', 'pan', 'scroll', 'hover', 'click'];
export const FRAMES = 120;

/** Whether text names a gesture. */
export function isGestureName(text: string): text is GestureName {
  return GESTURES.some((gesture) => gesture === text);
}

/** What opening and drawing a trace took. */
export interface Measured extends Opening {
  readonly runs: number;
  /** Bytes that the page holds because of the trace, for each run: when it is open, and when all was looked at. */
  readonly bytesOpened: number;
  readonly bytesLooked: number;
  /** The longest time between two frames in what clicks begin, in milliseconds; NaN where none is played. */
  readonly afterClicks: number;
  readonly played: Readonly<Partial<Record<GestureName, Played>>>;
}

/** Measures a trace of so many runs. */
export async function measureTrace(
  browser: Browser,
  base: string,
  trace: { readonly name: string; readonly runs: number },
  gestures: readonly GestureName[] = GESTURES,
): Promise<Measured> {
  const { page, context } = await openBenchPage(browser, null, `${base}/timeline.html`);
  const url = `${base}/traces/${trace.name}`;
  const { runs } = trace;
  await page.evaluate(() => (window as unknown as { driver: Driver }).driver.start());
  const empty = await heldBytes(page);
  const opening = await page.evaluate(
    ([from, count]) => (window as unknown as { driver: Driver }).driver.open(from, count),
    [url, runs] as const,
  );
  const opened = await heldBytes(page);
  let afterClicks = Number.NaN;
  const played: Partial<Record<GestureName, Played>> = {};
  for (const gesture of gestures) {
    await page.evaluate((name) => (window as unknown as { driver: Driver }).driver.prepare(name), gesture);
    const before = await mainThreadTime(page);
    const times = await page.evaluate(
      ([name, frames]) => (window as unknown as { driver: Driver }).driver.play(name, frames),
      [gesture, FRAMES] as const,
    );
    played[gesture] = inShort(times, (await mainThreadTime(page)) - before);
    if (gesture === 'click')
      afterClicks = await page.evaluate(() => (window as unknown as { driver: Driver }).driver.afterClicks());
    await page.evaluate(() => (window as unknown as { driver: Driver }).driver.leave());
  }
  const looked = await heldBytes(page);
  await context.close();
  return {
    ...opening,
    runs,
    bytesOpened: (opened - empty) / runs,
    bytesLooked: (looked - empty) / runs,
    afterClicks,
    played,
  };
}
