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

/** Where the minimap is: its left edge, its width, and its middle line. */
async function placeOf(harness: Harness): Promise<{ left: number; width: number; y: number }> {
  const box = (await harness.page.locator('.minimap').boundingBox())!;
  return { left: box.x, width: box.width, y: box.y + box.height / 2 };
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
    const after = (await viewOf(harness))!;
    near(after.begin - before.begin, -0.3);
    near(after.end - after.begin, 0.2);
    await harness.page.mouse.dblclick(left + 0.2 * width, y);
    const all = (await viewOf(harness))!;
    near(all.end - all.begin, 1);
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
    const value = page.locator('.chart-entry:has-text("Live tasks") .chart-value');
    expect(await value.textContent()).toBe('max 12');
    const box = (await page.locator('.charts').boundingBox())!;
    await page.mouse.move(box.x + 4, box.y + 10);
    expect(await value.textContent()).toBe('–');
    await page.mouse.move(box.x + box.width / 2, box.y + 10);
    expect(await value.textContent()).toMatch(/^\d+$/);
    await page.mouse.move(box.x + box.width / 2, box.y - 40);
    expect(await value.textContent()).toBe('max 12');
    expect(await page.locator('.charts canvas').getAttribute('aria-label')).toContain(
      'Live tasks: at most 12',
    );
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
      .include('.minimap')
      .include('.chart-names')
      .include('.charts')
      .include('.view-menu')
      .analyze();
    await harness.page.keyboard.press('Escape');
    expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
  });
});
