import { beforeEach, describe, expect, it } from 'vitest';
import type { SavedState } from '../../webview/savedState.ts';
import type { Selection } from '../../webview/selection.ts';
import { spanOf } from '../../webview/viewport.ts';
import { TraceWriter } from '../core/traceWriter.ts';
import { graveFaults } from './axe.ts';
import { blockTrace, CULPRIT_PLACE, liveBlockTrace } from './blockTrace.ts';
import { useFreshPage } from './browserPage.ts';
import { rowY } from './harness.ts';
import { THEMES, type ThemeName } from './themes.ts';

const MS = 1e6;
const bytes = blockTrace().bytes();
const harness = useFreshPage({});

async function press(key: string): Promise<Selection | null> {
  await harness().page.keyboard.press(key);
  await harness().settled();
  // Nothing is saved where nothing changed.
  const saved = (await harness().saved()) as SavedState | null;
  return saved?.navigation.selection ?? null;
}

const chip = (): Promise<string> => harness().page.locator('.chip.blocks').innerText();
const title = (): Promise<string> => harness().page.locator('.details-title').innerText();
const spoken = (): Promise<string> => harness().page.locator('.spoken[aria-live]').innerText();
const notice = (): Promise<string> => harness().page.locator('.notice').innerText();

describe('B and Shift+B', () => {
  beforeEach(() => harness().show(bytes));

  it('select the next and the previous block, round and round', async () => {
    const titles = [];
    for (const key of ['b', 'b', 'b', 'b', 'Shift+B', 'Shift+B']) {
      await press(key);
      titles.push(`${await chip()}: ${await title()}`);
    }
    expect(titles).toEqual([
      'Block 1 of 3: Blocked the loop for 250 ms',
      'Block 2 of 3: Blocked the loop for 120 ms',
      'Block 3 of 3: Blocked the loop for 150 ms',
      'Block 1 of 3: Blocked the loop for 250 ms',
      'Block 3 of 3: Blocked the loop for 150 ms',
      'Block 2 of 3: Blocked the loop for 120 ms',
    ]);
  });

  it('bring it into view with what is around it, its lane unfolded and scrolled to', async () => {
    const { keyboard } = harness().page;
    for (const key of ['ArrowDown', ' ', 'End']) await keyboard.press(key);
    for (let notch = 0; notch < 12; notch++) await keyboard.press('w');
    await press('Escape');
    await press('End');
    await press('Shift+B');
    await press('Shift+B');
    await press('Shift+B');
    const { view, collapsed } = (await harness().saved()).navigation;
    expect(collapsed).toEqual([]);
    expect(view!.begin).toBeLessThan(100 * MS);
    expect(view!.end).toBeGreaterThan(350 * MS);
    expect(spanOf(view!)).toBeLessThan(1_500 * MS);
  });

  it('are told to screen readers', async () => {
    await press('b');
    expect(await spoken()).toBe(
      'Block 1 of 3, Block · Step 1, Blocked the loop for 250 ms, importer, 250 ms, json.loads, catalog.py:31, 2 tasks had to wait, together for 250 ms',
    );
  });

  it('stand in the list of keys', async () => {
    await press('?');
    expect(await harness().page.locator('dialog.keys').innerText()).toMatch(
      /B\s+Shift\+B\s+Next, previous block/,
    );
  });
});

describe('the host’s wish', () => {
  it('walks the blocks as the keys do', async () => {
    await harness().show(bytes);
    await harness().send({ type: 'walkBlocks', by: -1 });
    await harness().settled();
    expect(await chip()).toBe('Block 3 of 3');
    await harness().send({ type: 'walkBlocks', by: 1 });
    await harness().settled();
    expect(await chip()).toBe('Block 1 of 3');
  });
});

describe('without blocks', () => {
  it('there is no count, and the keys say why nothing happens', async () => {
    await harness().show(
      new TraceWriter()
        .header()
        .loop()
        .task(1)
        .beat(5 * MS)
        .bytes(),
      'live',
    );
    expect(await harness().page.locator('.block-chip').isVisible()).toBe(false);
    expect(await press('b')).toBeNull();
    expect(await notice()).toBe('No blocks so far: nothing held the event loop for 100 ms or longer');
    expect(await harness().page.locator('.notice').getAttribute('role')).toBe('status');
  });

  it('nor before anything is recorded', async () => {
    await harness().send({ type: 'walkBlocks', by: 1 });
    await harness().settled();
    expect(await notice()).toBe('No blocks: nothing has been recorded yet');
  });
});

describe('the count in the toolbar', () => {
  beforeEach(() => harness().show(bytes));

  it('shows the longest block, then the next one', async () => {
    const { page } = harness();
    expect(await chip()).toBe('3 blocks');
    await page.locator('.chip.blocks').click();
    await harness().settled();
    expect(await title()).toBe('Blocked the loop for 250 ms');
    await page.locator('.chip.blocks').click();
    await harness().settled();
    expect(await title()).toBe('Blocked the loop for 120 ms');
  });

  it('has arrows beside it', async () => {
    await harness().page.getByRole('button', { name: 'Previous block (Shift+B)' }).click();
    await harness().settled();
    expect(await chip()).toBe('Block 3 of 3');
    await harness().page.getByRole('button', { name: 'Next block (B)' }).click();
    await harness().settled();
    expect(await chip()).toBe('Block 1 of 3');
  });
});

