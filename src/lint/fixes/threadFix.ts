import { blockingCall } from '../blockingCalls.ts';
import type { Fix } from '../finding.ts';
import type { Node } from '../parser.ts';
import { callInThread, lambdaInThread } from './inThread.ts';
import { consumedFix, EAGER, listFix } from './lazyFixes.ts';
import { isOpener } from './openers.ts';
import { siteAround, type Site } from './site.ts';
import { isEntered, mayRunInThread } from './threadSafety.ts';

/**
 * Runs a blocking call in a thread, and the task waits for that: `await asyncio.to_thread(f, …)`. Nothing where that
 * does not help or breaks the program.
 */
export function threadFixes(site: Site): Fix[] {
  if (!mayRunInThread(site)) return [];
  const fix = consumedFix(site) ?? listFix(site) ?? chainFix(site) ?? callFix(site);
  return fix === null ? [] : [fix];
}

/** `f(a, k=b)` → `await asyncio.to_thread(f, a, k=b)`. */
function callFix(site: Site): Fix | null {
  if (!blocksItself(site) || opensItself(site)) return null;
  return callInThread(site);
}

/** Whether to call the callee is what blocks, not to iterate or enter what it gives, or something it is given. */
function blocksItself({ finding, file, callee, call, workspace }: Site): boolean {
  const name = file.names.nameOf(callee);
  if (EAGER.test(name ?? '')) return true;
  if (finding.path.length === 0) {
    if (finding.call === null || lastOf(finding.call) !== lastOf(name ?? callee.text)) return false;
    return blockingCall(finding.call) !== null || blockingCall(finding.call, 'iterate') === null;
  }
  // Such as `asyncio.new_event_loop`: a loop is bound to its thread.
  if (name?.startsWith('asyncio.') === true) return false;
  const helper = name === null ? null : workspace.definition(name);
  if (helper === null) return name === null && !isEntered(call);
  // A generator's own call does not block, nor does that of a context manager made from one.
  if (helper.kind === 'function') return !(helper.isWrapped && isEntered(call));
  return helper.kind === 'class' && !isEntered(call);
}

/** `open(p).read()` → `await asyncio.to_thread(lambda: open(p).read())`: both parts block. */
function chainFix(site: Site): Fix | null {
  const whole = isOpener(site.file, site.call) ? usedAtOnce(site.call) : opensItself(site) ? site.call : null;
  return whole && lambdaInThread(siteAround(site, whole));
}

function lastOf(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

/** Whether a call's own callee opens something: to name it would block already. */
function opensItself({ file, callee }: Site): boolean {
  const object = callee.childForFieldName('object');
  return object?.type === 'call' && isOpener(file, object);
}

/** The method call on what a call opened, such as `open(p).read()` around `open(p)`. */
function usedAtOnce(call: Node): Node | null {
  const method = call.parent;
  const outer = method?.parent;
  if (method?.type !== 'attribute' || outer?.type !== 'call') return null;
  return outer.childForFieldName('function')!.equals(method) ? outer : null;
}
