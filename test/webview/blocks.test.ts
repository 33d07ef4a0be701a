import { describe as group, expect, it } from 'vitest';
import type { Trace } from '../../src/core/trace.ts';
import { BlockIndex } from '../../webview/blockIndex.ts';
import { ROW_HEIGHT, STYLE } from '../../webview/boxes.ts';
import { Boxes, Strips } from '../../webview/picture.ts';
import { describe, placeOf } from '../../webview/describe.ts';
import { describeHit } from '../../webview/describeHit.ts';
import type { Details } from '../../webview/details.ts';
import { hitTest } from '../../webview/hitTest.ts';
import { layoutAxisBlocks, marksOf } from '../../webview/layoutBlocks.ts';
import { layoutRows } from '../../webview/layout.ts';
import type { Selection } from '../../webview/selection.ts';
import type { View } from '../../webview/viewport.ts';
import { BlockWalk } from '../../webview/walkBlocks.ts';
import { build } from '../core/smallTrace.ts';
import { TraceWriter } from '../core/traceWriter.ts';
import { blockTrace, CULPRIT_PLACE, liveBlockTrace } from './blockTrace.ts';
import { sceneOf } from './scene.ts';

const MS = 1e6;
const trace = build(blockTrace().bytes());
const live = build(liveBlockTrace().bytes());

function blocksOf(of: Trace): BlockIndex {
  const blocks = new BlockIndex();
  blocks.update(of);
  return blocks;
}

const blocks = blocksOf(trace);
const [seen, unseen, paused] = blocks.all.blocks.map(({ run }): Selection => ({ kind: 'run', run })) as [
  Selection,
  Selection,
  Selection,
];

function detailsOf(selection: Selection, of: Trace = trace): Details {
  return describe(of, selection, { blocks: blocksOf(of) })!;
}

function text(parts: readonly { readonly text: string }[] = []): string {
  return parts.map((part) => part.text).join(' ');
}

