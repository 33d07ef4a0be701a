import { expect, it } from 'vitest';
import { cellNumber, numberOfText } from '../../src/host/notebooks/cellFile.ts';

it('finds the number under which ipykernel compiles a cell', () => {
  const texts = [
    '',
    'a',
    'ab',
    'abc',
    'abcd',
    'x = 1\n',
    'x = 1\r\n',
    'print("é☕😀")\nawait x\n',
    'y'.repeat(1001),
  ];
  // As ipykernel's own function says.
  expect(texts.map(numberOfText)).toEqual([
    3990065800, 2167009006, 2805137849, 3350977461, 804720481, 1602534638, 1602534638, 1904581406, 3080610245,
  ]);
});

it('tells a cell’s file from others', () => {
  expect(cellNumber('/tmp/ipykernel_6541/135174155.py')).toBe(135174155);
  expect(cellNumber(String.raw`C:\Users\me\AppData\Local\Temp\ipykernel_1\0.py`)).toBe(0);
  for (const path of [
    '/tmp/135174155.py',
    '/tmp/ipykernel_1/x.py',
    '/tmp/ipykernel_1/1.py/a',
    'ipykernel_1/1.py',
    '',
  ])
    expect(cellNumber(path)).toBeNull();
});
