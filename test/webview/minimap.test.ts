import { AxeBuilder } from '@axe-core/playwright';
import { beforeEach, describe, expect, it } from 'vitest';
import { useFreshPage, useSharedPage } from './browserPage.ts';
import type { Harness } from './harness.ts';
import { shopTrace } from './sampleTraces.ts';
import { THEMES, type ThemeName } from './themes.ts';
import type { View } from '../../webview/viewport.ts';

const bytes = shopTrace().writer.bytes();
const THEME_NAMES = Object.keys(THEMES) as ThemeName[];

async function viewOf(harness: Harness): Promise<View | null> {
  await harness.settled();
  return (await harness.saved()).navigation.view;
}

/** Where the minimap has the trace: its begin, how wide it is, and the middle line. */
async function placeOf(harness: Harness): Promise<{ left: number; width: number; y: number }> {
  const canvas = harness.page.locator('.minimap canvas');
  let box = (await canvas.boundingBox())!;
  // Panes that come beside it make it narrower.
  await expect
    .poll(async () => {
      const before = box.width;
      await harness.settled();
      box = (await canvas.boundingBox())!;
      return box.width === before;
    })
    .toBe(true);
  const width = box.width / 1.04;
  return { left: box.x + 0.02 * width, width, y: box.y + box.height / 2 };
}

async function dragFrom(harness: Harness, from: number, to: number): Promise<void> {
  const { left, width, y } = await placeOf(harness);
  const { mouse } = harness.page;
  await mouse.move(left + from * width, y);
  await mouse.down();
  await mouse.move(left + ((from + to) / 2) * width, y, { steps: 3 });
  await mouse.move(left + to * width, y, { steps: 3 });
  await mouse.up();
}

