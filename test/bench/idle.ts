/**
 * `npm run bench:idle`: what the extension costs while nothing happens. A program that sleeps is recorded in the real
 * VS Code with its timeline open; printed are the CPU time of the extension host over half a minute, against the same
 * half minute without the product, and the time that VS Code gives for the extension's activation.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { debugFile } from '../support/debugging.ts';
import { packDebugpyExtension } from '../support/debugpyExtension.ts';
import { runCommand } from '../support/palette.ts';
import { packProduct } from '../support/product.ts';
import { defaultPython, ensurePythons } from '../support/pythons.ts';
import { startServedVscode } from '../support/servedVscode.ts';
import { showTimeline, waitForTimeline } from '../support/timeline.ts';
import { closeWorkbench, openWorkbench } from '../support/workbench.ts';
import { makeWorkspace } from '../support/workspace.ts';

const SECONDS = 30;
const CLOCK_TICKS = 100;
const SLEEPER = 'import asyncio\nasyncio.run(asyncio.sleep(600))\n';

if (process.platform !== 'linux') throw new Error('bench:idle reads /proc, which only Linux has.');
await ensurePythons();
const product = await packProduct();
const debuggerOnly = await packDebugpyExtension();
const without = await measure([debuggerOnly], false);
const withProduct = await measure([product, debuggerOnly], true);
console.log(
  `extension host while a recorded program sleeps, over ${SECONDS} s: ${withProduct.cpu.toFixed(2)} % of a CPU with the timeline open, ` +
    `${without.cpu.toFixed(2)} % without Coroscope`,
);
console.log(`activation: ${withProduct.activation}`);

async function measure(
  vsix: readonly string[],
  hasProduct: boolean,
): Promise<{ cpu: number; activation: string }> {
  const workspace = makeWorkspace('idle', { files: { 'sleeper.py': SLEEPER } });
  const served = await startServedVscode({
    workspace: workspace.path,
    vsix,
    settings: { 'testDebugpy.python': defaultPython().path },
  });
  const page = await openWorkbench(served, { width: 1400, height: 2000 });
  try {
    // By then the debugger's extension is known: F5 before that would ask for a debugger.
    await sleep(6_000);
    await debugFile(page, workspace.file('sleeper.py'));
    if (hasProduct) await waitForTimeline(await showTimeline(page), 'live');
    // Start-up work of VS Code itself has settled by then.
    await sleep(10_000);
    const before = cpuSeconds();
    await sleep(SECONDS * 1000);
    const cpu = ((cpuSeconds() - before) / SECONDS) * 100;
    return { cpu, activation: hasProduct ? await activationOf(page) : '' };
  } finally {
    await closeWorkbench(page);
    served.stop();
    workspace.remove();
  }
}

/** CPU seconds that the extension host has used. */
function cpuSeconds(): number {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name)))
    try {
      if (!readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('--type=extensionHost')) continue;
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      return (Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS;
    } catch {
      // The process ended between the two looks.
    }
  throw new Error('there is no extension host');
}

/** What VS Code's list of running extensions says of the product's activation. */
async function activationOf(page: Page): Promise<string> {
  await runCommand(page, 'Developer: Show Running Extensions');
  // The list draws only the rows in sight: the window is high enough for all of them.
  const row = page.locator('.runtime-extensions-editor .monaco-list-row', { hasText: 'Coroscope' });
  return (await row.locator('.activation-time').textContent()) ?? 'unknown';
}
