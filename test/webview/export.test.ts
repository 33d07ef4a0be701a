/** The picture as a file: what the page shows, with its names, its axis and its legend. */
import { describe, expect, it } from 'vitest';
import type { FromView, ViewAction } from '../../src/core/messages.ts';
import { graveFaults } from './axe.ts';
import { usePages } from './browserPage.ts';
import { rowY, type Harness } from './harness.ts';
import { hostileTrace, shopTrace } from './sampleTraces.ts';
import type { ThemeName } from './themes.ts';

const bytes = shopTrace().writer.bytes();
const open = usePages();

type SaveFile = FromView & { type: 'saveFile' };

async function opened<T>(
  use: (harness: Harness) => Promise<T>,
  options: { theme?: ThemeName; scale?: number; stream?: Uint8Array } = {},
): Promise<T> {
  const { stream = bytes, ...shape } = options;
  const harness = await open({ width: 1300, height: 700, ...shape });
  await harness.show(stream);
  return use(harness);
}

/** What the page asks to save when a command of the editor says so; its bytes come as a plain object. */
async function exported(harness: Harness, action: ViewAction): Promise<{ kind: string; bytes: Buffer }> {
  const before = (await harness.posted()).length;
  await harness.send({ type: 'navigate', action });
  const saved = async (): Promise<SaveFile | undefined> =>
    (await harness.posted())
      .slice(before)
      .find((message): message is SaveFile => message.type === 'saveFile');
  await expect.poll(saved).toBeDefined();
  const { kind, bytes: content } = (await saved())!;
  return { kind, bytes: Buffer.from(Object.values(content)) };
}

interface Drawn {
  readonly error: string | null;
  readonly texts: string[];
  readonly rects: number;
  readonly outside: number;
  readonly names: string[];
  readonly width: number;
}

/** What a program that reads SVG finds in it. */
function look(harness: Harness, svg: string): Promise<Drawn> {
  return harness.page.evaluate((text) => {
    const parsed = new DOMParser().parseFromString(text, 'image/svg+xml');
    const all = [...parsed.querySelectorAll('*')];
    const width = Number(parsed.documentElement.getAttribute('width'));
    return {
      error: parsed.querySelector('parsererror')?.textContent ?? null,
      texts: [...parsed.querySelectorAll('text')].map((each) => each.textContent),
      rects: parsed.querySelectorAll('rect').length,
      outside: all.filter(({ attributes }) =>
        [...attributes].some(({ value }) => /NaN|Infinity|undefined/.test(value)),
      ).length,
      names: [...new Set(all.map(({ localName }) => localName))].sort(),
      width,
    };
  }, svg);
}

describe('a picture', () => {
  it.each([
    ['exportSvg', 'image/svg+xml', 1],
    ['exportPng', 'image/png', 2],
  ] as const)('looks like the page (%s)', (action, type, ratio) =>
    opened(async (harness) => {
      const { bytes: content } = await exported(harness, action);
      const source = `data:${type};base64,${content.toString('base64')}`;
      const difference = await harness.page.evaluate(
        async ([url, pixels]) => {
          const picture = new Image();
          picture.src = url;
          await picture.decode();
          const canvas = document.querySelector<HTMLCanvasElement>('.lanes canvas')!;
          const labels = document.querySelector('.labels')!.clientWidth;
          const [width, height] = [canvas.width, canvas.height];
          const copy = document.createElement('canvas');
          copy.width = width;
          copy.height = height;
          const pen = copy.getContext('2d')!;
          // Title, axis and charts stand above the lanes.
          const charts = document.querySelector('.charts')!.clientHeight;
          pen.scale(1 / pixels, 1 / pixels);
          pen.drawImage(picture, -labels * pixels, -(28 + 26 + charts) * pixels);
          const [a, b] = [pen, canvas.getContext('2d')!].map(
            (each) => each.getImageData(0, 0, width, height).data,
          );
          let different = 0;
          for (let at = 0; at < a!.length; at += 4)
            if (Math.abs(a![at]! - b![at]!) + Math.abs(a![at + 1]! - b![at + 1]!) > 120) different++;
          return different / (a!.length / 4);
        },
        [source, ratio] as const,
      );
      // Letters are smoothed in other ways.
      expect(difference).toBeLessThan(0.02);
    }),
  );
});

