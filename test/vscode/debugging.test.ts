/**
 * The ground the other window tests stand on: this VS Code runs Python under the real debugpy, as a user's does.
 */
import { expect, test } from 'vitest';
import {
  continueProgram,
  debugConsole,
  debugFile,
  pressF5,
  toggleBreakpoint,
  waitUntilEnded,
  waitUntilPaused,
} from '../support/debugging.ts';
import { openFile } from '../support/palette.ts';
import { editorPosition, notifications } from '../support/workbench.ts';
import { useWindow } from './window.ts';

const PROGRAM = `\
import asyncio


async def brew(n):
    await asyncio.sleep(0.01)
    print("brewed", n)


async def main():
    await asyncio.gather(brew(1), brew(2))
    print("all done")


asyncio.run(main())
`;

const window = useWindow({ files: { 'cafe.py': PROGRAM, 'hello.py': 'print("hello")\n' } });

test('F5 stops at a breakpoint and goes on to the end', async () => {
  const { page } = window;
  await openFile(page, window.file('cafe.py'));
  await toggleBreakpoint(page, 6);
  await pressF5(page);
  await waitUntilPaused(page);
  expect(await editorPosition(page)).toEqual({ file: 'cafe.py', line: 6 });
  await toggleBreakpoint(page, 6);
  await continueProgram(page);
  await waitUntilEnded(page);
  await expect.poll(() => debugConsole(page)).toContain('all done');
});

test('Ctrl+F5 runs without debugging', async () => {
  const { page } = window;
  await debugFile(page, window.file('hello.py'), { debug: false });
  await expect.poll(() => debugConsole(page), { timeout: 20_000 }).toContain('hello');
  await waitUntilEnded(page);
});

test('nothing pops up', async () => {
  expect(await notifications(window.page)).toEqual([]);
});
