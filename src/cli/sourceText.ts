/** A Python file as text, and changed text as a file again: in the encoding and with the byte order mark it had. */
export interface SourceText {
  /** Without the byte order mark. */
  readonly text: string;
  /** The bytes of another text in the file's encoding; null where a character has none there. */
  encode(text: string): Uint8Array | null;
}

interface Codec {
  /** Throws where the bytes are no text. */
  decode(bytes: Uint8Array): string;
  encode(text: string): Uint8Array | null;
}

/** In one of the first two lines, as PEP 263 has it. */
const COOKIE = /^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)/;
const BLANK = /^[ \t\f]*(?:#.*)?\r?$/;
const MARK = Uint8Array.of(0xef, 0xbb, 0xbf);

/** Decodes a file as Python does. Throws an error that says why where that cannot be. */
export function readSource(bytes: Uint8Array): SourceText {
  const hasMark = MARK.every((byte, index) => bytes[index] === byte);
  const body = hasMark ? bytes.subarray(MARK.length) : bytes;
  const name = hasMark ? 'utf-8' : encodingOf(body);
  const codec = codecOf(name);
  if (codec === null) throw new Error(`its encoding ${name} is not known`);
  return {
    text: decoded(codec, body, name),
    encode(text) {
      const encoded = codec.encode(text);
      return encoded !== null && hasMark ? Buffer.concat([MARK, encoded]) : encoded;
    },
  };
}

function decoded(codec: Codec, bytes: Uint8Array, name: string): string {
  try {
    return codec.decode(bytes);
  } catch {
    throw new Error(`it is not ${name}`);
  }
}

function encodingOf(bytes: Uint8Array): string {
  const [first = '', second = ''] = latin1(bytes.subarray(0, 1000)).split('\n');
  const cookie = COOKIE.exec(first) ?? (BLANK.test(first) ? COOKIE.exec(second) : null);
  return cookie?.[1]?.toLowerCase().replaceAll('_', '-') ?? 'utf-8';
}

function codecOf(name: string): Codec | null {
  if (/^(utf-?8|u8)(-|$)/.test(name)) {
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    return { decode: (bytes) => decoder.decode(bytes), encode: (text) => new TextEncoder().encode(text) };
  }
  // By these names the Encoding Standard, and so TextDecoder, understands Windows' code page 1252.
  if (/^(latin-?1|iso-?8859-1|iso-latin-1|l1|8859|cp819)(-|$)/.test(name)) return byteCodec(latin1);
  if (/^(us-)?ascii$/.test(name)) return byteCodec(ascii);
  try {
    const decoder = new TextDecoder(name, { fatal: true });
    return byteCodec((bytes) => decoder.decode(bytes));
  } catch {
    return null;
  }
}

/** Writes only what takes one byte each: all of a single-byte encoding, and the ASCII of others. */
function byteCodec(decode: Codec['decode']): Codec {
  return {
    decode,
    encode(text) {
      const bytes = bytesByCharacter(decode);
      const encoded = new Uint8Array(text.length);
      for (let at = 0; at < text.length; at++) {
        const byte = bytes.get(text[at]!);
        if (byte === undefined) return null;
        encoded[at] = byte;
      }
      return decode(encoded) === text ? encoded : null;
    },
  };
}

function bytesByCharacter(decode: Codec['decode']): Map<string, number> {
  const bytes = new Map<string, number>();
  for (let byte = 0; byte < 256; byte++)
    try {
      const character = decode(Uint8Array.of(byte));
      if (character.length === 1) bytes.set(character, byte);
    } catch {
      // It takes more than this byte to make a character.
    }
  return bytes;
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

function ascii(bytes: Uint8Array): string {
  if (bytes.some((byte) => byte > 0x7f)) throw new Error('not ASCII');
  return latin1(bytes);
}