describe('the details of a block', () => {
  beforeEach(async () => {
    await harness().show(bytes);
    await press('b');
  });

  it('show the line that blocked first; a click opens it', async () => {
    const { page } = harness();
    const frames = page.locator('.culprit').first().locator('.frame:visible');
    expect(await frames.allInnerTexts()).toEqual(['Catalog.parse\ncatalog.py:31', 'load\nmain.py:14']);
    expect(await frames.first().getAttribute('class')).toBe('frame focus');
    const posted = (await harness().posted()).length;
    await frames.first().click();
    await page.keyboard.press('Enter');
    await page.locator('.labels').focus();
    await page.keyboard.press('Enter');
    const open = { type: 'openPlace', place: CULPRIT_PLACE };
    expect((await harness().posted()).slice(posted)).toEqual([open, open, open]);
  });

  it('fold away what the line called, and its other lines', async () => {
    const { page } = harness();
    expect(await page.locator('details.fold > summary').allInnerTexts()).toEqual([
      'calls json.loads',
      '1 other line, 24 %',
    ]);
    await page.getByText('calls json.loads').click();
    expect(await page.getByText('json/__init__.py:346').isVisible()).toBe(true);
    await page.getByText('1 other line, 24 %').press('Enter');
    expect(await page.getByText('main.py:15').isVisible()).toBe(true);
  });

  it('name who waited; a click selects it', async () => {
    const { page } = harness();
    expect(await page.locator('.waiting').innerText()).toBe('2 tasks had to wait, together for 250 ms');
    expect(await page.locator('.wait').allInnerTexts()).toEqual(['ticker\n200 ms', 'poller\n50.0 ms']);
    await page.locator('.wait').getByText('poller').click();
    expect((await harness().saved()).navigation.selection).toEqual({ kind: 'ready', task: 3, position: 1 });
  });

  it.each(Object.keys(THEMES) as ThemeName[])(
    'have nothing that axe finds serious in the theme %s',
    async (theme) => {
      await harness().wear(theme);
      for (const fold of await harness().page.locator('details.fold > summary').all()) await fold.click();
      expect(await graveFaults(harness().page, theme)).toEqual([]);
    },
  );
});

describe('a mark of a block among merged steps', () => {
  it('is seen, and selects the block', async () => {
    const writer = blockTrace();
    await harness().show(writer.beat(120_000 * MS).bytes());
    const x = 230 + 837 * 0.02;
    const color = await harness().page.evaluate((at) => {
      const context = document.querySelector<HTMLCanvasElement>('.lanes canvas')!.getContext('2d')!;
      const { data } = context.getImageData(at - 10, 3, 24, 1);
      return Array.from({ length: 24 }, (_, i) => [data[4 * i]!, data[4 * i + 1]!, data[4 * i + 2]!]);
    }, x - 230);
    const red = color.filter(([r, g, b]) => r! > 180 && g! < 130 && b! < 130);
    expect(red.length).toBeGreaterThanOrEqual(3);
    await harness().page.mouse.click(x, rowY(1));
    await harness().settled();
    expect(await title()).toBe('Blocked the loop for 250 ms');
  });
});

describe('a block that goes on', () => {
  it('is counted and drawn as such, stays selected when it is over, and then says who waited', async () => {
    const writer = liveBlockTrace();
    await harness().show(writer.bytes(), 'live');
    expect(await chip()).toBe('4 blocks · now for 300 ms');
    expect(await press('Shift+B')).toEqual({ kind: 'running', loop: 1 });
    expect(await chip()).toMatch(/^Block 4 of 4 · now for/);
    expect(await title()).toBe('Blocks the loop, for 300 ms now');
    expect(await harness().page.locator('.frame.focus').innerText()).toBe('poll\nfeed.py:7');
    expect((await harness().saved()).navigation.view).toBeNull();

    const sent = writer.bytes().length;
    writer.runs([
      { task: 3, begin: 2_100 * MS, end: 2_900 * MS },
      { task: 2, begin: 2_901 * MS, end: 2_902 * MS, ready: 2_500 * MS },
    ]);
    await harness().more(
      writer
        .beat(2_950 * MS)
        .bytes()
        .slice(sent),
    );
    expect(await title()).toBe('Blocked the loop for 800 ms');
    expect(await harness().page.locator('.wait').allInnerTexts()).toEqual(['ticker\n400 ms']);
    expect(await chip()).toBe('Block 4 of 4');
  });
});

describe('a block during an import', () => {
  it('folds the importing away, and opens no code that is in no file', async () => {
    const { page } = harness();
    const writer = new TraceWriter().header().loop().task(1);
    const imports = writer.sampledPlace('/app/main.py', 3, 'main', { coroutine: true });
    const frozen = [7, 8, 9].map((line) =>
      writer.sampledPlace('<frozen importlib._bootstrap>', line, '_load', { scope: 2 }),
    );
    const stack = writer.stack(imports, ...frozen, writer.sampledPlace('/app/slow.py', 5, '<module>'));
    writer.samples([{ task: 1, begin: 10 * MS, at: 100 * MS, stack }]);
    writer.runs([{ task: 1, begin: 10 * MS, end: 310 * MS }]);
    await harness().show(writer.bytes());
    await press('b');
    const visible = page.locator('.culprit').locator('.frame:visible, summary');
    expect(await visible.allInnerTexts()).toEqual([
      '<module>\nslow.py:5',
      '3 frames of libraries',
      'main\nmain.py:3',
    ]);
    await page.getByText('3 frames of libraries').click();
    expect(await page.locator('.culprit button.frame').count()).toBe(2);
    expect(await page.locator('.culprit .frame.nowhere').allInnerTexts()).toEqual(
      [9, 8, 7].map((line) => `_load\n<frozen importlib._bootstrap>:${line}`),
    );
  });
});
