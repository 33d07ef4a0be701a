import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { build } from 'esbuild';
import { repository } from '../support/paths.ts';
import { buildCommandLine } from './commandLine.ts';

/** What a command said, and its exit code. */
export interface Said {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Builds the command line with what it makes reports of; answers what runs `coroscope report`. */
export async function buildReporter(name: string): Promise<(...args: string[]) => Promise<Said>> {
  const script = await buildCommandLine(name);
  await Promise.all(
    Object.entries({ webview: 'webview/main.ts', report: 'webview/report/reportHost.ts' }).map(
      ([file, entry]) =>
        build({
          entryPoints: [join(repository, entry)],
          outfile: join(repository, 'out', `${file}.js`),
          bundle: true,
          platform: 'browser',
          format: 'iife',
          minify: true,
        }),
    ),
  );
  return (...args) =>
    new Promise((resolve) => {
      const child = spawn(process.execPath, [script, 'report', ...args]);
      let [stdout, stderr] = ['', ''];
      child.stdout.on('data', (bytes) => (stdout += String(bytes)));
      child.stderr.on('data', (bytes) => (stderr += String(bytes)));
      child.once('close', (code) => resolve({ code, stdout, stderr }));
    });
}
