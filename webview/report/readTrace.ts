/** So many characters of base64 are decoded at once: whole groups of four. */
const SLICE = 1 << 20;

/** The bytes that a text has, compressed by gzip and in base64, a piece of at most so many bytes at a time. */
export async function readTrace(
  text: string,
  most: number,
  take: (bytes: Uint8Array<ArrayBuffer>) => Promise<void>,
): Promise<void> {
  let at = 0;
  const packed = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull: (controller) => {
      const part = text.slice(at, (at += SLICE));
      if (part === '') controller.close();
      else controller.enqueue(decodeBase64(part));
    },
  });
  const reader = packed.pipeThrough(new DecompressionStream('gzip')).getReader();
  let piece = new Uint8Array(most);
  let filled = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    for (let from = 0; from < value.length;) {
      const part = value.subarray(from, from + most - filled);
      piece.set(part, filled);
      filled += part.length;
      from += part.length;
      if (filled < most) continue;
      await take(piece);
      piece = new Uint8Array(most);
      filled = 0;
    }
  }
  await take(piece.slice(0, filled));
}

function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  const raw = atob(text);
  const bytes = new Uint8Array(raw.length);
  for (let at = 0; at < raw.length; at++) bytes[at] = raw.charCodeAt(at);
  return bytes;
}
