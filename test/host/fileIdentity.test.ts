import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { fileIdentity } from '../../src/host/hints/measured/fileIdentity.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'coroscope-')));
afterAll(() => rmSync(folder, { recursive: true }));

it('is the same by every way to a file', async () => {
  mkdirSync(join(folder, 'real'));
  writeFileSync(join(folder, 'real', 'main.py'), '');
  symlinkSync(join(folder, 'real'), join(folder, 'link'), 'junction');
  const identity = await fileIdentity(join(folder, 'real', 'main.py'));
  expect(await fileIdentity(join(folder, 'link', 'main.py'))).toBe(identity);
  expect(await fileIdentity(join(folder, 'link', '..', 'real', 'main.py'))).toBe(identity);
  expect(await fileIdentity(join(folder, 'real', 'other.py'))).not.toBe(identity);
});

it('is found out again for a file that was not there', async () => {
  const path = join(folder, 'late', 'main.py');
  const before = await fileIdentity(path);
  mkdirSync(join(folder, 'elsewhere'));
  writeFileSync(join(folder, 'elsewhere', 'main.py'), '');
  symlinkSync(join(folder, 'elsewhere'), join(folder, 'late'), 'junction');
  expect(await fileIdentity(path)).toBe(await fileIdentity(join(folder, 'elsewhere', 'main.py')));
  expect(await fileIdentity(path)).not.toBe(before);
});