describe('the minimap', () => {
  const fresh = useFreshPage({ width: 1200, height: 700 });
  let harness: Harness;
  let length: number;
  beforeEach(async () => {
    harness = fresh();
    await harness.show(bytes);
    // It comes beside the picture a moment later.
    await harness.page.locator('.details-title').waitFor();
    const most = await harness.page
      .getByRole('slider', { name: 'Shown time', exact: true })
      .getAttribute('aria-valuemax');
    length = Number(most) * 1e6;
  });
  const near = (value: number, share: number): void => {
    expect(Math.abs(value / length - share)).toBeLessThan(0.02);
  };

  it('shows what is dragged over, moves the window, and stretches it by its edges', async () => {
    await dragFrom(harness, 0.4, 0.6);
    let view = (await viewOf(harness))!;
    const begin = view.begin;
    near(view.end - view.begin, 0.2);
    await dragFrom(harness, 0.5, 0.7);
    view = (await viewOf(harness))!;
    near(view.end - view.begin, 0.2);
    near(view.begin - begin, 0.2);
    await dragFrom(harness, 0.8, 0.95);
    const wider = (await viewOf(harness))!;
    expect(wider.begin).toBe(view.begin);
    near(wider.end - wider.begin, 0.35);
    await dragFrom(harness, 0.6, 0.2);
    near((await viewOf(harness))!.begin - begin, -0.2);
  });

  it('goes to where it is clicked, and shows all when it is clicked twice', async () => {
    await dragFrom(harness, 0.4, 0.6);
    const before = (await viewOf(harness))!;
    const { left, width, y } = await placeOf(harness);
    await harness.page.mouse.click(left + 0.2 * width, y);
    const moved = async (): Promise<number> => (await viewOf(harness))!.begin - before.begin;
    await expect.poll(async () => (await moved()) / length).toBeCloseTo(-0.3, 1);
    const after = (await viewOf(harness))!;
    near(after.begin - before.begin, -0.3);
    near(after.end - after.begin, 0.2);
    await harness.page.mouse.dblclick(left + 0.2 * width, y);
    await expect.poll(() => viewOf(harness)).toBeNull();
  });

  it('zooms by the wheel about the pointer', async () => {
    const { left, width, y } = await placeOf(harness);
    await harness.page.mouse.move(left + 0.25 * width, y);
    for (let notch = 0; notch < 4; notch++) await harness.page.mouse.wheel(0, -200);
    const view = (await viewOf(harness))!;
    expect((view.end - view.begin) / length).toBeLessThan(0.4);
    const at = await harness.page
      .locator('.minimap-window')
      .evaluate((part) => part.getBoundingClientRect().left);
    expect(at).toBeLessThan(left + 0.25 * width);
  });

  it('is worked by keys alone, and says where it is', async () => {
    await dragFrom(harness, 0.4, 0.6);
    const before = (await viewOf(harness))!;
    const { page } = harness;
    const begin = page.getByRole('slider', { name: 'Begin of the shown time' });
    const end = page.getByRole('slider', { name: 'End of the shown time' });
    const shown = page.getByRole('slider', { name: 'Shown time', exact: true });
    await begin.press('ArrowLeft');
    const stretched = (await viewOf(harness))!;
    expect(stretched.begin).toBeLessThan(before.begin);
    expect(stretched.end).toBe(before.end);
    await end.press('End');
    near((await viewOf(harness))!.end - before.end, 0.4);
    await begin.press('PageUp');
    await shown.press('Home');
    const first = (await viewOf(harness))!;
    await shown.press('ArrowRight');
    const moved = (await viewOf(harness))!;
    expect(moved.begin - first.begin).toBeCloseTo((first.end - first.begin) / 10, -1);
    expect(Number(await begin.getAttribute('aria-valuenow'))).toBeGreaterThan(0);
    expect(await shown.getAttribute('aria-valuetext')).toMatch(/^[\d.]+ m?s, from [\d.]+ m?s to [\d.]+ m?s$/);
    // Keys on it are its own: nothing was selected, no row walked.
    expect((await harness.saved()).navigation.selection).toBeNull();
  });

  it('can be hidden by the menu of the view, and comes back', async () => {
    const { page } = harness;
    const menu = page.locator('.view > button');
    await menu.click();
    await page.getByRole('checkbox', { name: 'Minimap' }).uncheck();
    await page.getByRole('checkbox', { name: 'Loop busy' }).check();
    await page.getByRole('checkbox', { name: 'Live tasks' }).uncheck();
    await harness.settled();
    expect(await page.locator('.minimap').isVisible()).toBe(false);
    expect((await harness.saved()).arrangement.charts).toEqual(['lag', 'runnable', 'utilisation']);
    await page.keyboard.press('Escape');
    expect(await page.locator('.view-menu').isVisible()).toBe(false);
    expect(await menu.evaluate((element) => element === document.activeElement)).toBe(true);
    await page.getByRole('button', { name: 'Hide Loop lag' }).focus();
    await page.keyboard.press('Enter');
    await harness.settled();
    expect((await harness.saved()).arrangement.charts).toEqual(['runnable', 'utilisation']);
    expect(await page.locator('.chart-entry:visible .chart-name').allTextContents()).toEqual([
      'Ready to run',
      'Loop busy',
    ]);
  });

  it('has charts that tell the most in sight, and what was at the pointer', async () => {
    const { page } = harness;
    const value = async (): Promise<string> => {
      await harness.settled();
      return page.locator('.chart-entry:has-text("Live tasks") .chart-value').innerText();
    };
    expect(await value()).toBe('max 12');
    const box = (await page.locator('.charts').boundingBox())!;
    await page.mouse.move(box.x + 4, box.y + 10);
    expect(await value()).toBe('–');
    await page.mouse.move(box.x + box.width / 2, box.y + 10);
    expect(await value()).toMatch(/^\d+$/);
    // So does the pointer on the lanes, and on the axis.
    await page.mouse.move(box.x + box.width / 2, box.y + box.height + 60);
    expect(await value()).toMatch(/^\d+$/);
    await page.mouse.move(box.x + box.width / 2, box.y - 10);
    expect(await value()).toMatch(/^\d+$/);
    await page.mouse.move(box.x + box.width / 2, box.y - 60);
    expect(await value()).toBe('max 12');
    expect(await page.locator('.chart-entry:has-text("Live tasks") .chart-scale').innerText()).toBe('15');
  });

  it('has charts that are read at a time by keys alone, all at once, and say so', async () => {
    const { page } = harness;
    const charts = page.getByRole('slider', { name: 'Charts' });
    const words = (): Promise<string | null> => charts.getAttribute('aria-valuetext');
    expect(await words()).toMatch(/^In sight\. Loop lag: at most [\d.]+ [mµ]?s\. .*Live tasks: at most 12$/);
    await charts.focus();
    expect(await page.locator('.chart-cross').isVisible()).toBe(false);
    await charts.press('Home');
    await harness.settled();
    expect(await words()).toMatch(/^At −[\d.]+ ms\. Loop lag: –\. Ready to run: –\. Live tasks: –$/);
    for (let press = 0; press < 3; press++) await charts.press('PageUp');
    await harness.settled();
    expect(await words()).toMatch(/^At [\d.]+ m?s\. Loop lag: .+\. Ready to run: \d+\. Live tasks: \d+$/);
    expect(await page.locator('.chart-cross').isVisible()).toBe(true);
    const before = Number(await charts.getAttribute('aria-valuenow'));
    await charts.press('ArrowRight');
    await harness.settled();
    expect(Number(await charts.getAttribute('aria-valuenow'))).toBeGreaterThan(before);
    const spoken = await page.locator('.chart-entry:has-text("Live tasks") .spoken').textContent();
    expect(spoken).toBe(', scale from 0 to 15');
    await charts.press('Escape');
    await harness.settled();
    expect(await words()).toMatch(/^In sight/);
    // Keys on it are its own: no row was walked.
    expect(await page.locator('.lane-label.selected').count()).toBe(0);
  });

  it('stands above the lanes: the same time at the same place, and its handles at the edges', async () => {
    const { page } = harness;
    const lanes = (await page.locator('.lanes canvas').first().boundingBox())!;
    const map = (await page.locator('.minimap canvas').boundingBox())!;
    expect([map.x, map.width]).toEqual([lanes.x, lanes.width]);
    const shown = (await page.locator('.minimap-window').boundingBox())!;
    expect(shown.x).toBeCloseTo(lanes.x, 0);
    expect(shown.width).toBeCloseTo(lanes.width, 0);
    const axis = (await page.locator('.axis canvas').boundingBox())!;
    const charts = page.locator('.charts');
    expect([axis.x, (await charts.boundingBox())!.x]).toEqual([lanes.x, lanes.x]);
    // Zoomed, the window covers as much of the plot as the lanes show of it.
    await dragFrom(harness, 0.25, 0.75);
    const view = (await viewOf(harness))!;
    const window = (await page.locator('.minimap-window').boundingBox())!;
    expect(window.width / lanes.width).toBeCloseTo((view.end - view.begin) / (length * 1.04), 2);
  });

  it('is painted once, and charts seldom, while the view moves', async () => {
    const { page } = harness;
    await dragFrom(harness, 0.4, 0.5);
    const box = (await page.locator('.lanes').boundingBox())!;
    await page.mouse.move(box.x + 300, box.y + 60);
    await harness.settled();
    await page.evaluate(() => {
      const counts: Record<string, number> = { painted: 0, minimap: 0, charts: 0, words: 0 };
      Object.assign(window, { counts });
      const writes = new MutationObserver((records) => (counts['words']! += records.length));
      const everything = { subtree: true, childList: true, attributes: true, characterData: true };
      for (const name of ['toolbar', 'reveal', 'legend', 'side'])
        writes.observe(document.querySelector(`.${name}`)!, everything);
      // Moved, the charts are not written to either: only their canvas shows another part of them.
      writes.observe(document.querySelector('.charts')!, { subtree: true, attributeFilter: ['style'] });
      const watch = (method: 'clearRect' | 'drawImage', note: (canvas: HTMLCanvasElement) => void): void => {
        const { prototype } = CanvasRenderingContext2D;
        const call: unknown = Reflect.get(prototype, method);
        Reflect.set(prototype, method, function (this: CanvasRenderingContext2D, ...given: unknown[]) {
          note(this.canvas);
          Reflect.apply(call as () => void, this, given);
        });
      };
      watch('clearRect', (canvas) => {
        if (!canvas.isConnected) counts['painted']!++;
      });
      watch('drawImage', (canvas) => {
        for (const name of ['minimap', 'charts']) if (canvas.closest(`.${name}`) !== null) counts[name]!++;
      });
    });
    for (let notch = 0; notch < 20; notch++) {
      await page.mouse.wheel(12, 0);
      await page.evaluate(
        () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
      );
    }
    const counts = await page.evaluate(
      () => (window as unknown as { counts: Record<string, number> }).counts,
    );
    expect(counts['painted']).toBeLessThan(6);
    // What says the same as before is not written again: each time the browser would look at its styles.
    expect(counts['words']).toBe(0);
    expect(counts['minimap']).toBeGreaterThan(15);
    expect(counts['charts']).toBeGreaterThan(15);
  });
});

