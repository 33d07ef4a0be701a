import { TextDecoder } from 'node:util';

const UTF8_MARK = [0xef, 0xbb, 0xbf];

/** PEP 263: a comment in one of the first two lines, the first of which is blank or a comment if it is the second. */
const CODING = /^(?:[ \t\f]*(?:#[^\r\n]*)?(?:\r\n|\r|\n))?[ \t\f]*#[^\r\n]*?coding[:=][ \t]*([-\w.]+)/;

/**
 * The text of a Python file as the interpreter reads it: UTF-8 unless a byte order mark or a comment of PEP 263 says
 * otherwise. Never throws: bytes that cannot be decoded become U+FFFD, an unknown encoding is taken for Latin-1, in
 * which every byte is a character and all Python syntax is where it should be.
 */
export function decodePython(bytes: Uint8Array): string {
  const isMarked = UTF8_MARK.every((byte, index) => bytes[index] === byte);
  if (isMarked) return new TextDecoder().decode(bytes);
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 1000));
  const name = CODING.exec(head)?.[1];
  return decoderOf(name).decode(bytes);
}

function decoderOf(name = 'utf-8'): TextDecoder {
  // Python's names have underscores where the web's have hyphens, and suffixes of its own.
  const label = name
    .toLowerCase()
    .replaceAll('_', '-')
    .replace(/-(sig|unix|dos|mac)$/, '');
  if (label === 'utf8' || label === 'utf-8') return new TextDecoder();
  try {
    return new TextDecoder(label);
  } catch {
    return new TextDecoder('latin1');
  }
}
