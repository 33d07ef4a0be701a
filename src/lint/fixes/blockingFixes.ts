import type { Finding, Fix } from '../finding.ts';
import type { Workspace } from '../names.ts';
import type { SourceFile } from '../sourceFile.ts';
import { wholeFileFixes } from './fileFixes.ts';
import { futureFixes, nestedLoopFixes } from './loopFixes.ts';
import { siteOf } from './site.ts';
import { sleepFixes } from './sleepFix.ts';
import { processFixes } from './processFixes.ts';
import { readFixes } from './readFixes.ts';
import { threadFixes } from './threadFix.ts';

/** The fixes of a call that blocks the loop, the best one first. */
export function blockingFixes(file: SourceFile, finding: Finding, workspace: Workspace): Fix[] {
  const site = siteOf(file, finding, workspace);
  if (site === null) return readFixes(file, finding, workspace);
  if (finding.path.length > 0) return threadFixes(site);
  const reached = finding.call ?? '';
  if (/^(time|eventlet|gevent)\.sleep$/.test(reached)) return sleepFixes(site);
  if (finding.rule === 'CORO109') return nestedLoopFixes(site);
  if (/^concurrent\.futures\.(\w+\.)?Future\.result$/.test(reached) && site.args.positional.length === 0) {
    const fixes = futureFixes(site);
    if (fixes.length > 0) return fixes;
  }
  return [...wholeFileFixes(site), ...threadFixes(site), ...processFixes(site)];
}
