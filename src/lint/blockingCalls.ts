import { isZero, TABLE, type BlockingCall, type Group, type Manner } from './blockingTable.ts';
import type { Given } from './reading/facts.ts';

export type { BlockingCall, Manner, Remedy } from './blockingTable.ts';

/** Names below a `.*` that do not block. */
const HARMLESS =
  /^(boto3\.Client\.(can_paginate|close|exceptions|generate_presigned_(url|post)|get_paginator|get_waiter|meta)|boto3\.Resource\.\w+\.(name|objects|key)|redis\.Redis\.(close|from_url|get_connection_kwargs|lock|pipeline|pubsub|register_script|set_response_callback|\w*scan_iter)|xmlrpc\.client\.ServerProxy\.__\w+__)$/;

const calls = new Map<string, { readonly call: BlockingCall; readonly when: Group['when'] }>();
const everythingBelow = new Map<string, { readonly call: BlockingCall; readonly when: Group['when'] }>();
for (const { names, manner = 'call', when, ...rest } of TABLE)
  for (const name of names.split(' ').filter(Boolean).flatMap(alternatives)) {
    const isPrefix = name.endsWith('.*');
    const key = isPrefix ? name.slice(0, -2) : `${manner} ${name}`;
    (isPrefix ? everythingBelow : calls).set(key, { call: { ...rest, name }, when });
  }

/** Last parts of the names whose arguments matter. */
export const CONDITIONAL_NAMES: ReadonlySet<string> = new Set([
  'setblocking',
  'settimeout',
  'sleep',
  ...[...calls].flatMap(([name, { when }]) =>
    when === undefined ? [] : [name.slice(name.lastIndexOf('.') + 1)],
  ),
]);

const prefixes = new Set(
  [...calls.keys()].map((key) => key.slice(key.indexOf(' ') + 1, key.lastIndexOf('.'))),
);

/**
 * The entry of a canonical name, for one manner of using it. With the arguments of the call, null also for one that
 * does not block, such as `lock.acquire(blocking=False)`.
 */
export function blockingCall(
  name: string,
  manner: Manner = 'call',
  given: Given | null = null,
): BlockingCall | null {
  const found = calls.get(`${manner} ${name}`) ?? (manner === 'call' ? foundBelow(name) : undefined);
  if (found === undefined) return null;
  if (found.when !== undefined && given !== null && !found.when(given)) return null;
  const { call } = found;
  // It gives way to nobody, but takes no time.
  if (name === 'time.sleep' && isZero(given?.positional[0])) return { ...call, weight: 'light' };
  return call.name === name ? call : { ...call, name };
}

/** Whether the table has a name, or a method of a class of that name. */
export function isKnownCallable(name: string): boolean {
  if (prefixes.has(name)) return true;
  return calls.has(`call ${name}`) || calls.has(`iterate ${name}`) || calls.has(`enter ${name}`);
}

function foundBelow(name: string): ReturnType<typeof calls.get> {
  if (HARMLESS.test(name)) return undefined;
  for (let end = name.lastIndexOf('.'); end > 0; end = name.lastIndexOf('.', end - 1)) {
    const found = everythingBelow.get(name.slice(0, end));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** `a.{b,c}.d` as `a.b.d` and `a.c.d`. */
function alternatives(pattern: string): string[] {
  const match = /^([^{]*)\{([^{}]*)\}(.*)$/.exec(pattern);
  if (match === null) return [pattern];
  const [, before = '', inside = '', after = ''] = match;
  return inside.split(',').flatMap((one) => alternatives(before + one + after));
}
