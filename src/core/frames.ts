import type { Column } from './frameReader.ts';
import type { Json } from './json.ts';
import type { TABLES, TableName } from './wire.ts';

/** One frame of docs/wire.md, its columns read; ids in it are not yet checked against the trace. */
export type Frame =
  | { readonly kind: 'header' | 'loop' | 'problem'; readonly json: Json }
  | { readonly kind: 'strings'; readonly texts: readonly string[] }
  | {
      readonly kind: 'places';
      readonly file: Column;
      readonly line: Column;
      readonly function: Column;
      readonly scope: Column;
      readonly endLine: Column;
      readonly endColumn: Column;
      readonly coroutine: Column;
    }
  | { readonly kind: 'sites'; readonly await: Column; readonly depth: Column; readonly places: Column }
  | { readonly kind: 'groups'; readonly size: Column; readonly tasks: Column }
  | {
      readonly kind: 'tasks';
      readonly base: number;
      readonly id: Column;
      readonly parent: Column;
      readonly loop: Column;
      readonly created: Column;
      readonly coroutine: Column;
      readonly place: Column;
      /** n: its name is `Task-n`. */
      readonly number: Column;
      readonly name: readonly string[];
    }
  | {
      readonly kind: 'runs';
      readonly loop: number;
      readonly base: number;
      /** Rows before these were lost. */
      readonly afterLoss: boolean;
      /** Of a run, or one of {@link ROW}. */
      readonly subject: Column;
      readonly passed: Column;
      readonly wait: Column;
      readonly site: Column;
      readonly group: Column;
    }
  | { readonly kind: 'callbacks'; readonly name: Column; readonly place: Column }
  | {
      readonly kind: 'ends';
      readonly base: number;
      readonly task: Column;
      readonly at: Column;
      readonly outcome: Column;
      readonly error: Column;
      readonly name: readonly string[];
    }
  | {
      readonly kind: 'beat';
      readonly now: number;
      readonly loop: Column;
      readonly subject: Column;
      readonly since: Column;
    }
  | {
      readonly kind: 'loss';
      readonly from: number;
      readonly to: number;
      readonly runs: number;
      readonly facts: number;
    }
  | { readonly kind: 'pause'; readonly at: number; readonly stopped: boolean }
  | { readonly kind: 'finish'; readonly at: number }
  | { readonly kind: 'stacks'; readonly depth: Column; readonly places: Column }
  | {
      readonly kind: 'samples';
      readonly loop: number;
      readonly base: number;
      readonly subject: Column;
      readonly at: Column;
      readonly since: Column;
      readonly weight: Column;
      readonly stack: Column;
    }
  | { readonly kind: 'process'; readonly index: number }
  | {
      readonly kind: 'forget';
      readonly until: number;
      /** The number of the oldest run that is kept. */
      readonly first: number;
    }
  | FactsFrame;

/** Rows of one of the {@link TABLES}. */
export type FactsFrame = { readonly [T in TableName]: FactsOf<T> }[TableName];

export interface FactsOf<T extends TableName> {
  readonly kind: 'facts';
  readonly table: T;
  readonly length: number;
  /** What its times are counted from. */
  readonly base: number;
  readonly columns: { readonly [C in (typeof TABLES)[T]['columns'][number]]: Column };
}
