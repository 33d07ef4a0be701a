import type { BlockingCall } from '../blockingCalls.ts';
import { shownName, type Found } from './reaching.ts';

/** One sentence: what the call does to the event loop, and what to do instead. */
export function messageOf({ call, through, steps }: Found): string {
  const name = shownName(call.name);
  if (through === null) {
    const consequence = call.rule === 'CORO109' ? '' : ' and stops every task of the event loop meanwhile';
    const what =
      call.rule === 'CORO101' ? 'stops every task of the event loop' : `${call.does}${consequence}`;
    return `\`${name}\` ${what}; ${insteadOf(call, name)}.`;
  }
  const chain = [through, ...steps.map((step) => step.name)].map((one) => `\`${one}\``).join(' → ');
  const down = steps.length === 1 ? '1 call down' : `${steps.length} calls down`;
  const consequence = call.rule === 'CORO109' ? '' : ', and every task of the event loop waits';
  const instead =
    call.remedy === 'await' || call.remedy === 'none'
      ? insteadOf(call, name)
      : `use \`await asyncio.to_thread(${handed(through)})\``;
  return `\`${shortName(through)}\` ${call.does} ${down} (${chain})${consequence}; ${instead}.`;
}

function insteadOf({ remedy, rule }: BlockingCall, name: string): string {
  switch (remedy) {
    case 'asyncio.sleep':
      return 'use `await asyncio.sleep(…)`';
    case 'to_thread':
      return `use \`await asyncio.to_thread(${handed(name)})\``;
    case 'process pool':
      return 'use a process pool with `await loop.run_in_executor(pool, …)`';
    case 'async client':
      return `use an asynchronous client, or \`await asyncio.to_thread(${handed(name)})\``;
    case 'asyncio subprocess':
      return 'use `await asyncio.create_subprocess_exec(…)`';
    case 'asyncio primitive':
      return 'use what asyncio has for it, or a thread';
    case 'wrap_future':
      return 'use `await asyncio.wrap_future(…)`';
    case 'await':
      return 'await the coroutine instead';
    case 'none':
      return rule === 'CORO106' ? 'use an asynchronous library for the database' : 'do it in a thread';
  }
}

/** The function to hand to a thread; not spelled out for a method, whose object has a name of its own. */
function handed(name: string): string {
  if (/[A-Z]\w*\.\w+$|[<>]|__$/.test(name)) return '…';
  return `${name.startsWith('os.path.') ? name : shortName(name)}, …`;
}

/** `Shop.serve` for `Shop.run.<locals>.x.Shop.serve`: two parts say enough. */
function shortName(name: string): string {
  return name
    .slice(name.lastIndexOf('>.') + 1)
    .replace(/^\./, '')
    .split('.')
    .slice(-2)
    .join('.');
}
