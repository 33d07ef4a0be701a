/** The thread that parses and lints, so that the extension host's never has to. */
import { readFile } from 'node:fs/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { loadParser } from '../../../lint/parser.ts';
import { Project } from '../../../lint/project.ts';
import { LintDesk } from './lintDesk.ts';
import type { LintWorkerData, ToWorker } from './lintProtocol.ts';

const port = parentPort!;
const files = workerData as LintWorkerData;
const early: ToWorker[] = [];
const keep = (message: ToWorker): void => void early.push(message);

port.on('message', keep);
void Promise.all([readFile(files.runtime), readFile(files.grammar)])
  .then(([runtime, grammar]) => loadParser({ runtime, grammar }))
  .then((parser) => {
    const options = { python: [3, 12] as const, blockingCalls: [], ignoredCalls: [], ignoredRules: [] };
    const desk = new LintDesk(new Project(parser, options), (message) => port.postMessage(message));
    port.off('message', keep);
    for (const message of early) desk.receive(message);
    port.on('message', (message: ToWorker) => desk.receive(message));
  });
