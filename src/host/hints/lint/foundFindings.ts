import * as vscode from 'vscode';
import type { Finding } from '../../../lint/finding.ts';
import { keyOf, uriOf } from '../hintDocument.ts';
import type { FileKey } from './lintProtocol.ts';

/** The findings of a document or file changed. */
export interface FoundEvent {
  readonly uri: vscode.Uri;
  /** Whether nobody waited for them: another file changed, or a setting. */
  readonly isUnasked: boolean;
}

interface Watched {
  readonly document: vscode.TextDocument;
  /** The one that the findings belong to; -1 before there are any. */
  version: number;
  findings: readonly Finding[];
  waiting: (() => void)[];
}

/** The findings as they came last. Those of an open document belong to one version of it; of another they are no answer. */
export class FoundFindings {
  private readonly documents = new Map<FileKey, Watched>();
  /** Of files that no editor has open: only those that have some. */
  private readonly unopened = new Map<FileKey, readonly Finding[]>();
  private readonly emitter = new vscode.EventEmitter<FoundEvent>();
  readonly onDidFind = this.emitter.event;
  /** Whether there will be none: switched off, or nobody is left who finds. */
  isOff = false;

  /** The open documents that findings are wanted for. */
  get open(): readonly vscode.TextDocument[] {
    return [...this.documents.values()].map(({ document }) => document);
  }

  /** The files with findings that no editor has open; the settings say whether they are looked for. */
  get elsewhere(): readonly vscode.Uri[] {
    return [...this.unopened.keys()].map(uriOf);
  }

  /** What is known without waiting; null while only the findings of a former version are. */
  of(uri: vscode.Uri): readonly Finding[] | null {
    const watched = this.documents.get(keyOf(uri));
    if (watched === undefined) return this.unopened.get(keyOf(uri)) ?? [];
    if (this.isOff) return [];
    return watched.version === watched.document.version ? watched.findings : null;
  }

  /** The findings of the document as it is; waits for them. Empty when the document gets none. */
  async current(document: vscode.TextDocument, token: vscode.CancellationToken): Promise<readonly Finding[]> {
    const watched = this.documents.get(keyOf(document.uri));
    if (watched === undefined) return [];
    while (watched.version !== document.version && !token.isCancellationRequested && !document.isClosed) {
      if (this.isOff) return [];
      await new Promise<void>((resolve) => {
        watched.waiting.push(resolve);
        token.onCancellationRequested(() => resolve());
      });
    }
    return watched.version === document.version ? watched.findings : [];
  }

  watch(document: vscode.TextDocument): void {
    const key = keyOf(document.uri);
    this.unopened.delete(key);
    this.documents.set(key, { document, version: -1, findings: [], waiting: [] });
  }

  isWatched({ uri }: vscode.TextDocument): boolean {
    return this.documents.has(keyOf(uri));
  }

  unwatch({ uri }: vscode.TextDocument): void {
    const watched = this.documents.get(keyOf(uri));
    this.documents.delete(keyOf(uri));
    for (const wake of watched?.waiting ?? []) wake();
    this.emitter.fire({ uri, isUnasked: true });
  }

  /** `version` null: of a file that no editor has open. */
  found(key: FileKey, version: number | null, findings: readonly Finding[]): void {
    const watched = this.documents.get(key);
    if (version === null && watched === undefined) {
      if (findings.length > 0) this.unopened.set(key, findings);
      else this.unopened.delete(key);
      this.emitter.fire({ uri: uriOf(key), isUnasked: true });
    }
    // While the user types on, findings of what was are late: those of what is will come.
    if (watched === undefined || watched.document.version !== version) return;
    const isUnasked = watched.version === version || watched.waiting.length === 0;
    watched.version = version;
    watched.findings = findings;
    this.tell(watched, isUnasked);
  }

  /** Nothing is known any more; documents stay watched. */
  forget(): void {
    for (const watched of this.documents.values()) {
      watched.version = -1;
      watched.findings = [];
      this.tell(watched, true);
    }
    this.forgetElsewhere();
  }

  forgetElsewhere(): void {
    const uris = this.elsewhere;
    this.unopened.clear();
    for (const uri of uris) this.emitter.fire({ uri, isUnasked: true });
  }

  dispose(): void {
    this.isOff = true;
    this.forget();
    this.emitter.dispose();
  }

  private tell(watched: Watched, isUnasked: boolean): void {
    for (const wake of watched.waiting.splice(0)) wake();
    this.emitter.fire({ uri: watched.document.uri, isUnasked });
  }
}
