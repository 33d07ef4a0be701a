import type { RuleId } from './rules.ts';

/** Both from 0; columns in UTF-16 units, as editors count. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** Something wrong in a file, found in its source. */
export interface Finding {
  readonly rule: RuleId;
  /** What to mark: the whole call expression for a blocking call, else the smallest telling expression or statement. */
  readonly range: Range;
  /** One sentence that says what happens, and what to do instead. */
  readonly message: string;
  /** Canonical name of the blocking call that is reached, such as `requests.Session.get`; null for other rules. */
  readonly call: string | null;
  /** How long such a call may take: `light` ones (a file's metadata) rarely matter unless a run measured that they do. */
  readonly weight: Weight;
  /** The function the finding lies in, by its `__qualname__`, such as `Shop.serve`; `<module>` outside of functions. */
  readonly within: string;
  /**
   * From the function that is called here to the blocking call itself, when that lies in other functions: one entry
   * for each call on the way, the last one the blocking call. Empty when it is called right here.
   */
  readonly path: readonly PathStep[];
}

export type Weight = 'heavy' | 'moderate' | 'light';

export interface PathStep {
  /** The file that has this call. */
  readonly file: string;
  readonly range: Range;
  /** Qualified name of the function that is called there. */
  readonly name: string;
}

/** A change of the finding's own file that mends it. */
export interface Fix {
  /** Such as `Use await asyncio.sleep(…)`. */
  readonly title: string;
  /** Disjoint, from the top. */
  readonly edits: readonly Edit[];
  /** Whether it may be applied without a look: the program does the same, without blocking. */
  readonly isSafe: boolean;
}

export interface Edit {
  readonly range: Range;
  readonly text: string;
}
