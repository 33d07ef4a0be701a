/** The product's Task Timeline, seen from outside its page. */
import type { Frame, Locator, Page } from 'playwright-core';
import { MOST_BYTES_A_MESSAGE } from '../../src/host/recording.ts';
import type { Task, Trace } from '../../src/core/trace.ts';
import { TraceBuilder } from '../../src/core/traceBuilder.ts';
import { runCommand } from './palette.ts';
import { PRODUCT } from './product.ts';
import { belongsTo, webviewFrame } from './webviews.ts';

/** The state the timeline's page says it has drawn, in `data-state` of its `#app` element. */
export type TimelineState = 'empty' | 'waiting' | 'live' | 'paused' | 'ended' | 'failed';

/** The page of the Task Timeline, once it is visible. */
export async function timelineFrame(page: Page): Promise<Frame> {
  return webviewFrame(page, belongsTo(PRODUCT));
}

/** The page of the Task Timeline that is an editor, or of the one that is a view, in the panel or a side bar. */
export async function timelineIn(page: Page, place: 'view' | 'editor'): Promise<Frame> {
  const isOurs = belongsTo(PRODUCT);
  const parts = place === 'editor' ? '.part.editor' : '.part.panel, .part.sidebar, .part.auxiliarybar';
  return webviewFrame(page, async (frame) => {
    if (!isOurs(frame)) return false;
    const outer = await frame.parentFrame()?.frameElement();
    return (await outer?.evaluate(isIn, parts)) === true;
  });
}

// Runs in the workbench, whose webviews float over the parts that they seem to be in.
function isIn(webview: Node, parts: string): boolean {
  const { left, right, top, bottom } = (webview as Element).getBoundingClientRect();
  const [x, y] = [(left + right) / 2, (top + bottom) / 2];
  return [...webview.ownerDocument!.querySelectorAll(parts)]
    .map((part) => part.getBoundingClientRect())
    .some((area) => x > area.left && x < area.right && y > area.top && y < area.bottom);
}

/** Runs **Show Task Timeline** and returns its page. */
export async function showTimeline(page: Page): Promise<Frame> {
  await runCommand(page, 'Show Task Timeline');
  return timelineFrame(page);
}

/**
 * Gives the page the focus, and VS Code the time to notice, which looks four times a second: it would take the focus
 * away from an editor that a click in the page opens meanwhile.
 */
export async function focusTimeline(page: Page, frame: Frame): Promise<void> {
  await frame.locator('.labels').focus();
  await page.waitForTimeout(400);
}

/** Waits until the timeline has drawn one of these states. */
export async function waitForTimeline(frame: Frame, ...states: readonly TimelineState[]): Promise<void> {
  const selector = states.map((state) => `#app[data-state="${state}"]`).join(', ');
  try {
    await frame.locator(selector).waitFor({ timeout: 40_000 });
  } catch {
    const drawn = await frame.locator('#app').getAttribute('data-state', { timeout: 1000 });
    throw new Error(`The timeline did not become ${states.join(' or ')}: it is ${String(drawn)}.`);
  }
}

/** A row of the column of names, as it reads. */
export interface LaneRow {
  /** `Event loop`, or the task's name. */
  readonly name: string;
  /** The task's coroutine; for a loop its thread and class. */
  readonly detail: string;
  /** From 1: a loop, the tasks that no task created, their children … */
  readonly level: number;
}

/** The rows that are in sight, from the top. */
export async function laneRows(frame: Frame): Promise<LaneRow[]> {
  return frame.locator('.lane-label:not([hidden])').evaluateAll((rows) =>
    rows
      .sort((a, b) => Number(a.getAttribute('aria-rowindex')) - Number(b.getAttribute('aria-rowindex')))
      .map((row) => ({
        name: row.querySelector('.lane-name')?.textContent ?? '',
        detail: row.querySelector('.lane-detail')?.textContent ?? '',
        level: Number(row.getAttribute('aria-level')),
      })),
  );
}

/** The row of a task, by its name, or of an event loop. */
export function laneRow(frame: Frame, name: string): Locator {
  return frame
    .locator('.lane-label:not([hidden])')
    .filter({ has: frame.locator('.lane-name').getByText(name, { exact: true }) });
}

/** What the page says of the trace it has drawn: the `data-` attributes of its `#app` element. */
export async function drawn(frame: Frame): Promise<{ tasks: number; runs: number; pauses: number }> {
  return frame.locator('#app').evaluate((app) => ({
    tasks: Number(app.dataset['tasks']),
    runs: Number(app.dataset['runs']),
    pauses: Number(app.dataset['pauses']),
  }));
}

/** The text of the details pane. */
export function details(frame: Frame): Locator {
  return frame.locator('.details');
}

/**
 * The whole trace of the ended session that is shown, made of the bytes that the host sends when that session is
 * chosen anew. Says exactly what a picture can only show.
 */
export async function traceOf(frame: Frame): Promise<Trace> {
  const bytes = await frame.evaluate(collectStream, MOST_BYTES_A_MESSAGE);
  const trace = new TraceBuilder();
  trace.push(Buffer.from(bytes, 'base64'));
  return trace;
}

/** The task of that name; throws unless there is exactly one. */
export function taskNamed(trace: Trace, name: string): Task {
  const tasks = trace.tasks.filter((task) => task.name === name);
  if (tasks.length !== 1) throw new Error(`${tasks.length} tasks are called ${name}.`);
  return tasks[0]!;
}

// Runs in the page. An ended session's stream comes in messages of that size, the last of which is smaller.
function collectStream(fullMessage: number): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    let generation: number | undefined;
    setTimeout(() => reject(new Error('The session did not come to its end.')), 30_000);
    window.addEventListener('message', function listen({ data }: MessageEvent<unknown>) {
      const message = data as { type?: string; generation?: number; bytes?: Uint8Array | ArrayBuffer };
      if (message.type === 'begin') generation = message.generation;
      if (message.type !== 'bytes' || message.generation !== generation || !message.bytes) return;
      const bytes = new Uint8Array(message.bytes);
      for (const byte of bytes) text += String.fromCharCode(byte);
      if (bytes.length === fullMessage) return;
      window.removeEventListener('message', listen);
      resolve(btoa(text));
    });
    document.querySelector('select.picker')?.dispatchEvent(new Event('change'));
  });
}
