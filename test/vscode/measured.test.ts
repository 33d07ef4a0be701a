/** Measured hints: what a run cost, on the very line, while it happens and after. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { startConfiguration, waitUntilEnded } from '../support/debugging.ts';
import { goToLine, openFile, runCommand } from '../support/palette.ts';
import { repository } from '../support/paths.ts';
import { pythons } from '../support/pythons.ts';
import { details, timelineFrame } from '../support/timeline.ts';
import { editorPosition } from '../support/workbench.ts';
import { useWindow } from './window.ts';

const BLOCKERS = join(repository, 'test', 'vscode', 'blockers');

/** Blocks once, for three seconds, as soon as the file `go` is there; says by another file when it begins to. */
const LONG_BLOCK = `\
import asyncio
import pathlib
import time


def crunch():
    time.sleep(3)  # blocks


async def others():
    while True:
        await asyncio.sleep(0.05)


async def main():
    waiting = asyncio.create_task(others(), name="the others")
    while not pathlib.Path("go").exists():
        await asyncio.sleep(0.01)
    pathlib.Path("began").write_text(str(time.time()))
    crunch()  # calls
    await asyncio.sleep(0.2)


asyncio.run(main())
`;

/** With a byte order mark, CRLF, a tab, and characters of several bytes before the call. */
const ODD_TEXT = [
  '\ufeffimport time',
  'def wait(seconds):',
  '\tprint("é𝄞", end=""); time.sleep(seconds); print(end="")  # blocks: odd_text',
  '',
].join('\r\n');

const oldest = pythons()[0]!;
const newest = pythons().at(-1)!;

const window = useWindow({
  folders: [BLOCKERS],
  files: {
    'long_block.py': LONG_BLOCK,
    'odd_text.py': ODD_TEXT,
    '.vscode/launch.json': JSON.stringify({
      configurations: [
        configuration('oldest', oldest.path),
        configuration('newest', newest.path),
        configuration('harmless', newest.path, ['never']),
        configuration('long block', newest.path, [], 'long_block.py'),
      ],
    }),
  },
  python: newest.path,
  width: 1400,
  height: 2300,
  // So that a whole file is drawn.
  settings: {
    'debug.internalConsoleOptions': 'neverOpen',
    'editor.fontSize': 6,
    'editor.lineHeight': 8,
    'editor.minimap.enabled': false,
  },
});

function configuration(
  name: string,
  python: string,
  args: readonly string[] = [],
  file = 'blockers.py',
): object {
  const program = `\${workspaceFolder}/${file}`;
  return { type: 'debugpy', request: 'launch', console: 'internalConsole', name, python, program, args };
}

const MEASURED = /\b(?:blocked|blocking) the loop \d|\d short steps/;

/** The lines of the active editor that have a measured hint, as they are drawn. */
async function hintedLines(page: Page): Promise<string[]> {
  const lines = await page
    .locator('.editor-group-container.active .view-line')
    .evaluateAll((all) => all.map((line) => line.textContent.replaceAll('\u00a0', ' ')));
  return lines.filter((line) => MEASURED.test(line));
}

/** Puts the cursor into a line, and waits until keys go there. */
async function putCursor(page: Page, line: number): Promise<void> {
  await goToLine(page, line);
  await page.locator('.editor-group-container.active .monaco-editor.focused').waitFor();
}

