import { sep } from 'node:path';
import { isKnownCallable } from '../../../lint/blockingCalls.ts';
import type { Finding } from '../../../lint/finding.ts';
import type { Project } from '../../../lint/project.ts';
import { FileIntake } from './fileIntake.ts';
import type { Answers, FileKey, FromWorker, Question, TextChange, ToWorker } from './lintProtocol.ts';

/** The worker looks for messages at least this often while there are files to take in, in milliseconds. */
const SLICE = 10;

/** Documents that did not change themselves are looked at again when nothing changed for so many milliseconds. */
const REST = 150;

/** Progress is told at most this often, in milliseconds. */
const BEAT = 100;

interface OpenDocument {
  version: number;
  /** Changes that the project was not told yet. */
  pending: TextChange[];
  /** What was sent last: questions about a finding name its place in this list. */
  sent: { readonly version: number; readonly findings: readonly Finding[]; readonly text: string } | null;
}

/**
 * What the worker does with its messages, the most urgent first: the document that changed last, the other open ones,
 * files of the workspace, files that nobody looks at. It does one small piece of work a turn of its event loop, so that
 * a key stroke waits for one piece, not for the workspace.
 */
export class LintDesk {
  private readonly project: Project;
  private readonly post: (message: FromWorker) => void;
  private readonly open = new Map<FileKey, OpenDocument>();
  /** Open documents whose findings are asked for, the most urgent last. */
  private readonly changed = new Set<FileKey>();
  /** Other files whose findings may have changed with them, the most urgent first. */
  private stale = new Set<FileKey>();
  private readonly workspace = new Set<FileKey>();
  private readonly intake = new FileIntake(() => this.schedule());
  private readonly reported = new Map<FileKey, string>();
  private reportAll = false;
  private progressTold = 0;
  private isReading = false;
  private isScheduled = false;
  private restUntil = 0;

  constructor(project: Project, post: (message: FromWorker) => void) {
    this.project = project;
    this.post = post;
  }

  receive(message: ToWorker): void {
    try {
      this.take(message);
    } catch (error) {
      this.fault(`on ${message.type}`, error);
    }
    this.schedule();
  }

  private take(message: ToWorker): void {
    switch (message.type) {
      case 'configure':
        this.project.configure(message.options);
        this.reportAll = message.reportAll;
        for (const key of this.open.keys()) this.urge(key);
        return this.othersAreStale();
      case 'open':
        this.open.set(message.key, { version: message.version, pending: [], sent: null });
        this.intake.remove(message.key);
        this.project.set(message.key, message.text);
        this.urge(message.key);
        return this.othersAreStale();
      case 'change': {
        const document = this.open.get(message.key);
        if (document === undefined) return;
        document.version = message.version;
        document.pending.push(...message.changes);
        this.urge(message.key);
        return this.othersAreStale();
      }
      case 'close':
        return this.close(message.key);
      case 'read':
        for (const key of message.files) {
          this.workspace.add(key);
          if (!this.open.has(key)) this.intake.add(key);
        }
        return;
      case 'forget':
        return this.forget(message.paths);
      case 'ask':
        return this.post({ type: 'answer', id: message.id, answer: this.answer(message.question) });
    }
  }

  private close(key: FileKey): void {
    this.open.delete(key);
    this.changed.delete(key);
    this.reported.delete(key);
    // The file says what it said before the changes that were never saved.
    if (this.workspace.has(key)) this.intake.add(key);
    else this.project.delete(key);
    this.othersAreStale();
  }

  private forget(paths: readonly string[]): void {
    for (const path of paths) {
      const isGone = (key: FileKey): boolean => key === path || key.startsWith(path + sep);
      for (const key of [...this.workspace].filter(isGone)) {
        this.workspace.delete(key);
        this.intake.remove(key);
        if (!this.open.has(key)) this.drop(key);
      }
    }
    this.othersAreStale();
  }

  private drop(key: FileKey): void {
    this.project.delete(key);
    this.stale.delete(key);
    if (this.reported.delete(key)) this.post({ type: 'findings', key, version: null, findings: [] });
  }

