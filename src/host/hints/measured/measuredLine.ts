import type * as vscode from 'vscode';
import type { Nanos } from '../../../core/units.ts';

/** What runs measured at one line of a document, where the line still is what was measured. */
export interface MeasuredLine {
  /** From 0. */
  readonly line: number;
  /** Where the call that held the loop ends, when that is known; null: somewhere in the line. */
  readonly end: vscode.Position | null;
  /** Such as `blocked the loop 3×, 1.24 s in all`. */
  readonly text: string;
  /** How long the line blocked the loop in all, or held it where it never blocked it, in nanoseconds. */
  readonly total: Nanos;
  readonly count: number;
  readonly worst: Nanos;
  /** Whether it holds the loop at this moment. */
  readonly isLive: boolean;
  /** Whether it held the loop for longer than the threshold of a block. */
  readonly isBlock: boolean;
  /** The worst one, the tasks it delayed, the stack. */
  readonly hover: vscode.MarkdownString;
  /** The function that was called, as the run named it; null when the line itself computed. */
  readonly callee: string | null;
}

/** What the runs of this window measured, as far as it belongs to source lines. */
export interface Measured {
  linesOf(document: vscode.TextDocument): readonly MeasuredLine[];
  /** Settles when {@link linesOf} knows what was measured up to now, if the document is visible. Never rejects. */
  ready(document: vscode.TextDocument): Promise<void>;
  /**
   * The longest step of that function in the last run, in nanoseconds: what a call in it cost at most. Null when the
   * function did not run, or has been edited since.
   */
  longestStep(document: vscode.TextDocument, qualifiedName: string): Nanos | null;
  /** Fires with the document's URI, or with undefined when it may concern any. */
  readonly onDidChange: vscode.Event<vscode.Uri | undefined>;
}
