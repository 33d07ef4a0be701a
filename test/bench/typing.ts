/**
 * `npm run bench:typing [-- LINES]`: how long after a keystroke the findings are back in the host, in a file of 5,000
 * lines. The same worker and the same messages as in the editor; a key is pressed when the last one's findings are in,
 * and then ten a second. The CPU's time tells what a key costs on a machine that has other work as well.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { TextChange } from '../../src/host/hints/lint/lintProtocol.ts';
import { startLinting } from './linting.ts';
import { pythonModule } from './lintProgram.ts';

const lines = Number(process.argv[2] ?? 5000);
const KEY = '/bench/service.py';
const TYPED = '    time.sleep(1); self.queue.put_nowait({"id": 1, "items": []})  # what a user types';

const { client, findings, stop } = await startLinting();
const text = pythonModule(lines, 1);
const all = text.split('\n');
const line =
  all.findIndex((each, index) => index > all.length / 2 && each.startsWith('        self.seen[')) + 1;
let version = 1;
const begun = performance.now();
client.post({ type: 'open', key: KEY, version, text });
const first = await findings(KEY, version);
console.log(
  `${all.length} lines, ${first.length} findings, ${(performance.now() - begun).toFixed(0)} ms after the file was opened`,
);

await report('a key at a time', (pending) => pending);
await report('ten keys a second', () => sleep(100));
await stop();

/** Types a line in the middle and takes it back, key by key; the milliseconds from each key to its findings. */
async function typed(between: (pending: Promise<unknown>) => Promise<unknown>): Promise<number[]> {
  const times: Promise<number>[] = [];
  const press = async (change: TextChange): Promise<void> => {
    const at = performance.now();
    client.post({ type: 'change', key: KEY, version: ++version, changes: [change] });
    const pending = findings(KEY, version).then(() => performance.now() - at);
    times.push(pending);
    await between(pending);
  };
  const point = (column: number): { line: number; column: number } => ({ line, column });
  await press({ range: { start: point(0), end: point(0) }, text: '\n' });
  for (let column = 0; column < TYPED.length; column++)
    await press({ range: { start: point(column), end: point(column) }, text: TYPED[column]! });
  for (let column = TYPED.length; column > 0; column--)
    await press({ range: { start: point(column - 1), end: point(column) }, text: '' });
  return Promise.all(times);
}

async function report(title: string, between: Parameters<typeof typed>[0]): Promise<void> {
  const before = process.cpuUsage();
  const sorted = (await typed(between)).sort((a, b) => a - b);
  const { user, system } = process.cpuUsage(before);
  const cpu = (user + system) / 1000 / sorted.length;
  const quantile = (q: number): string => sorted[Math.floor(q * (sorted.length - 1))]!.toFixed(1);
  console.log(
    `${title}: ${sorted.length} keys, findings after ${quantile(0.5)} ms (median), ${quantile(0.95)} ms (95th percentile), ` +
      `${quantile(1)} ms (longest); ${cpu.toFixed(1)} ms of CPU a key`,
  );
}
