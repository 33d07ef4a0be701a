import { Worker } from 'node:worker_threads';
import type { Answers, FromWorker, LintWorkerData, Question, ToWorker } from './lintProtocol.ts';

interface LintClientParts {
  /** The worker's script. */
  readonly script: string;
  readonly data: LintWorkerData;
  /** Everything the worker says but answers. */
  readonly onMessage: (message: Exclude<FromWorker, { type: 'answer' }>) => void;
  /** The worker is new, for the first time or again, and knows nothing. */
  readonly onStart: () => void;
  /** The worker died; `restarts` says whether there is a new one. */
  readonly onDeath: (error: unknown, restarts: boolean) => void;
}

/** The host's end of the line to the worker. A worker that dies is started again, once. */
export class LintClient {
  private readonly parts: LintClientParts;
  private readonly questions = new Map<number, (answer: Answers[keyof Answers] | null) => void>();
  private worker: Worker | undefined;
  private asked = 0;
  private deaths = 0;

  constructor(parts: LintClientParts) {
    this.parts = parts;
  }

  get isRunning(): boolean {
    return this.worker !== undefined;
  }

  /** Whether the worker died twice, and is not started any more. */
  get isDead(): boolean {
    return this.deaths > 1;
  }

  /** Starts the worker unless it runs, or is dead. */
  start(): void {
    if (this.worker !== undefined || this.isDead) return;
    // The extension host's own flags, an inspector's port among them, are not for the worker.
    const worker = new Worker(this.parts.script, { workerData: this.parts.data, execArgv: [] });
    this.worker = worker;
    worker.unref();
    let reason: unknown;
    worker.on('message', (message: FromWorker) => {
      if (message.type === 'answer') this.settle(message.id, message.answer);
      else if (this.worker === worker) this.parts.onMessage(message);
    });
    worker.on('error', (error) => (reason = error));
    worker.on('exit', (code) => {
      if (this.worker !== worker) return;
      this.worker = undefined;
      this.deaths++;
      for (const id of [...this.questions.keys()]) this.settle(id, null);
      this.parts.onDeath(reason ?? `exit code ${code}`, this.deaths <= 1);
      this.start();
    });
    this.parts.onStart();
  }

  post(message: ToWorker): void {
    this.worker?.postMessage(message);
  }

  /** Asks about a document; null when the worker has another version of it, or none. */
  ask<What extends Question['what']>(
    question: Question & { readonly what: What },
  ): Promise<Answers[What] | null> {
    if (this.worker === undefined) return Promise.resolve(null);
    const id = ++this.asked;
    return new Promise((resolve) => {
      this.questions.set(id, (answer) => resolve(answer as Answers[What] | null));
      this.post({ type: 'ask', id, question });
    });
  }

  /** Ends the worker. It may be started again. */
  async stop(): Promise<void> {
    const { worker } = this;
    this.worker = undefined;
    for (const id of [...this.questions.keys()]) this.settle(id, null);
    await worker?.terminate();
  }

  private settle(id: number, answer: Answers[keyof Answers] | null): void {
    this.questions.get(id)?.(answer);
    this.questions.delete(id);
  }
}
