/** What a line of Python says about its cost. */

/**
 * Whether a line is where a function begins, and no more: entering it is no work, so that whatever was seen there (the
 * debugger's tracing, a switch of threads) is not its doing. `function`: qualified name of the function that was there.
 */
export function isEntryOf(text: string, qualifiedName: string): boolean {
  const name = qualifiedName.slice(qualifiedName.lastIndexOf('.') + 1);
  const defined = /^\s*(?:async\s+)?def\s+([^\s([]+)/.exec(text)?.[1];
  // With its body on the same line it may do anything.
  return defined === name && /[:(,]\s*(#.*)?$/.test(text);
}

/** Whether a line calls something named `collect`, as `gc.collect()`: then what the garbage collector takes there is its doing. */
export function asksToCollect(text: string): boolean {
  return /\bcollect\s*\(/.test(text);
}
