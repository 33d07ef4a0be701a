/**
 * `npm run bench:scan [-- FILES LINES]`: how long the worker takes to read a workspace, and how long the host's event
 * loop was held meanwhile, at most. The same worker and the same messages as in the editor.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { startLinting } from './linting.ts';
import { pythonModule } from './lintProgram.ts';

const files = Number(process.argv[2] ?? 2000);
const lines = Number(process.argv[3] ?? 150);
const folder = mkdtempSync(join(tmpdir(), 'coroscope-scan-'));

try {
  const paths = writeWorkspace();
  const { client, findings, isRead, stop } = await startLinting();
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  // What the machine's other work alone makes of it.
  await sleep(2_000);
  const idle = delay.max;
  delay.reset();
  const begun = performance.now();
  client.post({
    type: 'open',
    key: paths[0]!,
    version: 1,
    text: pythonModule(lines, 0, ['package1.module1']),
  });
  await findings(paths[0]!, 1);
  const first = performance.now() - begun;
  const before = performance.now();
  client.post({ type: 'read', files: paths });
  await isRead();
  const all = performance.now() - before;
  client.post({
    type: 'open',
    key: paths[0]!,
    version: 2,
    text: pythonModule(lines, 0, ['package1.module1']),
  });
  const found = await findings(paths[0]!, 2);
  const linked = performance.now() - before;
  delay.disable();
  await stop();
  console.log(
    [
      `${files} files, ${files * lines} lines: read in ${(all / 1000).toFixed(2)} s, findings that need them after ${(linked / 1000).toFixed(2)} s`,
      `the open file's own findings after ${first.toFixed(0)} ms, before the others were read; ${found.filter(({ path }) => path.length > 0).length} of ${found.length} lie behind functions`,
      `the host's event loop was held ${(delay.max / 1e6).toFixed(1)} ms at most, ${(idle / 1e6).toFixed(1)} ms with nothing to do; worker and host use ${(process.memoryUsage().rss / 2 ** 20).toFixed(0)} MiB`,
    ].join('\n'),
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Packages of 50 modules; each imports two of the package before. */
function writeWorkspace(): string[] {
  return Array.from({ length: files }, (_, index) => {
    const [number, module] = [Math.floor(index / 50), index % 50];
    const below = join(folder, `package${number}`);
    if (module === 0) {
      mkdirSync(below);
      writeFileSync(join(below, '__init__.py'), '');
    }
    const imports =
      number === 0 ? [] : [module, (module + 7) % 50].map((each) => `package${number - 1}.module${each}`);
    const path = join(below, `module${module}.py`);
    writeFileSync(path, pythonModule(lines, index, imports));
    return path;
  });
}