/** What marks the lines with measured hints. */
async function hintedMarks(page: Page): Promise<string[]> {
  return (await hintedLines(page)).map((line) => /# ([\w ]+: \w+|\w+)/.exec(line)?.[1] ?? line).sort();
}

function marksOf(file: string): string[] {
  const text = readFileSync(window.file(file), 'utf8');
  return [...text.matchAll(/# ((?:blocks|calls|sums up): \w+)/g)].map((match) => match[1]!).sort();
}

describe.each([
  ['oldest', oldest.version],
  ['newest', newest.version],
])('after a run on the %s Python, %s', (name) => {
  // Tried again, it runs again: where the machine held it up, other lines did block.
  test('every way to block is told on the line that is to blame, and on no other', async () => {
    await openFile(window.page, window.file('blockers.py'));
    await startConfiguration(window.page, name);
    await waitUntilEnded(window.page);
    expect(marksOf('blockers.py').length).toBeGreaterThan(30);
    await expect.poll(() => hintedMarks(window.page)).toEqual(marksOf('blockers.py'));
  });

  test.each(['helpers.py', 'slow_module.py', 'odd_text.py'])('in %s too', async (file) => {
    await openFile(window.page, window.file(file));
    await expect.poll(() => hintedMarks(window.page)).toEqual(marksOf(file));
  });
});

test('the hint is at the end of the call', async () => {
  const { page } = window;
  await openFile(page, window.file('blockers.py'));
  await expect
    .poll(() => hintedLines(page))
    .toContainEqual(expect.stringMatching(/fetch\(LONG\)\W*blocked the loop \d+ ms\s*\)\.upper\(\)/));
  const lines = (await hintedLines(page)).join('\n');
  expect(lines).toMatch(/time\.sleep\(LONG\)\s+# blocks: thrice\W*blocked the loop 3×, \d+ ms in all$/m);
  expect(lines).toMatch(/helpers\.outer\(LONG\)\s+# calls: helper\W*blocked the loop \d+ ms in outer\(\)$/m);
  await openFile(page, window.file('odd_text.py'));
  await expect
    .poll(() => hintedLines(page))
    .toContainEqual(expect.stringMatching(/time\.sleep\(seconds\)\W*blocked the loop \d+ ms; print/));
  expect(lines).toMatch(/sleep\(LONG \/ 20\)\s+# sums up: \w+\W*\d+ short steps, \d+ ms in all$/m);
});

test('a run without blocking has no hint, nor those of the run before', async () => {
  const { page } = window;
  await openFile(page, window.file('blockers.py'));
  await expect.poll(() => hintedLines(page)).not.toEqual([]);
  await startConfiguration(page, 'harmless');
  await waitUntilEnded(page);
  await expect.poll(() => hintedLines(page)).toEqual([]);
});

describe('of a long block', () => {
  beforeAll(async () => {
    await openFile(window.page, window.file('long_block.py'));
    await startConfiguration(window.page, 'long block');
  });

  test('the hint is there while it blocks, and counts', async () => {
    const { page } = window;
    expect(await hintedLines(page)).toEqual([]);
    window.write('go');
    const seen = await page.waitForFunction(
      () => {
        const lines = [...document.querySelectorAll('.editor-group-container.active .view-line')];
        const texts = lines.map((line) => line.textContent.replaceAll('\u00a0', ' '));
        return texts.some((text) => /blocking the loop \d/.test(text)) ? { at: Date.now(), texts } : null;
      },
      undefined,
      { polling: 20 },
    );
    const { at, texts } = (await seen.jsonValue())!;
    const late = at - 1000 * Number(readFileSync(window.file('began'), 'utf8'));
    console.log(`The hint was there ${Math.round(late)} ms after the block began.`);
    expect(late).toBeLessThan(2000);
    expect(texts.join('\n')).toMatch(/time\.sleep\(3\)\s+# blocks\W*blocking the loop (\d+ ms|1\.\d s)…$/m);
    expect(texts.join('\n')).toMatch(/crunch\(\)\s+# calls\W*blocking the loop \S+ m?s in crunch\(\)…$/m);
    await expect.poll(async () => (await hintedLines(page)).join('\n')).toMatch(/blocking the loop 2\.\d s…/);
  });

  test('says after it how long it was', async () => {
    const { page } = window;
    await waitUntilEnded(page);
    await expect
      .poll(async () => (await hintedLines(page)).join('\n'))
      .toMatch(
        /sleep\(3\)\s+# blocks\W*blocked the loop 3\.\d\d s$[^]*# calls\W*blocked the loop 3\.\d\d s in crunch\(\)/m,
      );
  });

  test('moves with its line, vanishes when the line says something else, and comes back', async () => {
    const { page } = window;
    await putCursor(page, 1);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await expect.poll(() => editorPosition(page)).toEqual({ file: 'long_block.py', line: 3 });
    await putCursor(page, 9);
    await page.keyboard.press('End');
    await page.keyboard.type(' and then');
    await expect.poll(() => hintedMarks(page)).toEqual(['calls']);
    for (let typed = 0; typed < ' and then'.length; typed++) await page.keyboard.press('Backspace');
    await expect.poll(() => hintedMarks(page)).toEqual(['blocks', 'calls']);
    await page.keyboard.press('Control+Shift+K');
    await expect.poll(() => hintedMarks(page)).toEqual(['calls']);
    await page.keyboard.press('Control+Z');
    await expect.poll(() => hintedMarks(page)).toEqual(['blocks', 'calls']);
    expect((await hintedLines(page))[0]).toContain('sleep(3)');
  });

  test('is found again in a file that was edited while it was closed', async () => {
    const { page } = window;
    await runCommand(page, 'File: Revert File');
    await runCommand(page, 'View: Close All Editors');
    const edited = LONG_BLOCK.replace('def crunch', '\n# New.\n\ndef crunch').replace(
      'crunch()  #',
      'crunch()  # no longer',
    );
    window.write('long_block.py', edited);
    await openFile(page, window.file('long_block.py'));
    await expect.poll(() => hintedMarks(page)).toEqual(['blocks']);
    window.write('long_block.py', LONG_BLOCK);
    await expect.poll(() => hintedMarks(page)).toEqual(['blocks', 'calls']);
  });

  test('explains itself: whom it delayed, where it was, and the way to both', async () => {
    const { page } = window;
    const line = page.locator('.view-line', { hasText: '# calls' });
    const hint = line.locator('span', { hasText: 'blocked' }).last();
    await hint.hover();
    const hover = page.locator('.monaco-hover:visible', { hasText: 'Blocked the event loop' });
    await hover.waitFor();
    expect(await hover.textContent()).toMatch(/Blocked the event loop for 3\.\d\d s, \d\d % of the run/);
    expect(await hover.textContent()).toMatch(
      /Had to wait for the steps it was in:\s*the others · others \d\.\d\d s/,
    );
    await hover.getByText('long_block.py:7').first().click();
    await expect.poll(() => editorPosition(page)).toEqual({ file: 'long_block.py', line: 7 });
    await hint.hover();
    await hover.getByText('Show in Task Timeline').click();
    const frame = await timelineFrame(page);
    await expect
      .poll(() => details(frame).textContent())
      .toMatch(/Blocked the loop for 3\.\d\d s.*crunch.*the others/);
    await runCommand(page, 'View: Close All Editors');
  });

  test('goes and comes with its setting', async () => {
    const { page } = window;
    await openFile(page, window.file('long_block.py'));
    await expect.poll(() => hintedMarks(page)).toEqual(['blocks', 'calls']);
    window.write('.vscode/settings.json', '{ "coroscope.hints.measured": false }');
    await expect.poll(() => hintedMarks(page)).toEqual([]);
    window.remove('.vscode/settings.json');
    await expect.poll(() => hintedMarks(page)).toEqual(['blocks', 'calls']);
  });

  test('can be cleared', async () => {
    const { page } = window;
    await runCommand(page, 'Clear Measured Hints');
    await expect.poll(() => hintedMarks(page)).toEqual([]);
  });
});
