/** The panel of who waits for whom: when it asks, and what it makes of what its page says. */
import { beforeEach, expect, it, vi } from 'vitest';
import type { FromWaits, ToWaits } from '../../src/core/waitMessages.ts';
import { takePicture } from '../../src/core/inspect/taskPicture.ts';
import { waitGraph } from '../../src/core/inspect/waitGraph.ts';
import type { TakenWaits, TaskWatch } from '../../src/host/tasks/taskWatch.ts';
import { snapshotOf } from '../core/snapshotWriter.ts';

const page = {
  posted: [] as ToWaits[],
  say: undefined as unknown as (message: FromWaits) => void,
  close: (): void => undefined,
  copied: '',
};
vi.mock('vscode', () => ({
  ViewColumn: { Beside: -2, Active: -1 },
  Uri: { joinPath: () => 'uri' },
  env: { clipboard: { writeText: (text: string) => Promise.resolve(void (page.copied = text)) } },
  window: {
    createOutputChannel: () => ({ error: () => undefined, info: () => undefined }),
    createWebviewPanel: () => ({
      visible: true,
      reveal: () => undefined,
      onDidChangeViewState: () => undefined,
      onDidDispose: (run: () => void) => void (page.close = run),
      webview: {
        cspSource: 'https://csp',
        asWebviewUri: () => 'https://here',
        onDidReceiveMessage: (run: (message: FromWaits) => void) => void (page.say = run),
        postMessage: (message: ToWaits) => Promise.resolve(void page.posted.push(message)),
      },
    }),
  },
}));
const { WaitsPanel } = await import('../../src/host/tasks/waitsPanel.ts');

/** Two tasks that hold what the other wants. */
const SNAPSHOT = snapshotOf(
  [
    { name: 'a', kind: 'lock', resource: 'B', stack: ['/app/m.py:3 a'] },
    { name: 'b', kind: 'lock', resource: 'A', stack: ['/app/m.py:8 b'] },
  ],
  [
    { name: 'A', isSet: true, holders: ['a'] },
    { name: 'B', isSet: true, holders: ['b'] },
  ],
);

function taken(isStopped: boolean): TakenWaits {
  const source = { pid: 7, name: 'app', isStopped, isDebugged: true, snapshot: SNAPSHOT };
  return {
    tasks: takePicture(null, [], [source]),
    graph: waitGraph(null, [SNAPSHOT]),
    failures: [],
    isStopped,
  };
}

const NONE: TakenWaits = {
  tasks: takePicture(null, [], []),
  graph: { nodes: [], edges: [], findings: [] },
  failures: [],
  isStopped: false,
};

let answer = taken(true);
const asked = { times: 0 };
const opened: unknown[][] = [];
const watch = {
  stops: 'one',
  isEmpty: false,
  takeWaits: () => {
    asked.times++;
    return Promise.resolve(answer);
  },
};
const parts = {
  extensionUri: 'here' as never,
  watch: watch as unknown as TaskWatch,
  openPlace: (...given: unknown[]) => Promise.resolve(void opened.push(given)),
  reveal: (...given: unknown[]) => Promise.resolve(void opened.push(given)),
};

function lastPicture(): Extract<ToWaits, { type: 'picture' }> {
  const last = page.posted.at(-1);
  if (last?.type !== 'picture') throw new Error(`not a picture: ${JSON.stringify(last)}`);
  return last;
}

beforeEach(() => {
  page.posted.length = 0;
  opened.length = 0;
  asked.times = 0;
  Object.assign(watch, { stops: 'one', isEmpty: false });
});

it('asks once at a stop, and again where the program has come to stand elsewhere', async () => {
  answer = taken(true);
  const panel = new WaitsPanel(parts);
  panel.show();
  panel.update();
  expect(asked.times).toBe(0);
  page.say({ type: 'ready' });
  await expect.poll(() => page.posted.length).toBe(1);
  expect(lastPicture().picture.findings).toMatchObject([{ title: 'Deadlock: a ⇄ b' }]);
  panel.update();
  expect(asked.times).toBe(1);
  watch.stops = 'two';
  panel.update();
  await expect.poll(() => page.posted.length).toBe(2);
  // The program ends: how it stood stays.
  Object.assign(watch, { stops: '', isEmpty: true });
  answer = NONE;
  panel.update();
  await expect.poll(() => page.posted.length).toBe(3);
  expect(lastPicture()).toMatchObject({ notes: ['The program has ended. This is how it stood last.'] });
  page.close();
});

it('opens what the page means, and nothing of an older picture', async () => {
  answer = taken(true);
  const panel = new WaitsPanel(parts);
  panel.show();
  page.say({ type: 'ready' });
  await expect.poll(() => page.posted.length).toBe(1);
  const { number, picture } = lastPicture();
  const box = picture.boxes.findIndex(({ title }) => title === 'b');
  page.say({ type: 'openBox', number: number - 1, box });
  page.say({ type: 'openBox', number, box: 99 });
  page.say({ type: 'openEvidence', number, finding: 5, evidence: 0 });
  expect(opened).toEqual([]);
  page.say({ type: 'openBox', number, box });
  page.say({ type: 'revealBox', number, box });
  page.say({ type: 'openEvidence', number, finding: 0, evidence: 0 });
  expect(opened).toMatchObject([
    [{ file: '/app/m.py', line: 8 }, '7:@1001'],
    ['7:@1001'],
    [{ line: 3 }, null],
  ]);
  page.say({ type: 'copy' });
  expect(page.copied).toMatch(/^Deadlock: a ⇄ b\n {2}a waits for B at \/app\/m\.py:3\n/);
  page.close();
});

it('tells of a program that runs only what was found twice, and says why there is nothing', async () => {
  answer = taken(false);
  const panel = new WaitsPanel(parts);
  panel.show();
  page.say({ type: 'ready' });
  await expect.poll(() => page.posted.length).toBe(1);
  expect(lastPicture().picture.findings).toEqual([]);
  page.say({ type: 'refresh' });
  await expect.poll(() => page.posted.length).toBe(2);
  expect(lastPicture().picture.findings).toHaveLength(1);
  answer = { ...NONE, failures: ['app: The program does not answer.'] };
  page.say({ type: 'refresh' });
  await expect.poll(() => page.posted.length).toBe(3);
  expect(page.posted.at(-1)).toEqual({ type: 'nothing', text: 'app: The program does not answer.' });
  page.close();
});
