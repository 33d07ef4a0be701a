import { laneSample, SAMPLE_HEIGHT, SAMPLE_WIDTH, testSample } from '../legendSample.ts';
import type { LegendEntry } from '../legendEntries.ts';
import { paintLanes } from '../painter.ts';
import { paintTests } from '../tests/paintTests.ts';
import type { Theme } from '../theme.ts';
import { paintAxis } from './paintAxis.ts';
import type { PaintTarget } from './target.ts';

/** How wide the mark in a sample of the time axis is, and where it begins. */
const MARK = { x0: 9, x1: 12 };

/** Paints what stands beside an entry of the legend: a piece of the lanes, of the strip of tests, or of the time axis. */
export function paintSample(target: PaintTarget, { shows }: LegendEntry, theme: Theme): void {
  if (!('marker' in shows || 'test' in shows)) return paintLanes(target, laneSample(shows), theme);
  const { context } = target;
  context.fillStyle = theme.background;
  context.fillRect(0, 0, SAMPLE_WIDTH, SAMPLE_HEIGHT);
  if ('test' in shows) return paintTests(target, testSample(shows.test), theme);
  const bare = { ticks: [], blocks: [], range: null, stop: null, pointer: null };
  const markers = [{ kind: shows.marker, ...MARK, y: null }];
  paintAxis(target, { ...bare, width: SAMPLE_WIDTH, height: SAMPLE_HEIGHT - 3, markers }, theme);
}
