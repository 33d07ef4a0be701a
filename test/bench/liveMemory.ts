/** How much memory the live timeline takes: of the page that draws it, and of the extension host that records. */
import { execFileSync } from 'node:child_process';
import type { CDPSession, Frame, Page } from 'playwright-core';

/** In MiB; NaN where it cannot be told. */
export interface Memory {
  /** Of the page's script: objects and buffers, garbage not counted. */
  readonly page: number;
  /** Resident, of the extension host's process. */
  readonly host: number;
}

const MEBIBYTE = 1024 * 1024;

/** What tells the memory of a timeline and of the extension host of its window. Garbage is collected before each look. */
export async function memoryMeter(page: Page, frame: Frame): Promise<() => Promise<Memory>> {
  const session = await sessionOf(page, frame);
  await session.send('HeapProfiler.enable');
  return async () => {
    await session.send('HeapProfiler.collectGarbage');
    const usage = await session.send('Runtime.getHeapUsage');
    return { page: (usage.usedSize + usage.backingStorageSize) / MEBIBYTE, host: extensionHost() };
  };
}

/** A frame in a process of its own has a session of its own; one that shares its page's is measured together with it. */
async function sessionOf(page: Page, frame: Frame): Promise<CDPSession> {
  try {
    return await page.context().newCDPSession(frame);
  } catch {
    return page.context().newCDPSession(page);
  }
}

/** The resident memory of the extension host that this process has started. */
function extensionHost(): number {
  if (process.platform === 'win32') return Number.NaN;
  const rows = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,rss=,args='], { encoding: 'utf8' })
    .split('\n')
    .map((row) => /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(.*)$/.exec(row))
    .filter((match) => match !== null);
  const parents = new Map(rows.map((match) => [Number(match[1]), Number(match[2])]));
  const isOurs = (pid: number): boolean => {
    for (let at = pid; at > 1; at = parents.get(at) ?? 0) if (at === process.pid) return true;
    return false;
  };
  const sizes = rows
    .filter((match) => match[4]!.includes('--type=extensionHost') && isOurs(Number(match[1])))
    .map((match) => Number(match[3]) / 1024);
  return sizes.length === 0 ? Number.NaN : Math.max(...sizes);
}
