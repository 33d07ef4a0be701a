const REPLACEMENT = 0xfffd;

/**
 * Text from UTF-8. Total: every byte that is not part of a valid sequence becomes U+FFFD.
 *
 * The core may use neither the DOM's nor Node's `TextDecoder`; names are short, so a plain loop is fast enough.
 */
export function decodeUtf8(bytes: Uint8Array): string {
  let text = '';
  let at = 0;
  while (at < bytes.length) {
    const first = bytes[at++] ?? 0;
    if (first < 0x80) {
      text += String.fromCharCode(first);
      continue;
    }
    const extra = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : first >= 0xc2 ? 1 : 0;
    const point = extra === 0 || first > 0xf4 ? -1 : continuation(bytes, at, first, extra);
    if (point >= 0) at += extra;
    text += String.fromCodePoint(point < 0 ? REPLACEMENT : point);
  }
  return text;
}

/** The code point; −1 where these bytes are none. */
function continuation(bytes: Uint8Array, at: number, first: number, extra: number): number {
  let point = first & (0x3f >> extra);
  for (let i = 0; i < extra; i++) {
    const next = bytes[at + i];
    if (next === undefined || (next & 0xc0) !== 0x80) return -1;
    point = (point << 6) | (next & 0x3f);
  }
  const least = extra === 3 ? 0x10000 : extra === 2 ? 0x800 : 0x80;
  const isSurrogate = point >= 0xd800 && point <= 0xdfff;
  return point < least || point > 0x10ffff || isSurrogate ? -1 : point;
}
