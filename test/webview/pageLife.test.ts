import { describe, expect, it } from 'vitest';
import type { FromView } from '../../src/core/messages.ts';
import { usePages } from './browserPage.ts';
import type { SavedState } from '../../webview/savedState.ts';
import { rowY, type Harness, type HarnessOptions } from './harness.ts';
import { shopTrace } from './sampleTraces.ts';

const bytes = shopTrace().writer.bytes();
const open = usePages();

async function opened<T>(options: HarnessOptions, use: (harness: Harness) => Promise<T>): Promise<T> {
  return use(await open(options));
}

/** How many frames are drawn in a time, if nobody does anything. */
async function framesIn(harness: Harness, milliseconds: number): Promise<number> {
  await harness.frames();
  await harness.page.waitForTimeout(milliseconds);
  return (await harness.frames()).length;
}

/** Until what was worked out in the pauses between frames is drawn, too: that may be a moment later. */
async function rest(harness: Harness): Promise<void> {
  await expect.poll(() => framesIn(harness, 300)).toBe(0);
}

async function setHidden(harness: Harness, isHidden: boolean): Promise<void> {
  await harness.page.evaluate((hidden) => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden });
    document.dispatchEvent(new Event('visibilitychange'));
  }, isHidden);
}

describe('what is drawn when', () => {
  it('nothing while nothing happens, once the trace is over', () =>
    opened({}, async (harness) => {
      await harness.show(bytes, 'ended');
      await rest(harness);
      expect(await framesIn(harness, 700)).toBe(0);
    }));

  it('the present of a live program, ten times a second, for half a second without news', () =>
    opened({}, async (harness) => {
      await harness.show(bytes, 'live');
      const beat = shopTrace().writer.beat(2_300e6).bytes().subarray(bytes.length);
      await harness.more(beat);
      const before = await harness.picture();
      const frames = await framesIn(harness, 200);
      expect(frames).toBeGreaterThan(0);
      expect(frames).toBeLessThan(4);
      expect(await harness.picture()).not.toBe(before);
      await harness.page.waitForTimeout(500);
      expect(await framesIn(harness, 500)).toBe(0);
    }));

  it('nothing of a program that stands for a while, nor of a live one whose present is out of sight', () =>
    opened({}, async (harness) => {
      await harness.show(shopTrace().writer.pause(2_000e6, true).bytes(), 'paused');
      // The stop grows until it has its part of the view.
      await expect.poll(() => framesIn(harness, 700), { timeout: 10_000 }).toBe(0);
      expect(await framesIn(harness, 700)).toBe(0);
      await harness.show(bytes, 'live');
      await harness.page.mouse.move(400, 300);
      for (let notch = 0; notch < 8; notch++) await harness.page.mouse.wheel(0, -120);
      await harness.settled();
      await harness.page.mouse.move(400, 10);
      await harness.more(shopTrace().writer.beat(2_400e6).bytes().subarray(bytes.length));
      await rest(harness);
      expect(await framesIn(harness, 300)).toBe(0);
    }));

  it('nothing on a hidden page, whatever comes; all of it when it is shown again', () =>
    opened({}, async (harness) => {
      await harness.show(bytes, 'live');
      await setHidden(harness, true);
      await harness.page.waitForTimeout(120);
      await harness.frames();
      const before = await harness.picture();
      await harness.send({ type: 'begin', id: 's1', generation: 2 });
      await harness.page.waitForTimeout(300);
      expect(await harness.frames()).toHaveLength(0);
      expect(await harness.picture()).toBe(before);
      await setHidden(harness, false);
      await harness.settled();
      expect(await harness.picture()).not.toBe(before);
    }));

  it('everything anew in the colours of another theme', () =>
    opened({ theme: 'dark' }, async (harness) => {
      await harness.show(bytes);
      const before = await harness.picture();
      await harness.wear('light');
      const colour = await harness.page.evaluate(() => {
        const { data } = document
          .querySelector<HTMLCanvasElement>('.lanes canvas')!
          .getContext('2d')!
          .getImageData(5, 500, 1, 1);
        return [...data];
      });
      expect(await harness.picture()).not.toBe(before);
      expect(colour).toEqual([255, 255, 255, 255]);
    }));
});

