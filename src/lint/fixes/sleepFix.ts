import type { Fix } from '../finding.ts';
import { insertAfter, inOrder, replaceNode } from './edits.ts';
import { referTo } from './imports.ts';
import { surroundings, type Site } from './site.ts';
import { maySuspendAt } from './threadSafety.ts';

/** `time.sleep(x)` → `await asyncio.sleep(x)`. */
export function sleepFixes(site: Site): Fix[] {
  const { call, callee, file, args } = site;
  if (args.keywords.size > 0 || !isSleep(site)) return [];
  const around = surroundings(site, call);
  const sleep = around && referTo(file, call, 'asyncio', 'sleep');
  if (sleep === null) return [];
  const edits = [...sleep.edits, replaceNode(callee, around!.before + sleep.text)];
  if (around!.after !== '') edits.push(insertAfter(call, around!.after));
  return [
    {
      title: 'Use await asyncio.sleep(…)',
      edits: inOrder(edits),
      isSafe: site.finding.call === 'time.sleep' && maySuspendAt(file, call),
    },
  ];
}

/** Whether the call is the sleep, not one that it is handed to. */
function isSleep({ file, callee, finding }: Site): boolean {
  const name = file.names.nameOf(callee);
  return name === null ? callee.text.endsWith('sleep') : name === finding.call;
}