  private answer(question: Question): Answers[keyof Answers] | null {
    this.settle();
    const { key, version } = question;
    const document = this.open.get(key);
    if (document?.version !== version) return null;
    if (question.what === 'fixAll') return this.project.fixAll(key);
    if (question.what === 'unknownCall') {
      const name = this.project.callAt(key, question.position);
      return name === null || isKnownCallable(name) ? null : name;
    }
    const finding = document.sent?.version === version ? document.sent.findings[question.index] : undefined;
    if (finding === undefined) return null;
    return question.what === 'fixes'
      ? this.project.fixes(key, finding)
      : this.project.suppression(key, finding);
  }

  /** Makes the changes that came since: many keys at once are one edit. */
  private settle(): void {
    for (const [key, document] of this.open) {
      if (document.pending.length === 0) continue;
      const changes = document.pending;
      document.pending = [];
      this.project.edit(key, changes);
    }
  }

  private urge(key: FileKey): void {
    this.stale.delete(key);
    this.changed.delete(key);
    this.changed.add(key);
  }

  private othersAreStale(): void {
    this.restUntil = performance.now() + REST;
    this.stale = new Set([...this.open.keys(), ...(this.reportAll ? this.workspace : [])]);
    for (const key of this.changed) this.stale.delete(key);
  }

  private schedule(): void {
    if (this.isScheduled) return;
    this.isScheduled = true;
    setImmediate(() => {
      this.isScheduled = false;
      try {
        if (this.work()) this.schedule();
      } catch (error) {
        this.fault('reading Python', error);
        this.schedule();
      }
    });
  }

  /** Does the most urgent piece of work; false when there is none, or none yet. */
  private work(): boolean {
    this.settle();
    const urgent = [...this.changed].at(-1);
    if (urgent !== undefined) {
      this.changed.delete(urgent);
      this.report(urgent);
      return true;
    }
    if (!this.intake.isDone) {
      this.isReading = true;
      return this.takeIn();
    }
    // The files that were left may have been opened or deleted: then nothing came in at the end.
    if (this.isReading) this.tellProgress();
    const { value: next } = this.stale.values().next();
    if (next === undefined) return false;
    const wait = this.restUntil - performance.now();
    if (wait > 0) {
      setTimeout(() => this.schedule(), wait);
      return false;
    }
    this.stale.delete(next);
    this.report(next);
    return true;
  }

  private report(key: FileKey): void {
    const document = this.open.get(key);
    const findings = this.project.findings(key);
    const text = JSON.stringify(findings);
    if (document === undefined) {
      if (text === (this.reported.get(key) ?? '[]')) return;
      this.reported.set(key, text);
      return this.post({ type: 'findings', key, version: null, findings });
    }
    const { version, sent } = document;
    document.sent = { version, findings, text };
    if (sent?.version === version && sent.text === text) return;
    this.post({ type: 'findings', key, version, findings });
  }

  /** Takes in files that have been read, for a slice of time; false when there is none yet. */
  private takeIn(): boolean {
    const end = performance.now() + SLICE;
    let file = this.intake.take();
    if (file === undefined) return false;
    while (file !== undefined) {
      const { key, text } = file;
      if (!this.open.has(key) && this.workspace.has(key)) {
        if (text === null) this.drop(key);
        else this.project.set(key, text);
      }
      file = performance.now() < end ? this.intake.take() : undefined;
    }
    this.tellProgress();
    return true;
  }

  private tellProgress(): void {
    const { isDone, progress } = this.intake;
    const now = performance.now();
    if (!isDone && now - this.progressTold < BEAT) return;
    this.progressTold = now;
    this.post({ type: 'progress', ...progress });
    if (!isDone) return;
    this.isReading = false;
    this.othersAreStale();
    this.restUntil = 0;
  }

  private fault(what: string, error: unknown): void {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.post({ type: 'fault', message: `${what}: ${text}` });
  }
}
