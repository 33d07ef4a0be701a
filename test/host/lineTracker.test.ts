import { describe, expect, it } from 'vitest';
import { LineTracker, splitLines, type TextChange } from '../../src/host/hints/measured/lineTracker.ts';
import { matchLines } from '../../src/host/hints/measured/lineDiff.ts';

/** A text that is edited as in an editor, with a tracker that follows, and all that was, for undo. */
class Editor {
  lines: string[];
  readonly tracker: LineTracker;
  private readonly history: TextChange[][] = [];

  constructor(measured: readonly string[], lines: readonly string[] = measured) {
    this.lines = [...lines];
    this.tracker = new LineTracker(measured, this.lines);
  }

  get text(): string {
    return this.lines.join('\n');
  }

  edit(...changes: TextChange[]): void {
    this.history.push(this.perform(changes));
  }

  undo(): void {
    const changes = this.history.pop();
    if (changes !== undefined) this.perform(changes);
  }

  /** Makes the changes and answers those that take them back. */
  private perform(changes: readonly TextChange[]): TextChange[] {
    const inverse: TextChange[] = [];
    for (const { range, text } of changes) {
      const [start, end] = [this.offset(range.start), this.offset(range.end)];
      const before = this.text;
      this.lines = splitLines(before.slice(0, start) + text + before.slice(end));
      inverse.unshift({
        range: { start: range.start, end: this.position(start + text.length) },
        text: before.slice(start, end),
      });
    }
    this.tracker.edit(changes, () => this.lines);
    return inverse;
  }

  private offset({ line, character }: TextChange['range']['start']): number {
    let offset = character;
    for (let i = 0; i < line; i++) offset += this.lines[i]!.length + 1;
    return offset;
  }

  private position(offset: number): TextChange['range']['start'] {
    const before = splitLines(this.text.slice(0, offset));
    return { line: before.length - 1, character: before.at(-1)!.length };
  }
}

function change(line: number, character: number, endLine: number, endCharacter: number, text: string) {
  return { range: { start: { line, character }, end: { line: endLine, character: endCharacter } }, text };
}

const PROGRAM = ['import time', '', 'def f():', '    time.sleep(1)', '    return 2', ''];