group('a block’s details', () => {
  const details = detailsOf(seen);

  it('say how long it held the loop, and which step it was', () => {
    expect(details).toMatchObject({ kind: 'Block · Step 1', title: 'Blocked the loop for 250 ms' });
    expect(text(details.facts.find(({ label }) => label === 'Ran until')?.parts)).toBe('main.py:12 sleep');
  });

  it('name its lines with their shares, what they called and who called them', () => {
    const [first, second, ...others] = details.block!.culprits;
    expect(first).toMatchObject({ words: 'json.loads', percent: '76 %', time: '190 ms' });
    expect(first?.focus).toMatchObject({
      where: 'catalog.py:31',
      function: 'Catalog.parse',
      role: 'focus',
      place: CULPRIT_PLACE,
    });
    expect(first?.calls.map(({ where, role }) => [where, role])).toEqual([
      ['json/__init__.py:346', 'foreign'],
    ]);
    expect(first?.callers.map(({ where, role }) => [where, role])).toEqual([['main.py:14', 'user']]);
    expect(second).toMatchObject({ words: 'load', percent: '24 %', calls: [], callers: [] });
    expect(second?.focus.where).toBe('main.py:15');
    expect(others).toEqual([]);
    expect(details.block?.unseen).toEqual([]);
  });

  it('name who waited, the longest first, each leading to where it stood ready', () => {
    const { waiting } = details.block!;
    expect(waiting?.text).toBe('2 tasks had to wait, together for 250 ms');
    expect(waiting?.tasks.map(({ name, time, share }) => [name.text, time, share])).toEqual([
      ['ticker', '200 ms', 0.8],
      ['poller', '50.0 ms', 0.2],
    ]);
    const link = waiting!.tasks[0]!.name.link as { select: Selection };
    expect(detailsOf(link.select)).toMatchObject({ kind: 'Ready' });
    expect(text(detailsOf(link.select).facts[0]?.parts)).toContain('ticker');
  });

  it('count those whose timers were due among them, and lead to where they still slept', () => {
    const writer = new TraceWriter().header().loop().task(1).task(2, { name: 'sleeper' });
    const site = writer.site('sleep', writer.place('/a.py', 3, 'f'));
    const timer = writer.callback('futures._set_result_unless_cancelled');
    const other = writer.callback('log');
    writer.runs([
      { task: 2, begin: MS, end: 2 * MS, site },
      { task: 1, begin: 10 * MS, end: 510 * MS, site },
      { callback: timer, begin: 511 * MS, end: 512 * MS, ready: 110 * MS },
      { callback: other, begin: 513 * MS, end: 514 * MS, ready: 200 * MS },
      // Made ready by the block's own end: nobody that had to wait.
      { callback: other, begin: 514 * MS, end: 514.5 * MS, ready: 509.9 * MS },
      { task: 2, begin: 515 * MS, end: 516 * MS, ready: 511.5 * MS },
    ]);
    const { waiting } = detailsOf({ kind: 'run', run: 1 }, build(writer.bytes())).block!;
    expect(waiting?.text).toBe('1 task and 1 callback had to wait, the task for 400 ms');
    expect(waiting?.tasks.map(({ name }) => name)).toEqual([
      { text: 'sleeper', link: { select: { kind: 'suspension', task: 2, position: 1 } } },
    ]);
  });

  it('do not guess where nothing was seen, but say so and what is known', () => {
    const { title, kind, facts, block } = detailsOf(unseen);
    expect([kind, title]).toEqual(['Block · Callback', 'Blocked the loop for 120 ms']);
    expect(text(facts[0]?.parts)).toBe('timers.on_timer');
    expect(block?.culprits).toEqual([]);
    expect(text(block?.unseen)).toMatch(/^Its stack was not seen: it was over too soon, or is hidden/);
    expect(block?.waiting?.text).toBe('Nobody had to wait');
  });

  it('bound what was not seen by the lines before and after it', () => {
    const writer = new TraceWriter().header().loop().task(1);
    const before = writer.site('sleep', writer.place('/a.py', 3, 'f'));
    const after = writer.site('sleep', writer.place('/a.py', 8, 'f'));
    writer.runs([
      { task: 1, begin: MS, end: 2 * MS, site: before },
      { task: 1, begin: 10 * MS, end: 500 * MS, site: after },
    ]);
    const { unseen: words } = detailsOf({ kind: 'run', run: 1 }, build(writer.bytes())).block!;
    expect(text(words)).toBe(
      'This recording has no stacks of blocks, so the line that blocked is not known. The step resumed at a.py:3 and awaited next at a.py:8',
    );
    expect(words.filter(({ link }) => link).length).toBe(2);
  });

  it('leave out the time in which the debugger held the program', () => {
    const details = detailsOf(paused);
    expect(details.title).toBe('Blocked the loop for 150 ms');
    expect(text(details.facts[0]?.parts)).toBe('250 ms by the debugger; not counted');
  });

  it('of one that goes on: what is known so far', () => {
    const details = detailsOf({ kind: 'running', loop: 1 }, live);
    expect(details).toMatchObject({
      title: 'Blocks the loop, for 300 ms now',
      badge: { text: 'Goes on', tone: 'bad' },
      block: { waiting: null, culprits: [{ words: 'poll', percent: '100 %' }] },
    });
  });

  it('are summed up for a task and a loop, leading to the longest', () => {
    const facts = detailsOf({ kind: 'task', task: 1 }).facts;
    expect(text(facts.find(({ label }) => label === 'Blocked its loop')?.parts)).toBe(
      '2 times, 400 ms in all',
    );
    const longest = facts.find(({ label }) => label === 'Longest')!;
    expect(text(longest.parts)).toBe('250 ms in json.loads · catalog.py:31');
    expect(longest.parts[0]?.link).toEqual({ select: seen });
    const ofLoop = detailsOf({ kind: 'loop', loop: 1 }).facts;
    expect(text(ofLoop.find(({ label }) => label === 'Blocked')?.parts)).toBe('3 times, 520 ms in all');
  });
});

