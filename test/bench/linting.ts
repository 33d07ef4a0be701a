import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { LintClient } from '../../src/host/hints/lint/lintClient.ts';
import type { FileKey } from '../../src/host/hints/lint/lintProtocol.ts';
import type { Finding } from '../../src/lint/finding.ts';

/** The worker as the extension runs it, without VS Code. */
export interface Linting {
  readonly client: LintClient;
  /** The findings of that version of a document, or of a later one. */
  readonly findings: (key: FileKey, version: number) => Promise<readonly Finding[]>;
  /** When all files that were to be read have been. */
  readonly isRead: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Starts the worker that `npm run build` made. */
export async function startLinting(): Promise<Linting> {
  const dist = join(import.meta.dirname, '..', '..', 'dist');
  const script = join(dist, 'lintWorker.cjs');
  if (!existsSync(script)) throw new Error(`${script} is not there: run \`npm run build\`.`);
  const newest = new Map<FileKey, { version: number; findings: readonly Finding[] }>();
  let isDone = false;
  let waiting: (() => void)[] = [];
  const client = new LintClient({
    script,
    data: { runtime: join(dist, 'web-tree-sitter.wasm'), grammar: join(dist, 'tree-sitter-python.wasm') },
    onMessage(message) {
      if (message.type === 'fault') throw new Error(message.message);
      if (message.type === 'progress') isDone = message.read === message.total;
      else newest.set(message.key, { version: message.version ?? 0, findings: message.findings });
      const woken = waiting;
      waiting = [];
      for (const wake of woken) wake();
    },
    onStart: () => undefined,
    onDeath(error) {
      throw error;
    },
  });
  client.start();
  const until = async <T>(look: () => T | undefined): Promise<T> => {
    for (;;) {
      const seen = look();
      if (seen !== undefined) return seen;
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
  };
  // The worker does not keep the process alive; this does, until the work is done.
  const alive = setInterval(() => undefined, 1000);
  client.post({ type: 'open', key: '/warm.py', version: 1, text: 'import time\n' });
  const findings: Linting['findings'] = (key, version) =>
    until(() => {
      const seen = newest.get(key);
      return seen && seen.version >= version ? seen.findings : undefined;
    });
  await findings('/warm.py', 1);
  return {
    client,
    findings,
    isRead: () => until(() => isDone || undefined).then(() => undefined),
    async stop() {
      clearInterval(alive);
      await client.stop();
    },
  };
}
