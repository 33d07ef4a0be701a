/** What the rules take from a file's text besides the statement they look at and the names it uses. */

/** The functions that the file runs with `asyncio.run(main())` or `loop.run_until_complete(main())`. */
export function functionsRun(text: string): string[] {
  return [...text.matchAll(/\brun(?:_until_complete)?\(\s*(\w+)\(/g)].map((match) => match[1] ?? '');
}

/** The functions whose coroutines the file makes tasks of. */
export function functionsMadeTasks(text: string): string[] {
  return [...text.matchAll(MADE_TASKS)].map((match) => match[1] ?? '');
}

const MADE_TASKS = /\b(?:create_task|ensure_future|Task|run_coroutine_threadsafe)\(\s*(?:\w+\.)*(\w+)\(/g;

/** Whether a file uses another library of coroutines, with a cancellation of its own, and not asyncio. */
export function isOfOtherLibrary(text: string): boolean {
  return /^\s*(import|from) (trio|anyio|curio)\b/m.test(text) && !/^\s*(import|from) asyncio\b/m.test(text);
}

/**
 * A text that changes whenever an edit of one statement may change the mistakes found in others, apart from what the
 * names they use tell. `functions` are the names of all functions of the file.
 */
export function mistakeContext(text: string, functions: readonly string[]): string {
  const imports = [...text.matchAll(/\bfrom\s+asyncio\b[^\n(]*(?:\([^)]*\))?/g)].map((match) => match[0]);
  return [
    ...imports,
    ...functionsRun(text),
    ...functionsMadeTasks(text),
    ...functions,
    String(text.includes('asyncio')),
    String(/\bset_event_loop\b/.test(text)),
    String(isOfOtherLibrary(text)),
    String(/tornado/i.test(text)),
  ].join('\n');
}
