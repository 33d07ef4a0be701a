/** The same steps in what else draws them: speedscope, vis-timeline, plain D3 on SVG. */
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { installAnchors } from './anchors/install.ts';
import { columnBytes, readSteps, speedscopeProfile } from './anchors/steps.ts';
import { heldBytes, mainThreadTime, openBenchPage } from './benchBrowser.ts';
import type { BenchServer } from './benchServer.ts';
import { bundle } from './bundles.ts';
import { lengthOf, versus, type Goal } from './goals.ts';
import { FRAMES, GESTURES, measureTrace } from './measureTrace.ts';
import type { GestureName } from './page/acts.ts';
import type { AnchorDriver } from './page/anchorDriver.ts';
import { SHAPES } from './shapes.ts';
import { inShort, table, type Played } from './statistics.ts';
import { syntheticTrace, TRACES } from './traces.ts';

const LENGTHS = [100_000, 1_000_000];
/** What is not open by then, in milliseconds, is not measured; a gesture ends after this, with fewer frames. */
const OPEN_LIMIT = 60_000;
const PLAY_LIMIT = 30_000;

interface Contender {
  readonly name: string;
  readonly opened: number;
  readonly megabytes: number;
  readonly played: Readonly<Partial<Record<GestureName, Played>>>;
}

interface AnchorPage {
  readonly name: string;
  readonly url: string;
  readonly script: string;
}

/** Measures the timeline and the anchors on the same steps, prints what they take, and answers who is faster. */
export async function compareAnchors(browser: Browser, server: BenchServer, base: string): Promise<Goal[]> {
  const packages = await installAnchors();
  server.folders.set('/packages/', packages);
  const pages = await anchorPages(server, base);
  const goals: Goal[] = [];
  const tooLong = new Set<string>();
  for (const runs of LENGTHS) {
    const { name } = syntheticTrace(SHAPES.wide, runs);
    const ours = await measureTrace(browser, base, { name, runs });
    const contenders: Contender[] = [
      { ...ours, name: 'Coroscope', megabytes: (ours.bytesOpened * runs) / 2 ** 20 },
    ];
    const steps = readSteps(join(TRACES, name));
    server.made.set('/anchor/steps', columnBytes(steps));
    server.made.set('/anchor/profile.json', speedscopeProfile(steps));
    for (const page of pages) {
      if (tooLong.has(page.name)) continue;
      const measured = await measureAnchor(browser, page);
      if (measured === null) {
        tooLong.add(page.name);
        continue;
      }
      contenders.push(measured);
      const what = `${lengthOf(runs)}, against ${page.name}`;
      goals.push(versus(`${what}: opened`, ours.opened, measured.opened));
      for (const gesture of GESTURES) {
        const [mine, theirs] = [ours.played[gesture], measured.played[gesture]];
        if (mine && theirs)
          goals.push(versus(`${what}: ${gesture}, in all`, mine.all.median, theirs.all.median));
      }
    }
    tell(runs, contenders, [...tooLong]);
  }
  return goals;
}

async function anchorPages(server: BenchServer, base: string): Promise<AnchorPage[]> {
  const html = (head: string): string =>
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Anchor</title>${head}</head><body style="margin:0"><div id="host"></div></body></html>`;
  server.made.set(
    '/vis.html',
    html('<script src="/packages/vis-timeline/standalone/umd/vis-timeline-graph2d.min.js"></script>'),
  );
  server.made.set('/svg.html', html(''));
  const script = (name: string): Promise<string> => bundle('test', 'bench', 'timeline', 'page', name);
  const profile = encodeURIComponent(`${base}/anchor/profile.json`);
  return [
    {
      name: 'speedscope',
      url: `${base}/packages/speedscope/dist/release/index.html#profileURL=${profile}`,
      script: await script('speedscope.ts'),
    },
    { name: 'vis-timeline', url: `${base}/vis.html`, script: await script('visTimeline.ts') },
    { name: 'D3 SVG', url: `${base}/svg.html`, script: await script('plainSvg.ts') },
  ];
}

/** Null where the page was not open in time. */
async function measureAnchor(browser: Browser, anchor: AnchorPage): Promise<Contender | null> {
  const blank = await openBenchPage(browser, null, 'about:blank');
  const empty = await heldBytes(blank.page);
  await blank.context.close();
  // A page reads its own body: its script runs when that is there.
  const script = `addEventListener('DOMContentLoaded', () => { ${anchor.script} });`;
  const { page, context } = await openBenchPage(browser, script, anchor.url);
  const opened = await Promise.race([
    page.evaluate(() => (window as unknown as { anchor: AnchorDriver }).anchor.opened()),
    new Promise<null>((done) => setTimeout(() => done(null), OPEN_LIMIT).unref()),
  ]).catch(() => null);
  if (opened === null) {
    await closeStuck(page);
    return null;
  }
  const megabytes = ((await heldBytes(page)) - empty) / 2 ** 20;
  const played: Partial<Record<GestureName, Played>> = {};
  const gestures = await page.evaluate(() =>
    (window as unknown as { anchor: AnchorDriver }).anchor.gestures(),
  );
  for (const gesture of gestures) {
    const before = await mainThreadTime(page);
    const times = await page.evaluate(
      ([name, frames, limit]) =>
        (window as unknown as { anchor: AnchorDriver }).anchor.play(name, frames, limit),
      [gesture, FRAMES, PLAY_LIMIT] as const,
    );
    played[gesture] = inShort(times, (await mainThreadTime(page)) - before);
  }
  await context.close();
  return { name: anchor.name, opened, megabytes, played };
}

/** A page whose script does not come to an end does not close by itself: it is made to crash. */
async function closeStuck(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await Promise.race([
    session.send('Page.crash').catch(() => undefined),
    new Promise((done) => setTimeout(done, 2_000)),
  ]);
  await page.context().close();
}

function tell(runs: number, contenders: readonly Contender[], tooLong: readonly string[]): void {
  const lines = contenders.map(({ name, opened, megabytes, played }) => [
    name,
    `${(opened / 1000).toFixed(2)} s`,
    `${megabytes.toFixed(0)} MiB`,
    ...GESTURES.map((gesture) => {
      const all = played[gesture]?.all;
      return all ? `${all.median.toFixed(1)} / ${all.p95.toFixed(1)}` : '–';
    }),
  ]);
  const none = tooLong.map((name) => `${name}: not open after ${OPEN_LIMIT / 1000} s`);
  console.log(
    [
      `\n${lengthOf(runs)} steps of ${SHAPES.wide.title}, beside others (in all, milliseconds, median / p95)`,
      table([['', 'opened', 'memory', ...GESTURES], ...lines]),
      ...none,
    ].join('\n'),
  );
}
