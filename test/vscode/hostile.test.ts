/** Hostile names, and hostile clients at the probe's socket: nothing is executed, and the session goes on. */
import { globSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { debugFile, waitUntilEnded } from '../support/debugging.ts';
import { openFile } from '../support/palette.ts';
import { drawn, laneRow, laneRows, showTimeline, traceOf, waitForTimeline } from '../support/timeline.ts';
import { notifications } from '../support/workbench.ts';
import { useWindow } from './window.ts';

const NAMES = `\
import asyncio
import os

NAMES = [
    "<img src=x onerror=alert(1)>",
    "<script>alert(2)</script>",
    "\\x00\\x07\\x1b[31m\\r\\nsecond line",
    "\\ud800 alone \\udfff",
    "\\u202eevorp \\u2066",
    "x" * (4 * 1024 * 1024),
    "",
]


async def work():
    await asyncio.sleep(0.02)
    raise ValueError("<img src=y onerror=alert(3)>" + "z" * (1024 * 1024))


async def main():
    await asyncio.gather(*(asyncio.create_task(work(), name=name) for name in NAMES), return_exceptions=True)
    while not os.path.exists("enough"):
        await asyncio.sleep(0.02)


asyncio.run(main())
`;

const window = useWindow({ files: { 'names.py': NAMES }, width: 1600, height: 1400 });
let frame: Frame;
const alarms: string[] = [];

beforeAll(async () => {
  const { page } = window;
  page.on('dialog', (dialog) => {
    alarms.push(dialog.message());
    void dialog.dismiss();
  });
  await openFile(page, window.file('names.py'));
  frame = await showTimeline(page);
  await debugFile(page, window.file('names.py'));
  await waitForTimeline(frame, 'live');
});

test('names are drawn as text', async () => {
  await expect.poll(async () => (await drawn(frame)).tasks).toBe(8);
  await laneRow(frame, '<img src=x onerror=alert(1)>').waitFor();
  await laneRow(frame, '<script>alert(2)</script>').waitFor();
  const names = (await laneRows(frame)).slice(2).map(({ name }) => name);
  expect(names).toHaveLength(7);
  expect(names[2]).toBe('\\u0000\\u0007\\u001b[31m\\u000d\\u000asecond line');
  expect(names[3]).toMatch(/ud800 alone .*udfff/);
  expect(names[4]).toBe('\\u202eevorp \\u2066');
  expect(names[5]).toMatch(/^x{10,100}…$/);
});

test('selected, hovered and in the details they are text, too', async () => {
  for (const row of [2, 3, 7]) {
    const label = frame.locator(`.lane-label[data-row="${String(row)}"]`);
    await label.hover();
    await label.click();
    await expect.poll(() => label.getAttribute('aria-selected')).toBe('true');
    await expect.poll(() => frame.locator('.details').textContent()).toContain('ValueError: <img src=y');
  }
  expect(await frame.locator('#app').locator('img:not(.swatch), script, iframe, object').count()).toBe(0);
  expect(alarms).toEqual([]);
});

test('clients without a token are thrown out, and disturb nobody', async () => {
  const sockets = globSync(join(tmpdir(), 'coroscope-*', 'probe.sock'));
  expect(sockets.length).toBeGreaterThan(0);
  const { runs } = await drawn(frame);
  const garbage = [
    Buffer.from('coroscope/2 ' + '0'.repeat(64) + '\n'),
    Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'),
    Buffer.alloc(256 * 1024, 0xff),
    Buffer.from('CORO\r\n\x1a\x01\x0a'),
    Buffer.from('\n\n\n'),
  ];
  // Sockets of other windows may lie there, too, some of them dead. Ours is one of those that answer.
  const answers = await Promise.all(
    sockets.flatMap((path) => garbage.map((bytes) => sendGarbage(path, bytes))),
  );
  expect(answers).toContain('closed');
  expect(answers).not.toContain('still open');
  await expect.poll(async () => (await drawn(frame)).runs).toBeGreaterThan(runs + 10);
  expect(await frame.locator('#app').getAttribute('data-state')).toBe('live');
});

test('the session comes to its end, whole', async () => {
  window.write('enough');
  await waitUntilEnded(window.page);
  await waitForTimeline(frame, 'ended');
  const trace = await traceOf(frame);
  expect(trace.problems).toEqual([]);
  expect(trace.dropped).toBe(0);
  expect(trace.finished).not.toBeNull();
  expect(Math.max(...trace.tasks.map((task) => task.name.length))).toBeLessThanOrEqual(1000);
  expect(alarms).toEqual([]);
  expect(await notifications(window.page)).toEqual([]);
});

function sendGarbage(path: string, bytes: Buffer): Promise<'dead' | 'closed' | 'still open'> {
  return new Promise((resolve) => {
    const client = connect(path);
    let isConnected = false;
    client.once('connect', () => (isConnected = true));
    client.on('error', () => undefined);
    client.once('close', () => resolve(isConnected ? 'closed' : 'dead'));
    client.setTimeout(20_000, () => resolve('still open'));
    client.write(bytes);
  });
}