describe('a recording at its limit', () => {
  const shared = useSharedPage();

  it('shows a torn edge, says how much is gone, and which setting keeps more', async () => {
    const harness = shared();
    const { page } = harness;
    await harness.show(bytes);
    const names = page.locator('.minimap-name');
    expect(await names.innerText()).toMatch(/^Whole trace\s+2\.00 s$/);
    expect(await page.locator('.minimap-gone').isVisible()).toBe(false);
    const { writer } = shopTrace();
    await harness.show(writer.forget(700e6, 40).bytes());
    expect(await names.innerText()).toMatch(/^What is held\s+1\.30 s\s+697 ms let go$/);
    const torn = page.locator('.minimap-gone');
    const box = (await torn.boundingBox())!;
    expect([box.x, box.width]).toEqual([(await page.locator('.minimap').boundingBox())!.x, 12]);
    const words = await torn.getAttribute('title');
    expect(words).toMatch(/^The first \d+ ms of the recording, with 40 steps/);
    expect(words).toContain('coroscope.recordingMegabytes');
  });
});

describe('in a low panel', () => {
  const fresh = useFreshPage({ width: 800, height: 280 });

  it('says what has no room, and why; what is wanted comes back with the height', async () => {
    const harness = fresh();
    const { page } = harness;
    await harness.show(bytes);
    expect(await page.locator('.minimap').isVisible()).toBe(true);
    const names = page.locator('.chart-entry:visible .chart-name');
    expect(await names.allTextContents()).toEqual(['Loop lag']);
    const lanes = (await page.locator('.lanes').boundingBox())!;
    expect(lanes.height).toBeGreaterThanOrEqual((await page.locator('.timeline').boundingBox())!.height / 2);
    await page.locator('.view > button').click();
    await harness.settled();
    const menu = page.locator('.view-menu');
    expect(await menu.innerText()).toMatch(/Ready to run\s+no room\s+Live tasks\s+no room/);
    expect(await menu.innerText()).toContain('Make the panel higher');
    expect(await menu.getByRole('checkbox', { name: 'Ready to run' }).isChecked()).toBe(true);
    await page.keyboard.press('Escape');
    await page.setViewportSize({ width: 800, height: 600 });
    await harness.settled();
    await harness.settled();
    expect(await names.allTextContents()).toEqual(['Loop lag', 'Ready to run', 'Live tasks']);
    await page.locator('.view > button').click();
    await harness.settled();
    expect(await menu.innerText()).not.toContain('no room');
  });

  it('has its details beside the lanes, not under them', async () => {
    const harness = fresh();
    const { page } = harness;
    await harness.show(bytes);
    expect(await page.locator('.side').isVisible()).toBe(false);
    const lanes = (await page.locator('.lanes').boundingBox())!;
    await page.mouse.click(lanes.x + lanes.width / 2, lanes.y + 12);
    await harness.settled();
    const [left, right] = [
      (await page.locator('.timeline').boundingBox())!,
      (await page.locator('.side').boundingBox())!,
    ];
    expect(right.x).toBeGreaterThanOrEqual(left.x + left.width);
    expect(left.width).toBeGreaterThan(right.width);
  });
});

describe('in every theme', () => {
  const shared = useSharedPage();

  it.each(THEME_NAMES)('minimap, charts and their menu are accessible in %s', async (theme) => {
    const harness = shared();
    await harness.show(bytes);
    await harness.wear(theme);
    await harness.page.locator('.view > button').click();
    await harness.settled();
    const { violations } = await new AxeBuilder({ page: harness.page })
      .setLegacyMode()
      .include('.minimap')
      .include('.chart-names')
      .include('.charts')
      .include('.view-menu')
      .analyze();
    await harness.page.keyboard.press('Escape');
    expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
  });
});