group('what a line calls', () => {
  const words = (...frames: [file: string, func: string, scope: 0 | 1 | 2][]): string => {
    const writer = new TraceWriter().header().loop().task(1);
    const stack = writer.stack(
      ...frames.map(([file, func, scope]) => writer.sampledPlace(file, 1, func, { scope })),
    );
    writer.samples([{ task: 1, begin: MS, at: 50 * MS, stack }]);
    writer.runs([{ task: 1, begin: MS, end: 200 * MS }]);
    return detailsOf({ kind: 'run', run: 0 }, build(writer.bytes())).block!.culprits[0]!.words;
  };

  it.each([
    ['/usr/lib/python3.12/subprocess.py', 'run', 2, 'subprocess.run'],
    ['/usr/lib/python3.12/urllib/request.py', 'urlopen', 2, 'urllib.request.urlopen'],
    ['/usr/lib/python3.12/json/__init__.py', 'loads', 2, 'json.loads'],
    ['C:\\Python312\\Lib\\queue.py', 'Queue.get', 2, 'queue.Queue.get'],
    ['/home/a/venv/lib/python3.12/site-packages/requests/api.py', 'get', 1, 'requests.get'],
    ['/usr/lib/python3/dist-packages/yaml/__init__.py', 'load', 1, 'yaml.load'],
    ['/opt/strange/place.py', 'f', 1, 'f'],
  ] as const)('is named as one would call it: %s %s', (file, func, scope, name) => {
    expect(words(['/app/main.py', 'main', 0], [file, func, scope])).toBe(name);
  });

  it('is not known of what has no frame: then the function that the line is in is named', () => {
    expect(words(['/app/main.py', 'main', 0])).toBe('main');
    expect(words(['/app/main.py', 'main', 0], ['/app/main.py', 'main.<locals>.blocking', 0])).toBe(
      'blocking',
    );
  });
});

group('opening a block', () => {
  it('leads to the line that blocked; without one to where the step began', () => {
    expect(placeOf(trace, seen, blocks)).toBe(CULPRIT_PLACE);
    expect(trace.place(placeOf(trace, unseen, blocks))).toMatchObject({ line: 9 });
  });
});

group('a block in the picture', () => {
  const draw = (of: Trace, view: View, width: number): { style: number; label: string | undefined }[] => {
    const boxes = new Boxes();
    layoutRows(sceneOf(of, view, width), boxes, new Strips());
    return Array.from({ length: boxes.length }, (_, at) => ({
      row: boxes.row[at]!,
      style: boxes.style[at]!,
      from: boxes.from[at]! / MS,
      label: boxes.labels.get(at)?.[0],
    })).filter(({ style }) => [STYLE.blocking, STYLE.blockingNow, STYLE.blockMark].includes(style as never));
  };

  it('is a box on its loop’s lane and its task’s, with its line and length in it', () => {
    const label = 'json.loads · catalog.py:31 · 250 ms';
    expect(draw(trace, { begin: 0, end: 2e9 }, 1000)).toMatchObject([
      { row: 0, from: 100, style: STYLE.blocking, label },
      { row: 0, from: 600, style: STYLE.blocking, label: 'blocked the loop 120 ms' },
      { row: 0, from: 1000, style: STYLE.blocking, label: 'load · main.py:15 · 150 ms' },
      { row: 1, from: 100, style: STYLE.blocking, label },
      { row: 1, from: 1000, style: STYLE.blocking, label: 'load · main.py:15 · 150 ms' },
    ]);
  });

  it('that goes on has a style of its own, and grows with the present', () => {
    const now = draw(live, { begin: 0, end: 3e9 }, 1000).filter(({ style }) => style === STYLE.blockingNow);
    expect(now).toMatchObject([
      { row: 0, from: 2100, label: 'poll · feed.py:7 · 300 ms' },
      { row: 3, from: 2100, label: 'poll · feed.py:7 · 300 ms' },
    ]);
    const scene = { ...sceneOf(live, { begin: 0, end: 3e9 }, 1000), present: 2_650e6 };
    const boxes = new Boxes();
    layoutRows(scene, boxes, new Strips());
    expect([...boxes.labels.values()].map(([label]) => label)).toContain('poll · feed.py:7 · 550 ms');
  });

  it('is a mark where it is too short for a box; panning moves none, and those that would touch are one', () => {
    const width = 1000;
    const span = 60e9;
    const whole = marksOf(blocks.all.blocks, { begin: 0, end: span }, width);
    expect(whole).toEqual([
      { begin: 100 * MS, end: 350 * MS },
      { begin: 600 * MS, end: 720 * MS },
      { begin: 1000 * MS, end: 1400 * MS },
    ]);
    for (let pan = -20; pan < 1; pan++)
      expect(marksOf(blocks.all.blocks, { begin: pan * 37 * MS, end: pan * 37 * MS + span }, width)).toEqual(
        whole,
      );
    const hour = marksOf(blocks.all.blocks, { begin: 0, end: 3600e9 }, width);
    expect(hour).toEqual([{ begin: 100 * MS, end: 1400 * MS }]);
    expect(draw(trace, { begin: 0, end: 3600e9 }, width).map(({ style }) => style)).toEqual([
      STYLE.blockMark,
      STYLE.blockMark,
    ]);
  });

  it('costs no more marks than there are pixels, however many there are', () => {
    const writer = new TraceWriter().header().loop().task(1);
    writer.runs(
      Array.from({ length: 20_000 }, (_, at) => ({
        task: 1,
        begin: at * 150 * MS,
        end: at * 150 * MS + 110 * MS,
      })),
    );
    const many = blocksOf(build(writer.bytes()));
    expect(many.all.blocks.length).toBe(20_000);
    const marks = marksOf(many.all.blocks, { begin: 0, end: 3000e9 }, 900);
    expect(marks).toEqual([{ begin: 0, end: 19_999 * 150 * MS + 110 * MS }]);
    const apart = marksOf(many.all.blocks, { begin: 0, end: 13e9 }, 900);
    expect(apart.length).toBe(87);
  });

  it('is marked on the axis, its row in sight or not', () => {
    const scene = { ...sceneOf(live, { begin: 0, end: 3e9 }, 300), scroll: 4000 };
    expect(layoutAxisBlocks(scene).map(({ x0, x1 }) => [Math.round(x0), Math.round(x1)])).toEqual([
      [10, 35],
      [60, 72],
      [100, 140],
      [210, 240],
    ]);
  });
});

