/** A Python file as text, and changed text as a file again: in the encoding and with the byte order mark it had. */
export interface SourceText {
  /** Without the byte order mark. */
  readonly text: string;
  /** The bytes of another text in the file's encoding; null where a character has none there. */
  encode(text: string): Uint8Array | null;
}

interface Codec {
  /** May throw where the bytes are no text. */
  decode(bytes: Uint8Array): string;
  encode(text: string): Uint8Array | null;
}

/** PEP 263: a comment in one of the first two lines, the first of which is blank or a comment if it is the second. */
const COOKIE = /^(?:[ \t\f]*(?:#[^\r\n]*)?(?:\r\n|\r|\n))?[ \t\f]*#[^\r\n]*?coding[:=][ \t]*([-\w.]+)/;
const MARK = Uint8Array.of(0xef, 0xbb, 0xbf);

/** Decodes a file as Python does. Throws an error that says why where that cannot be. */
export function readSource(bytes: Uint8Array): SourceText {
  const { name, body, hasMark } = encodingOf(bytes);
  const codec = codecOf(name, true);
  if (codec === null) throw new Error(`its encoding ${name} is not known`);
  return {
    text: decoded(codec, body, name),
    encode(text) {
      const encoded = codec.encode(text);
      return encoded !== null && hasMark ? Buffer.concat([MARK, encoded]) : encoded;
    },
  };
}

/**
 * The text of a Python file, whatever it is: bytes that cannot be decoded become U+FFFD, an unknown encoding is taken for
 * Latin-1, in which every byte is a character and all Python syntax is where it should be.
 */
export function decodePython(bytes: Uint8Array): string {
  const { name, body } = encodingOf(bytes);
  return (codecOf(name, false) ?? byteCodec(latin1)).decode(body);
}

function decoded(codec: Codec, bytes: Uint8Array, name: string): string {
  try {
    return codec.decode(bytes);
  } catch {
    throw new Error(`it is not ${name}`);
  }
}

/** What a file says of itself; `body`: without the byte order mark. */
function encodingOf(bytes: Uint8Array): { name: string; body: Uint8Array; hasMark: boolean } {
  const hasMark = MARK.every((byte, index) => bytes[index] === byte);
  if (hasMark) return { name: 'utf-8', body: bytes.subarray(MARK.length), hasMark };
  const cookie = COOKIE.exec(latin1(bytes.subarray(0, 1000)))?.[1] ?? 'utf-8';
  // Python's names have underscores where the web's have hyphens, and suffixes of its own.
  const name = cookie
    .toLowerCase()
    .replaceAll('_', '-')
    .replace(/-(sig|unix|dos|mac)$/, '');
  return { name, body: bytes, hasMark };
}

/** `fatal`: whether it throws where the bytes are no text. Null for an encoding that is not known. */
function codecOf(name: string, fatal: boolean): Codec | null {
  if (/^(utf-?8|u8)(-|$)/.test(name)) {
    const decoder = new TextDecoder('utf-8', { fatal, ignoreBOM: true });
    return { decode: (bytes) => decoder.decode(bytes), encode: (text) => new TextEncoder().encode(text) };
  }
  // By these names the Encoding Standard, and so TextDecoder, understands Windows' code page 1252.
  if (/^(latin-?1|iso-?8859-1|iso-latin-1|l1|8859|cp819)(-|$)/.test(name)) return byteCodec(latin1);
  if (/^(us-)?ascii$/.test(name)) return byteCodec((bytes) => ascii(bytes, fatal));
  try {
    const decoder = new TextDecoder(name, { fatal });
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

function ascii(bytes: Uint8Array, fatal: boolean): string {
  if (fatal && bytes.some((byte) => byte > 0x7f)) throw new Error('not ASCII');
  return latin1(bytes).replace(/[\x80-\xff]/g, '\ufffd');
}
