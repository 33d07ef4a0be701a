import type { Position } from '../../../core/trace.ts';
import { LineTracker, type TextChange, type TextPosition } from './lineTracker.ts';
import type { ShownCost } from './measuredCosts.ts';

/** Where a cost is in the text as it is now. */
export interface PlacedCost {
  readonly cost: ShownCost;
  /** From 0. */
  readonly line: number;
  readonly end: TextPosition | null;
}

/** The costs of a file that ran, in its text as it is now. */
export class MeasuredFile {
  costs: readonly ShownCost[] = [];
  private readonly measured: readonly string[];
  private readonly tracker: LineTracker;

  /** `measured`, `lines`: the lines of the file when it ran, and as it is now. */
  constructor(measured: readonly string[], lines: readonly string[]) {
    this.measured = measured;
    this.tracker = new LineTracker(measured, lines);
  }

  /** Follows an edit. Answers whether it hid a cost, or brought one back. */
  edit(changes: readonly TextChange[], linesAfter: () => readonly string[]): boolean {
    const before = this.foundCosts();
    this.tracker.edit(changes, linesAfter);
    return this.foundCosts() !== before;
  }

  /** The costs whose lines still say what they said. `lineAt`: a line of the text as it is now. */
  placed(lineAt: (line: number) => string): readonly PlacedCost[] {
    return this.costs.flatMap((cost) => {
      const line = this.tracker.lineOf(cost.line - 1);
      if (!this.isUnchanged(cost.line - 1, Math.max(cost.line, cost.end?.line ?? 0))) return [];
      return [{ cost, line, end: cost.end === null ? null : this.placeEnd(cost.end, lineAt) }];
    });
  }

  /** Whether every definition of that function says what it said when it ran. */
  hasUnchanged(qualifiedName: string): boolean {
    const name = qualifiedName.slice(qualifiedName.lastIndexOf('.') + 1);
    const definition = new RegExp(`^\\s*(async\\s+)?def\\s+${name.replaceAll(/\W/g, '\\$&')}\\b`);
    const starts = this.measured.flatMap((line, i) => (definition.test(line) ? [i] : []));
    return starts.length > 0 && starts.every((start) => this.isUnchanged(start, this.endOfBlock(start)));
  }

  /** Whether the measured lines from `low` to before `high` still stand there, with nothing in between. */
  private isUnchanged(low: number, high: number): boolean {
    const first = this.tracker.lineOf(low);
    if (first < 0) return false;
    for (let line = low; line < high; line++)
      if (this.tracker.lineOf(line) !== first + line - low) return false;
    return true;
  }

  /** The line behind a definition and what is indented below it; a closing bracket of its head does not end it. */
  private endOfBlock(start: number): number {
    const { measured } = this;
    const indentation = indentationOf(measured[start]!);
    let end = start + 1;
    for (let line = end; line < measured.length; line++) {
      const text = measured[line]!;
      if (text.trim() === '') continue;
      if (indentationOf(text) <= indentation && !text.trimStart().startsWith(')')) break;
      end = line + 1;
    }
    return end;
  }

  private placeEnd(end: Position, lineAt: (line: number) => string): TextPosition | null {
    const measured = this.measured[end.line - 1];
    const line = this.tracker.lineOf(end.line - 1);
    if (measured === undefined || line < 0) return null;
    const moved = indentationOf(lineAt(line)) - indentationOf(measured);
    return { line, character: Math.max(0, columnOfByte(measured, end.column) + moved) };
  }

  private foundCosts(): string {
    return this.costs.map(({ line }) => (this.tracker.lineOf(line - 1) < 0 ? '-' : '+')).join('');
  }
}

/** How many characters of white space a line begins with. */
function indentationOf(line: string): number {
  return line.length - line.trimStart().length;
}

/** The UTF-16 column at a byte of the line's UTF-8; the line's end when it is shorter. */
export function columnOfByte(line: string, byte: number): number {
  let bytes = 0;
  let column = 0;
  for (const character of line) {
    if (bytes >= byte) break;
    const point = character.codePointAt(0)!;
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    column += character.length;
  }
  return column;
}