group('pointing at a mark', () => {
  const scene = sceneOf(trace, { begin: 0, end: 60e9 }, 600);

  it('hits the block, not the texture around it', () => {
    const hit = hitTest(scene, 1.5, ROW_HEIGHT * 1.5);
    expect(hit).toMatchObject({ row: 1, piece: seen, merged: null });
    expect(describeHit(trace, hit!, scene)).toMatchObject({
      title: 'Blocked the loop for 250 ms',
      lines: expect.arrayContaining([
        ['In', 'json.loads · catalog.py:31, 76 %'],
        ['Waited', '2 tasks had to wait, together for 250 ms'],
      ]) as unknown,
    });
  });

  it('misses it where there is none, and on lanes that did not block', () => {
    expect(hitTest(scene, 60, ROW_HEIGHT * 1.5)?.piece).not.toEqual(seen);
    expect(hitTest(scene, 1.5, ROW_HEIGHT * 2.5)?.piece).not.toEqual(seen);
  });
});

group('walking the blocks', () => {
  const walk = new BlockWalk(trace, blocks);
  const view = { begin: 500 * MS, end: 2000 * MS };
  const next = (selection: Selection | null, by: 1 | -1): number => walk.step(selection, view, by);

  it('goes from one to the next and back, round and round', () => {
    expect([seen, unseen, paused].map((each) => next(each, 1))).toEqual([1, 2, 0]);
    expect([seen, unseen, paused].map((each) => next(each, -1))).toEqual([2, 0, 1]);
    expect([0, 1, 2].map((at) => walk.at(at))).toEqual([seen, unseen, paused]);
  });

  it('begins at what is selected, or where nothing is, at what is in sight', () => {
    expect([next(null, 1), next(null, -1)]).toEqual([1, 2]);
    expect(next({ kind: 'task', task: 1 }, 1)).toBe(1);
    const before = { kind: 'suspension', task: 3, position: 2 } as const;
    expect([next(before, 1), next(before, -1)]).toEqual([1, 0]);
  });

  it('knows the position of a block, and of nothing else', () => {
    expect([seen, unseen, paused].map((each) => walk.positionOf(each))).toEqual([0, 1, 2]);
    expect(walk.positionOf({ kind: 'run', run: 0 })).toBe(-1);
    expect(walk.positionOf({ kind: 'running', loop: 1 })).toBe(-1);
  });

  it('ends with the one that goes on', () => {
    const now = new BlockWalk(live, blocksOf(live));
    expect(now.length).toBe(4);
    expect(now.at(3)).toEqual({ kind: 'running', loop: 1 });
    expect(now.positionOf({ kind: 'running', loop: 1 })).toBe(3);
    expect(now.step({ kind: 'running', loop: 1 }, view, 1)).toBe(0);
    expect(now.step(null, { begin: 0, end: 3000 * MS }, -1)).toBe(3);
    expect(now.step(paused, view, 1)).toBe(3);
  });

  it('has nowhere to go without any', () => {
    const none = build(new TraceWriter().header().loop().beat(MS).bytes());
    expect(new BlockWalk(none, blocksOf(none)).step(null, view, 1)).toBe(-1);
  });
});