describe('following', () => {
  it('stops when the user moves, and resumes by the button', () =>
    opened({}, async (harness) => {
      await harness.show(bytes, 'live');
      const follow = harness.page.locator('[aria-label="Follow the present"]');
      expect(await follow.getAttribute('aria-pressed')).toBe('true');
      await harness.page.mouse.move(700, 300);
      await harness.page.mouse.wheel(0, -240);
      await harness.settled();
      expect(await follow.getAttribute('aria-pressed')).toBe('false');
      expect((await harness.saved()).navigation.view).not.toBeNull();
      await follow.click();
      expect((await harness.saved()).navigation.view).toBeNull();
      expect(await follow.getAttribute('aria-pressed')).toBe('true');
    }));
});

describe('what is saved', () => {
  it('is taken over by a page in another place, and told to the host', async () => {
    const state = await opened({}, async (harness) => {
      await harness.show(bytes);
      await harness.page.mouse.click(600, rowY(4));
      await harness.page.keyboard.press('f');
      return harness.saved();
    });
    await opened({}, async (harness) => {
      await harness.send({ type: 'takeOver', state });
      await harness.show(bytes);
      expect(await harness.page.locator('.lane-label.selected').textContent()).toContain('report');
      expect(await harness.saved()).toMatchObject(state);
      const kept = await harness.page.evaluate(() =>
        (window as unknown as { posted: FromView[] }).posted.find(({ type }) => type === 'keep'),
      );
      expect(kept).toMatchObject({ type: 'keep', state });
    });
    await opened({ saved: state }, async (harness) => {
      // The page that it takes the place of was as a page is at first.
      await harness.send({ type: 'takeOver', state: undefined });
      await harness.show(bytes);
      expect(await harness.page.locator('.lane-label.selected').count()).toBe(0);
      expect((await harness.saved()).navigation.view).toBeNull();
    });
  });

  it('is kept at once when the page is hidden, or goes', () =>
    opened({}, async (harness) => {
      await harness.show(bytes, 'ended');
      await harness.page.keyboard.press('d');
      await harness.saved();
      // In one go, so that no timer comes between.
      const queries = await harness.page.evaluate(() => {
        const search = document.querySelector<HTMLInputElement>('.search input')!;
        const kept = (): string =>
          (window as unknown as { keptState: () => SavedState }).keptState().navigation.query;
        search.value = 'report';
        search.dispatchEvent(new Event('input', { bubbles: true }));
        const before = kept();
        window.dispatchEvent(new Event('pagehide'));
        return [before, kept()];
      });
      expect(queries).toEqual(['', 'report']);
    }));

  it('is where the user was, when the page is loaded again', async () => {
    const state = await opened({}, async (harness) => {
      await harness.show(bytes);
      await harness.page.mouse.move(700, 300);
      await harness.page.mouse.wheel(0, -480);
      await harness.page.mouse.click(600, rowY(4));
      await harness.page.locator('.label-splitter').focus();
      await harness.page.keyboard.press('ArrowRight');
      return harness.saved();
    });
    expect(state.arrangement.labelWidth).toBe(246);
    await opened({ saved: state }, async (harness) => {
      expect(await harness.posted()).toEqual([{ type: 'ready', shown: 's1' }]);
      await harness.show(bytes);
      expect(await harness.page.locator('.lane-label.selected').textContent()).toContain('report');
      expect((await harness.page.locator('.labels').boundingBox())?.width).toBeCloseTo(246, 0);
      await harness.page.keyboard.press('d');
      const { view } = (await harness.saved()).navigation;
      expect(view!.end - view!.begin).toBeCloseTo(
        state.navigation.view!.end - state.navigation.view!.begin,
        -2,
      );
    });
  });
});