describe('a picture as SVG', () => {
  it('is a drawing with all that is to be seen: names, times, states and their words', () =>
    opened(async (harness) => {
      const { kind, bytes: content } = await exported(harness, 'exportSvg');
      expect(kind).toBe('svg');
      const drawn = await look(harness, content.toString('utf8'));
      expect(drawn.error).toBeNull();
      expect(drawn.outside).toBe(0);
      const shown = await harness.page.locator('.lane-label:not([hidden]) .lane-name').allTextContents();
      expect(shown.length).toBeGreaterThan(10);
      expect(drawn.texts).toEqual(expect.arrayContaining(shown.slice(0, 10)));
      expect(drawn.texts.some((text) => text.startsWith('Python: server.py · '))).toBe(true);
      expect(drawn.texts).toEqual(expect.arrayContaining(['Running', 'Ready, loop busy', 'Failed']));
      expect(drawn.texts.filter((text) => /^[\d.]+ (ms|s)$/.test(text)).length).toBeGreaterThan(4);
      expect(drawn.rects).toBeGreaterThan(100);
      for (const words of ['Loop lag', 'Ready to run', 'Live tasks']) expect(drawn.texts).toContain(words);
      expect(drawn.names).toEqual(['clipPath', 'defs', 'g', 'path', 'pattern', 'rect', 'svg', 'text']);
    }));

  it('escapes whatever a name says', () =>
    opened(
      async (harness) => {
        const text = (await exported(harness, 'exportSvg')).bytes.toString('utf8');
        const drawn = await look(harness, text);
        expect(drawn.error).toBeNull();
        expect(drawn.names).not.toContain('img');
        expect(drawn.names).not.toContain('script');
        expect(drawn.texts.some((each) => each.startsWith('<img src=x'))).toBe(true);
      },
      { stream: hostileTrace().bytes() },
    ));
});

describe('a picture as PNG', () => {
  it.each(['dark', 'light', 'hc-dark', 'hc-light'] as const)('has twice the pixels, in %s', (theme) =>
    opened(
      async (harness) => {
        const { kind, bytes: content } = await exported(harness, 'exportPng');
        expect(kind).toBe('png');
        expect(content.subarray(1, 4).toString()).toBe('PNG');
        const labels = await harness.page.locator('.labels').evaluate(({ clientWidth }) => clientWidth);
        const lanes = await harness.page.locator('.lanes').evaluate(({ clientWidth }) => clientWidth);
        expect(content.readUInt32BE(16)).toBe(2 * (labels + lanes));
        expect(content.readUInt32BE(20)).toBeGreaterThan(2 * 500);
      },
      { theme },
    ),
  );

  it('does not show the pointer', () =>
    opened(async (harness) => {
      const before = await exported(harness, 'exportPng');
      await harness.page.mouse.move(700, rowY(3));
      await harness.settled();
      expect((await exported(harness, 'exportPng')).bytes.equals(before.bytes)).toBe(true);
    }));
});

describe('a copy', () => {
  it('is on the clipboard; where that is forbidden, a file is offered instead', () =>
    opened(async (harness) => {
      await harness.page.evaluate(() => {
        const written: string[] = [];
        Object.assign(window, {
          written,
          ClipboardItem: class {
            readonly types: string[];
            constructor(items: Record<string, Promise<Blob>>) {
              this.types = Object.keys(items);
              void items['image/png']!.then(({ type, size }) => written.push(`${type} ${size > 1000}`));
            }
          },
        });
        Object.defineProperty(navigator, 'clipboard', {
          configurable: true,
          value: { write: () => Promise.resolve() },
        });
      });
      await harness.send({ type: 'navigate', action: 'copyPicture' });
      await expect
        .poll(() => harness.page.evaluate(() => (window as unknown as { written: string[] }).written))
        .toEqual(['image/png true']);
      await harness.page.getByText('Copied the picture.').waitFor();
      await harness.page.evaluate(() => {
        Object.defineProperty(navigator, 'clipboard', {
          configurable: true,
          value: { write: () => Promise.reject(new Error('no')) },
        });
      });
      expect((await exported(harness, 'copyPicture')).kind).toBe('png');
    }));
});

describe('the menu', () => {
  it('is worked by keys, and closes where it is left', () =>
    opened(async ({ page, posted }) => {
      const [menu, button] = [
        page.getByRole('menu', { name: 'Export' }),
        page.getByRole('button', { name: 'Export' }),
      ];
      await page.locator('.labels').focus();
      await page.keyboard.press('e');
      await menu.waitFor();
      expect(await graveFaults(page, 'dark')).toEqual([]);
      await page.keyboard.press('ArrowUp');
      expect(await page.locator(':focus').textContent()).toBe('Save Recording…');
      await page.keyboard.press('Enter');
      await expect.poll(async () => (await posted()).at(-1)).toEqual({ type: 'saveRecording' });
      await page.keyboard.press('e');
      await page.keyboard.press('Escape');
      await expect.poll(() => menu.isVisible()).toBe(false);
      expect(await button.evaluate((element) => element === document.activeElement)).toBe(true);
      await button.click();
      expect(await button.getAttribute('aria-expanded')).toBe('true');
      await page.mouse.click(700, rowY(2));
      await expect.poll(() => menu.isVisible()).toBe(false);
      await button.click();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await expect
        .poll(async () => (await posted()).find(({ type }) => type === 'saveFile'))
        .toMatchObject({ kind: 'svg' });
    }));

  it('says so when there is nothing to make a picture of', async () => {
    const harness = await open();
    await harness.send({ type: 'navigate', action: 'exportPng' });
    await harness.page.getByText('There is no timeline yet').waitFor();
  });
});
