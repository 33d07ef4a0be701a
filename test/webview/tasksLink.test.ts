/** The way from the timeline's details to the view of all tasks. */
import { expect, test } from 'vitest';
import { BlockIndex } from '../../webview/blockIndex.ts';
import { describe } from '../../webview/describe.ts';
import type { Selection } from '../../webview/selection.ts';
import { withTasksLink } from '../../webview/tasksLink.ts';
import { build } from '../core/smallTrace.ts';
import { TraceWriter } from '../core/traceWriter.ts';

const writer = new TraceWriter().header().loop();
const place = writer.place('/app/main.py', 12, 'main');
const sleeps = writer.site('sleep', place);
writer
  .task(1, { created: 100, place })
  .task(2, { created: 200, place })
  .runs([
    { task: 1, begin: 1_000, end: 2_000, ready: 200, site: sleeps },
    { task: 2, begin: 2_100, end: 3_000, ready: 300 },
  ])
  .end(2, 3_000, 'result')
  .beat(5_000);
const trace = build(writer.bytes());

test.each([
  ['a task that lives', { kind: 'task', task: 1 }, true],
  ['a step of one', { kind: 'run', run: 0 }, true],
  ['a task that has ended', { kind: 'task', task: 2 }, false],
  ['a loop', { kind: 'loop', loop: 1 }, false],
] satisfies [string, Selection, boolean][])('leads from %s: %j, %s', (_, selection, leads) => {
  const details = describe(trace, selection, { blocks: new BlockIndex() });
  const last = withTasksLink(trace, selection, details)?.facts.at(-1);
  if (leads) expect(last?.parts[0]).toEqual({ text: 'Show in Asyncio Tasks', link: { inTasks: 1 } });
  else expect(withTasksLink(trace, selection, details)).toBe(details);
});
