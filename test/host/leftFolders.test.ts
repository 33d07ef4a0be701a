/** What windows that were killed left behind. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { afterAll, expect, it } from 'vitest';
import { removeLeftFolders } from '../../src/host/leftFolders.ts';

const parent = mkdtempSync(join(tmpdir(), 'coroscope-left-'));
const servers: Server[] = [];
afterAll(() => {
  for (const server of servers) server.close();
  rmSync(parent, { recursive: true, force: true });
});

const YESTERDAY = Date.now() / 1000 - 86_400;

/** A folder that is a day old. */
async function folder(name: string, fill: (path: string) => unknown = () => undefined): Promise<void> {
  const path = join(parent, name);
  mkdirSync(path);
  await fill(path);
  utimesSync(path, YESTERDAY, YESTERDAY);
}

async function listen(path: string): Promise<void> {
  servers.push(createServer().listen(join(path, 'probe.sock')));
  await once(servers.at(-1)!, 'listening');
}

/** A socket whose process was killed. */
function die(path: string): void {
  const script = `require('net').createServer().listen(${JSON.stringify(join(path, 'probe.sock'))}, () => process.kill(process.pid, 'SIGKILL'))`;
  spawnSync(process.execPath, ['-e', script]);
}

it.skipIf(process.platform === 'win32')('only what nobody uses any more is removed', async () => {
  await folder('coroscope-aaaaaa');
  await folder('coroscope-bbbbbb', die);
  await folder('coroscope-cccccc', listen);
  await folder('coroscope-dddddd', (path) => writeFileSync(join(path, 'enter.py'), ''));
  await folder('coroscope-eeeeee', (path) => writeFileSync(join(path, 'probe.sock.txt'), ''));
  await folder('coroscope-other-ffffff');
  await folder('something');
  mkdirSync(join(parent, 'coroscope-gggggg'));
  writeFileSync(join(parent, 'coroscope-hhhhhh'), '');
  await removeLeftFolders(parent);
  expect(readdirSync(parent).sort()).toEqual([
    'coroscope-cccccc',
    'coroscope-dddddd',
    'coroscope-eeeeee',
    'coroscope-gggggg',
    'coroscope-hhhhhh',
    'coroscope-other-ffffff',
    'something',
  ]);
  await removeLeftFolders(join(parent, 'nowhere'));
});