describe('a measured line', () => {
  it('is where it was in the text that ran', () => {
    const { tracker } = new Editor(PROGRAM);
    expect(PROGRAM.map((_, line) => tracker.lineOf(line))).toEqual([0, 1, 2, 3, 4, 5]);
    expect(tracker.lineOf(99)).toBe(-1);
  });

  it('moves with Enter before it, and stays with Enter behind it', () => {
    const editor = new Editor(PROGRAM);
    editor.edit(change(3, 0, 3, 0, '\n'));
    expect(editor.tracker.lineOf(3)).toBe(4);
    editor.edit(change(4, 17, 4, 17, '\n    '));
    expect(editor.tracker.lineOf(3)).toBe(4);
  });

  it('keeps its number when it is indented', () => {
    const editor = new Editor(PROGRAM);
    editor.edit(change(3, 0, 3, 0, '    '));
    expect(editor.tracker.lineOf(3)).toBe(3);
  });

  it('is lost while it says something else, and undo finds it', () => {
    const editor = new Editor(PROGRAM);
    editor.edit(change(3, 15, 3, 16, '2'));
    expect(editor.tracker.lineOf(3)).toBe(-1);
    editor.edit(change(0, 0, 0, 0, '# above\n'));
    expect(editor.tracker.lineOf(3)).toBe(-1);
    editor.undo();
    editor.undo();
    expect(editor.tracker.lineOf(3)).toBe(3);
  });

  it('comes back when the same is typed again in its place', () => {
    const editor = new Editor(PROGRAM);
    editor.edit(change(3, 0, 4, 0, ''));
    expect(editor.tracker.lineOf(3)).toBe(-1);
    editor.edit(change(3, 0, 3, 0, '    time.sleep(1)\n'));
    expect(editor.tracker.lineOf(3)).toBe(3);
  });

  it('does not give its number to a copy', () => {
    const editor = new Editor(PROGRAM);
    editor.edit(change(3, 17, 3, 17, '\n    time.sleep(1)'));
    expect(editor.tracker.lineOf(3)).toBe(3);
    editor.edit(change(3, 0, 3, 0, '    time.sleep(1)\n'));
    expect(editor.tracker.lineOf(3)).toBe(4);
    editor.edit(change(0, 0, 0, 0, 'time.sleep(1)\n'));
    expect(editor.tracker.lineOf(3)).toBe(5);
    editor.edit(change(5, 0, 6, 0, ''));
    expect(editor.tracker.lineOf(3)).not.toBe(0);
  });

  it('is lost when it is joined with another, and found when they part', () => {
    const editor = new Editor(PROGRAM);
    editor.edit(change(2, 8, 3, 4, ' '));
    expect([2, 3].map((line) => editor.tracker.lineOf(line))).toEqual([-1, -1]);
    editor.undo();
    expect([2, 3].map((line) => editor.tracker.lineOf(line))).toEqual([2, 3]);
  });

  it('is found in a text that was edited while nobody followed', () => {
    const edited = [
      '"""A title."""',
      'import time',
      'import os',
      '',
      'def f():',
      '    time.sleep(1)',
      '    return 3',
    ];
    const { tracker } = new Editor(PROGRAM, edited);
    expect([0, 2, 3, 4].map((line) => tracker.lineOf(line))).toEqual([1, 4, 5, -1]);
  });

  it('is found after an edit in many places at once', () => {
    const lines = Array.from({ length: 300 }, (_, i) => `line(${i})`);
    const editor = new Editor(lines);
    editor.edit(...lines.map((_, i) => change(299 - i, 0, 299 - i, 0, i % 2 === 0 ? '# ' : '\n')));
    for (let i = 0; i < 300; i++)
      expect(editor.lines[editor.tracker.lineOf(i)] ?? null).toBe(i % 2 === 0 ? `line(${i})` : null);
  });
});

describe('thousands of random edits', () => {
  it.each([1, 2, 3, 4])('put no measured line on a wrong one, and lose few (seed %i)', (seed) => {
    const random = randomNumbers(seed);
    let marks = 0;
    const newLine = (): string => `${'    '.repeat(random(3))}call(${++marks})`;
    let chances = 0;
    let kept = 0;
    for (let round = 0; round < 15; round++) {
      const measured = Array.from({ length: 60 }, () => (random(6) === 0 ? '' : newLine()));
      const editor = new Editor(measured);
      for (let count = 0; count < 50; count++) {
        const before = measured.map((_, i) => editor.tracker.lineOf(i));
        const linesBefore = editor.lines;
        if (random(5) === 0) editor.undo();
        else editor.edit(...randomChanges(random, editor.lines, newLine));
        const present = new Map(editor.lines.map((line, at) => [line.trim(), at]));
        measured.forEach((line, i) => {
          const text = line.trim();
          if (text === '') return;
          const at = editor.tracker.lineOf(i);
          if (at >= 0) expect(editor.lines[at]?.trim()).toBe(text);
          // Every line says something of its own: where it still stands is known.
          if (before[i]! >= 0 && linesBefore[before[i]!]!.trim() === text && present.has(text)) {
            chances++;
            if (at === present.get(text)) kept++;
          }
        });
      }
      for (let count = 0; count < 50; count++) editor.undo();
      expect(editor.lines).toEqual(measured);
      measured.forEach((line, i) => {
        if (line !== '') expect(editor.tracker.lineOf(i)).toBe(i);
      });
    }
    expect(chances).toBeGreaterThan(10_000);
    expect(kept / chances).toBeGreaterThan(0.95);
  });

  it.each([5, 6])('tell lines that say the same apart by where they stand (seed %i)', (seed) => {
    const random = randomNumbers(seed);
    const words = ['a()', 'b()', 'c()', ''];
    for (let round = 0; round < 60; round++) {
      const measured = Array.from({ length: 20 }, () => words[random(4)]!);
      const editor = new Editor(measured);
      const truth = measured.map((_, i) => i);
      for (let count = 0; count < 20; count++) {
        // Lines come in, before and behind any other; none goes.
        const line = random(editor.lines.length);
        const added = Array.from({ length: 1 + random(3) }, () => words[random(4)]!);
        const isBehind = random(2) === 0;
        if (isBehind) {
          const { length } = editor.lines[line]!;
          editor.edit(change(line, length, line, length, `\n${added.join('\n')}`));
        } else editor.edit(change(line, 0, line, 0, `${added.join('\n')}\n`));
        truth.forEach((at, i) => {
          if (at > line || (at === line && !isBehind)) truth[i] = at + added.length;
        });
        measured.forEach((text, i) => {
          if (text !== '') expect(editor.tracker.lineOf(i)).toBe(truth[i]);
        });
      }
    }
  });
});

