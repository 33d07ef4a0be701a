/** A program that records more than the limit: the timeline goes on, and so does one that is opened meanwhile. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { debugFile, waitUntilEnded } from '../support/debugging.ts';
import { runCommand } from '../support/palette.ts';
import { repository } from '../support/paths.ts';
import { drawn, showTimeline, traceOf, waitForTimeline } from '../support/timeline.ts';
import { useWindow } from './window.ts';

const launch = {
  version: '0.2.0',
  configurations: [
    {
      name: 'steady',
      type: 'debugpy',
      request: 'launch',
      program: '${file}',
      args: ['20000', '25'],
      console: 'internalConsole',
    },
  ],
};
const window = useWindow({
  files: {
    '.vscode/launch.json': JSON.stringify(launch),
    'steady.py': readFileSync(join(repository, 'test', 'bench', 'steady.py'), 'utf8'),
  },
  settings: { 'coroscope.recordingMegabytes': 1 },
});

let frame: Frame;

beforeAll(async () => {
  await debugFile(window.page, window.file('steady.py'), { debug: false });
  frame = await showTimeline(window.page);
});

test('the timeline goes on when the recording has reached its limit, and when it is opened anew', async () => {
  await waitForTimeline(frame, 'live');
  // A step takes about 17 bytes: by then the oldest have been let go.
  await expect.poll(async () => (await drawn(frame)).runs).toBeGreaterThan(120_000);
  await runCommand(window.page, 'View: Close All Editors');
  frame = await showTimeline(window.page);
  await waitForTimeline(frame, 'live');
  await expect.poll(async () => (await drawn(frame)).runs).toBeGreaterThan(150_000);
  await waitUntilEnded(window.page);
  await waitForTimeline(frame, 'ended');
  const trace = await traceOf(frame);
  expect(trace.problems).toEqual([]);
  // What has come is read a little later.
  await expect.poll(async () => (await drawn(frame)).runs).toBe(trace.runs.length);
  expect(trace.forgotten?.runs).toBe(trace.runs.first);
  expect(trace.runs.first).toBeGreaterThan(100_000);
  expect(trace.finished).not.toBeNull();
  // The tasks that were there all the time have not been let go with their first steps.
  expect(trace.tasks.filter(({ coroutine }) => coroutine === 'work')).toHaveLength(100);
});
