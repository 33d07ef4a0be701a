/** What the extension host and the worker that reads Python say to each other. Structured-cloned: plain data only. */
import type { Edit, Finding, Fix, Position } from '../../../lint/finding.ts';
import type { LintOptions, TextChange } from '../../../lint/project.ts';

export type { LintOptions, TextChange };

/** Names a document or a file for the worker: a path of the file system, or the URI of a document that has none. */
export type FileKey = string;

/** What the worker is started with. */
export interface LintWorkerData {
  /** Paths of the two WebAssembly files of the parser. */
  readonly runtime: string;
  readonly grammar: string;
}

export type ToWorker =
  | {
      readonly type: 'configure';
      readonly options: LintOptions;
      /** Whether findings are wanted for files that no editor has open, too. */
      readonly reportAll: boolean;
    }
  /** A document is open, or its text is to be replaced whole. From now on its text is this one, not the file's. */
  | { readonly type: 'open'; readonly key: FileKey; readonly version: number; readonly text: string }
  /** Each change is to be made to the text that the one before it left. */
  | {
      readonly type: 'change';
      readonly key: FileKey;
      readonly version: number;
      readonly changes: readonly TextChange[];
    }
  /** No editor has the document open any more: what the file says counts again. */
  | { readonly type: 'close'; readonly key: FileKey }
  /** Files that belong to the workspace and are new or have changed. */
  | { readonly type: 'read'; readonly files: readonly FileKey[] }
  /** Files or folders that are gone. */
  | { readonly type: 'forget'; readonly paths: readonly string[] }
  /** Answered by one `answer` with the same id. */
  | { readonly type: 'ask'; readonly id: number; readonly question: Question };

/** About a document in exactly that version; when the worker has another one, the answer is null. */
export type Question = { readonly key: FileKey; readonly version: number } & (
  | { readonly what: 'fixes'; /** The finding's place in the list that was sent. */ readonly index: number }
  /** The comment that silences the finding at that place. */
  | { readonly what: 'suppression'; readonly index: number }
  | { readonly what: 'fixAll' }
  | { readonly what: 'unknownCall'; readonly position: Position }
);

/** What each question is answered with. */
export interface Answers {
  readonly fixes: readonly Fix[];
  readonly suppression: Fix | null;
  readonly fixAll: readonly Edit[];
  /** Canonical name of the function called there; null when that is not certain, or known to block. */
  readonly unknownCall: string | null;
}

export type FromWorker =
  | {
      readonly type: 'findings';
      readonly key: FileKey;
      /** The document's version they belong to; null for a file that no editor has open. */
      readonly version: number | null;
      readonly findings: readonly Finding[];
    }
  /** How many of the files that were to be read have been. Equal at the end, and only then. */
  | { readonly type: 'progress'; readonly read: number; readonly total: number }
  | { readonly type: 'answer'; readonly id: number; readonly answer: Answers[keyof Answers] | null }
  /** Something failed that should not: for the log. */
  | { readonly type: 'fault'; readonly message: string };
