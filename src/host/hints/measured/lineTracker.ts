import { matchLines } from './lineDiff.ts';

/** One edit of a text, as VS Code tells it: lines and UTF-16 columns from 0. */
export interface TextChange {
  readonly range: { readonly start: TextPosition; readonly end: TextPosition };
  readonly text: string;
}

export interface TextPosition {
  readonly line: number;
  readonly character: number;
}

/** More edits at once than this (a Replace All) are not followed one by one; the texts are compared instead. */
const MOST_CHANGES = 50;

/**
 * Follows the lines of a text that was measured through the text as it is now. A run measured a text; the editor shows
 * one that may have been edited since, and is being edited.
 *
 * Every measured line is either *found*, at a line of the present text that says the same (but for its indentation), or
 * *lost*. An edit moves the found lines behind it and loses those it touches. Lost lines can only be where they were:
 * between their found neighbours. There, and nowhere else, they are looked for again, after every edit: so undo brings
 * them back, and a copy elsewhere in the file never gets the number of the original.
 */
export class LineTracker {
  private readonly measured: readonly string[];
  /** The present text's lines. */
  private lines: readonly string[] = [];
  /** By measured line: its present line, or {@link LOST}. Those that are found stand in ascending order. */
  private readonly present: Int32Array;

  /** `measured`, `lines`: the lines of the text that ran and of the text as it is now, without their ends. */
  constructor(measured: readonly string[], lines: readonly string[]) {
    this.measured = measured.map((line) => line.trim());
    this.present = new Int32Array(measured.length);
    this.compare(lines);
  }

  /** The present line that the measured line is now, both from 0; -1 when it is lost. */
  lineOf(measured: number): number {
    return this.present[measured] ?? LOST;
  }

  /** Follows edits made at once; each is told in the text that the ones before it left, as VS Code does. */
  edit(changes: readonly TextChange[], linesAfter: () => readonly string[]): void {
    if (changes.length > MOST_CHANGES) return this.compare(linesAfter());
    for (const change of changes) this.apply(change);
    if (changes.length > 0) this.findLost();
  }

  private compare(lines: readonly string[]): void {
    this.lines = lines;
    this.present.fill(LOST);
    this.findLost();
  }

  private apply({ range: { start, end }, text }: TextChange): void {
    const first = this.lines[start.line] ?? '';
    const last = this.lines[end.line] ?? '';
    const inserted = splitLines(text);
    const staysAtStart = isBlank(first.slice(start.character));
    const movesToEnd = isBlank(last.slice(0, end.character));
    inserted[0] = first.slice(0, start.character) + inserted[0]!;
    inserted.push((inserted.pop() ?? '') + last.slice(end.character));
    this.lines = this.lines.slice(0, start.line).concat(inserted, this.lines.slice(end.line + 1));

    const newEnd = start.line + inserted.length - 1;
    const { present } = this;
    for (let i = 0; i < present.length; i++) {
      const line = present[i]!;
      if (line < start.line) continue;
      if (line > end.line) present[i] = line + newEnd - end.line;
      else {
        const kept =
          line === start.line && staysAtStart ? start.line : line === end.line && movesToEnd ? newEnd : LOST;
        present[i] = kept !== LOST && this.saysTheSame(i, kept) ? kept : LOST;
      }
    }
  }

  /** Blank lines are never told apart: they are found again between their neighbours. */
  private saysTheSame(measured: number, line: number): boolean {
    const text = this.measured[measured]!;
    return text !== '' && this.lines[line]!.trim() === text;
  }

  /** Looks for each stretch of lost lines between the found lines around it. */
  private findLost(): void {
    const { present, measured, lines } = this;
    for (let low = 0; low < present.length; low++) {
      if (present[low] !== LOST) continue;
      let high = low + 1;
      while (high < present.length && present[high] === LOST) high++;
      const from = low === 0 ? 0 : present[low - 1]! + 1;
      const to = high === present.length ? lines.length : present[high]!;
      if (from < to) {
        const between = lines.slice(from, to).map((line) => line.trim());
        matchLines(
          measured,
          between,
          (i, at) => {
            present[i] = from + at;
          },
          { low, high, toLow: 0, toHigh: between.length },
        );
      }
      low = high;
    }
  }
}

const LOST = -1;

/** A text's lines without their ends, as both VS Code and Python see them. */
export function splitLines(text: string): string[] {
  return text.split(/\r\n|\n|\r/);
}

function isBlank(text: string): boolean {
  return text.trim() === '';
}
