import { describe as group, expect, it } from 'vitest';
import { AwaitIndex } from '../../src/core/links.ts';
import { describe } from '../../webview/describe.ts';
import { describeGroup } from '../../webview/describeGroup.ts';
import { linkFacts } from '../../webview/describeLinks.ts';
import type { Fact } from '../../webview/details.ts';
import { groupOf, moveToStep, rowOf } from '../../webview/moveSelection.ts';
import { buildRows } from '../../webview/rows.ts';
import type { RowGroup, Rows } from '../../webview/rowTypes.ts';
import { cursorOn, pieceRefOf, rangeOf, selectionOf, type Selection } from '../../webview/selection.ts';
import { BlockIndex } from '../../webview/blockIndex.ts';
import { fullTrace } from '../core/fullTrace.ts';
import { build } from '../core/smallTrace.ts';

const trace = build(fullTrace().bytes());
const awaits = new AwaitIndex();
while (!awaits.update(trace, 100));

const COROUTINE: RowGroup = {
  key: 'coroutine 1 child',
  kind: 'coroutine',
  title: 'child',
  detail: 'main.py:12',
  loop: 1,
  tasks: Int32Array.of(1),
};

/** The rows with a heading for a coroutine in place of the first task. */
function groupedRows(): Rows {
  const rows = buildRows(trace, new Set());
  const owner = rows.owner.slice();
  owner[1] = -1 - rows.others.length;
  return { ...rows, owner, others: [...rows.others, { group: COROUTINE }] };
}

function text(facts: readonly Fact[]): string[] {
  return facts.map(({ label, parts }) => `${label}: ${parts.map((part) => part.text).join(' ')}`);
}

group('what the selected led to, in words', () => {
  it('of a step: whom it woke, created and asked to cancel', () => {
    expect(text(linkFacts(trace, { kind: 'run', run: 0 }, awaits))).toEqual([
      'Woke: worker · child',
      'Created: worker',
    ]);
    expect(text(linkFacts(trace, { kind: 'run', run: 1 }, awaits))).toEqual([
      'Woke: futures._set_result_unless_cancelled',
      'Asked to cancel: Task-1',
    ]);
  });

  it('of a task: who awaits it, whom it created; each leads there', () => {
    const facts = linkFacts(trace, { kind: 'task', task: 2 }, awaits);
    expect(text(facts)).toEqual(['Awaited by: Task-1', 'Asked to cancel: Task-1']);
    expect(facts[0]!.parts[0]!.link).toEqual({ select: { kind: 'suspension', task: 1, position: 1 } });
    expect(text(linkFacts(trace, { kind: 'task', task: 1 }, awaits))).toEqual(['Created: worker']);
    expect(linkFacts(trace, { kind: 'task', task: 2 }, null)).toHaveLength(1);
  });

  it('is said behind what is known of the selected itself', () => {
    const details = describe(trace, { kind: 'task', task: 2 }, { blocks: new BlockIndex(), awaits });
    expect(text(details!.facts).slice(-2)).toEqual(['Awaited by: Task-1', 'Asked to cancel: Task-1']);
  });
});

group('a group that is selected', () => {
  const rows = groupedRows();
  const selection: Selection = { kind: 'group', key: COROUTINE.key };

  it('has its row, no time of its own, and a description', () => {
    expect([rowOf(trace, rows, selection), rangeOf(trace, selection)]).toEqual([1, null]);
    expect(groupOf(rows, COROUTINE.key)).toBe(COROUTINE);
    const details = describe(trace, selection, { blocks: new BlockIndex(), rows });
    expect(details).toMatchObject({ kind: 'Coroutine', title: 'child' });
    expect(text(details!.facts)).toEqual([
      'Where: main.py:12',
      'Tasks: 1',
      'Failed: 1 task',
      'Ran: 1.60 µs together',
      'Stood ready: 650 ns',
      'Suspended: 6.15 µs',
    ]);
  });

  it('that is no longer there has neither', () => {
    const gone: Selection = { kind: 'group', key: 'scope 9' };
    expect(rowOf(trace, rows, gone)).toBe(-1);
    expect(describe(trace, gone, { blocks: new BlockIndex(), rows })).toBeNull();
  });

  it('of very many tasks is described by their number', () => {
    const many = { ...COROUTINE, tasks: Int32Array.from({ length: 6000 }, () => 1) };
    expect(describeGroup(trace, many)).toMatchObject({ shares: null });
  });
});

group('a piece of a lane', () => {
  it('is the same as a selection and as the core knows it', () => {
    const pieces: Selection[] = [
      { kind: 'run', run: 1 },
      { kind: 'suspension', task: 1, position: 1 },
      { kind: 'ready', task: 1, position: 1 },
    ];
    for (const piece of pieces) {
      const ref = pieceRefOf(trace, piece);
      expect(ref !== null && 'phase' in ref && selectionOf(ref, 1)).toEqual(piece);
    }
    expect(pieceRefOf(trace, { kind: 'task', task: 2 })).toEqual({ task: 2 });
    for (const none of [
      { kind: 'loop', loop: 1 },
      { kind: 'run', run: 99 },
    ] as const)
      expect(pieceRefOf(trace, none)).toBeNull();
  });

  it('that is not held any more is nothing, not the oldest that is', () => {
    const task = trace.task(2)!;
    const { lane } = task;
    const held = Object.create(lane, {
      first: { value: 1 },
      run: { value: (at: number) => (at < 1 ? -1 : lane.run(at)) },
    }) as typeof lane;
    const cut = Object.create(trace, {
      task: { value: (id: number) => (id === 2 ? { ...task, lane: held } : trace.task(id)) },
    }) as typeof trace;
    expect(cursorOn(trace, { kind: 'suspension', task: 2, position: 0 })).not.toBeNull();
    for (const kind of ['suspension', 'ready'] as const)
      expect(cursorOn(cut, { kind, task: 2, position: 0 })).toBeNull();
  });

  it('leads to the step before and behind it', () => {
    const step = (selection: Selection, by: 1 | -1): Selection | null => moveToStep(trace, selection, by, 0);
    const suspension: Selection = { kind: 'suspension', task: 1, position: 1 };
    expect([step(suspension, -1), step(suspension, 1)]).toEqual([
      { kind: 'run', run: 0 },
      { kind: 'run', run: 4 },
    ]);
    expect(step({ kind: 'run', run: 0 }, 1)).toEqual({ kind: 'run', run: 4 });
    expect(step({ kind: 'run', run: 0 }, -1)).toBeNull();
    expect(step({ kind: 'run', run: 2 }, 1)).toEqual({ kind: 'run', run: 3 });
    expect(step({ kind: 'task', task: 2 }, 1)).toEqual({ kind: 'run', run: 1 });
  });
});