describe('comparing lines', () => {
  it('never matches lines that differ, and keeps their order', () => {
    const random = randomNumbers(7);
    for (let round = 0; round < 500; round++) {
      const from = Array.from({ length: random(30) }, () => `${random(12)}`);
      const to = Array.from({ length: random(30) }, () => `${random(12)}`);
      const pairs: [number, number][] = [];
      matchLines(from, to, (a, b) => pairs.push([a, b]));
      pairs.sort(([a], [b]) => a - b);
      pairs.forEach(([a, b], i) => {
        expect(from[a]).toBe(to[b]);
        if (i > 0) expect(a > pairs[i - 1]![0] && b > pairs[i - 1]![1]).toBe(true);
      });
    }
  });

  it('is the same for a hundred thousand lines', () => {
    const lines = Array.from({ length: 100_000 }, (_, i) => `line ${i % 90_000}`);
    const edited = lines
      .filter((_, i) => i % 7 !== 0)
      .flatMap((line, i) => (i % 11 === 0 ? [line, `new ${i}`] : [line]));
    let matched = 0;
    matchLines(lines, edited, () => matched++);
    expect(matched).toBeGreaterThan(80_000);
  });
});

type Random = (below: number) => number;

/** The edits of one moment: a word, some lines, a paste over a selection, indenting, moving a line, several cursors. */
function randomChanges(random: Random, lines: readonly string[], newLine: () => string): TextChange[] {
  const at = random(lines.length);
  const size = random(Math.min(4, lines.length - at));
  const within = (line: number): number => random(lines[line]!.length + 1);
  const block = (): string => Array.from({ length: 1 + random(4) }, newLine).join('\n');
  switch (random(8)) {
    case 0:
      return [change(at, within(at), at, lines[at]!.length, ['x', ')', '  '][random(3)]!)];
    case 1:
      return [change(at, 0, at, 0, `${block()}\n`)];
    case 2:
      return [change(at, lines[at]!.length, at, lines[at]!.length, `\n${block()}`)];
    case 3:
      return [change(at, 0, at + size, at === at + size ? 0 : lines[at + size]!.length, '')];
    case 4: {
      const start = within(at);
      const end = size === 0 ? start : within(at + size);
      return [change(at, start, at + size, end, block())];
    }
    case 5:
      return Array.from({ length: size + 1 }, (_, i) => change(at + size - i, 0, at + size - i, 0, '    '));
    case 6:
      if (at === 0) return [change(0, 0, 0, 0, '\n')];
      return [
        change(at, 0, at, lines[at]!.length, lines[at - 1]!),
        change(at - 1, 0, at - 1, lines[at - 1]!.length, lines[at]!),
      ];
    default: {
      const place = within(at);
      return [change(at, place, at, place, '\n')];
    }
  }
}

/** Repeatable random numbers. */
function randomNumbers(seed: number): Random {
  let state = seed * 2654435761;
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 0x9e3779b9) | 0;
    return ((state ^ (state >>> 13)) >>> 0) % below;
  };
}
