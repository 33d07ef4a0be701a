/** Names may be megabytes long; nobody looks for what stands behind so many characters. */
const LOOKED_AT = 4_096;

/**
 * A test of texts by a value of a query: `=text` is that very text, `*` stands for anything and makes the value be all of the
 * text, else the value is anywhere in it; upper and lower case are the same but for `=`.
 */
export function textTest(value: string): (text: string) => boolean {
  if (!value.startsWith('=')) return likeTest(value);
  const exact = value.slice(1);
  return (text) => text === exact;
}

/** The same, but for `=`, which is a character as others. */
export function likeTest(value: string): (text: string) => boolean {
  const wanted = value.toLowerCase();
  const fold = (text: string): string => text.slice(0, LOOKED_AT).toLowerCase();
  if (!wanted.includes('*')) return (text) => fold(text).includes(wanted);
  const parts = wanted.split('*');
  return (text) => isLike(fold(text), parts);
}

/** Whether a text begins with the first part, ends with the last, and has the others between them in order. */
function isLike(text: string, parts: readonly string[]): boolean {
  const [first, last] = [parts[0]!, parts.at(-1)!];
  if (!text.startsWith(first) || !text.endsWith(last)) return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= text.length - last.length;
}

/** Paths of Windows are the same in upper and lower case and with either slash; no others are. */
function foldPath(path: string): string {
  return /^[a-z]:[\\/]/i.test(path) ? path.replaceAll('\\', '/').toLowerCase() : path;
}

/** As {@link textTest}, of paths: `=path` compares them as their system does. */
export function pathTest(value: string): (path: string) => boolean {
  if (!value.startsWith('=')) {
    const isWanted = textTest(value.replaceAll('\\', '/'));
    return (path) => isWanted(path.replaceAll('\\', '/'));
  }
  const exact = foldPath(value.slice(1));
  return (path) => foldPath(path) === exact;
}
