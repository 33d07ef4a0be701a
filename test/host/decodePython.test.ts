import { expect, it } from 'vitest';
import { decodePython, readSource } from '../../src/sources/sourceText.ts';

const utf8 = (text: string): Uint8Array => Buffer.from(text, 'utf8');
const latin1 = (text: string): Uint8Array => Buffer.from(text, 'latin1');

it.each([
  ['UTF-8 without a word', utf8('café = "☕"\n'), 'café = "☕"\n'],
  ['UTF-8 with a byte order mark', utf8('\ufeffx = 1\n'), 'x = 1\n'],
  [
    'a byte order mark and a comment that says otherwise',
    utf8('\ufeff# coding: latin-1\né'),
    '# coding: latin-1\né',
  ],
  ['a coding comment', latin1('# -*- coding: latin-1 -*-\ncafé'), '# -*- coding: latin-1 -*-\ncafé'],
  [
    'a coding comment in the second line',
    latin1('#!/usr/bin/python\r\n# vim: set fileencoding=iso-8859-15 :\r\ncafé'),
    '#!/usr/bin/python\r\n# vim: set fileencoding=iso-8859-15 :\r\ncafé',
  ],
  ['a coding comment behind a blank line', latin1('\n# coding=cp1252\n\x80'), '\n# coding=cp1252\n€'],
  ['Python’s own spellings', latin1('# coding: iso_8859_1_unix\né'), '# coding: iso_8859_1_unix\né'],
  [
    'Japanese',
    Buffer.concat([latin1('# coding: shift_jis\n'), Buffer.from([0x93, 0xfa])]),
    '# coding: shift_jis\n日',
  ],
  ['no coding comment behind code', utf8('x = 1\n# coding: latin-1\né'), 'x = 1\n# coding: latin-1\né'],
  ['no coding comment in the third line', utf8('#\n#\n# coding: latin-1\né'), '#\n#\n# coding: latin-1\né'],
  ['an encoding that nobody knows', latin1('# coding: klingon\né'), '# coding: klingon\né'],
  [
    'Latin-1 as Python does, not as browsers do',
    latin1('# coding: latin-1\n\x80'),
    '# coding: latin-1\n\x80',
  ],
  [
    'a coding comment behind a lone carriage return',
    latin1('#\r# coding: cp1252\r\x80'),
    '#\r# coding: cp1252\r€',
  ],
  ['nothing', new Uint8Array(), ''],
])('reads %s', (_, bytes, text) => {
  expect(decodePython(bytes)).toBe(text);
  if (!text.includes('klingon')) expect(readSource(bytes).text).toBe(text);
});

it('reads bytes that are not what they claim to be, one character for each', () => {
  expect(decodePython(Uint8Array.of(0x61, 0xff, 0x62))).toBe('a\ufffdb');
  expect(() => readSource(Uint8Array.of(0x61, 0xff))).toThrow('it is not utf-8');
  expect(decodePython(latin1('# coding: ascii\né'))).toBe('# coding: ascii\n\ufffd');
});
