import { beforeEach, describe, expect, it } from 'vitest';
import type { Navigation } from '../../webview/navigation.ts';
import { spanOf } from '../../webview/viewport.ts';
import { useFreshPage } from './browserPage.ts';
import { AXIS_Y, rowY } from './harness.ts';
import { shopTrace } from './sampleTraces.ts';

const bytes = shopTrace().writer.bytes();
/** The middle of the lane of the task `report`. */
const REPORT = rowY(4);

const harness = useFreshPage({ hasTouch: true });
beforeEach(() => harness().show(bytes));

async function navigation(): Promise<Navigation> {
  return (await harness().saved()).navigation;
}

/** Fingers that go from their first places to their last ones in a few moves. */
async function touch(...fingers: (readonly [from: [number, number], to: [number, number]])[]): Promise<void> {
  const session = await harness().page.context().newCDPSession(harness().page);
  const at = (share: number): { x: number; y: number; id: number }[] =>
    fingers.map(([from, to], id) => ({
      x: from[0] + (to[0] - from[0]) * share,
      y: from[1] + (to[1] - from[1]) * share,
      id,
    }));
  await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: at(0) });
  for (let step = 1; step <= 8; step++)
    await session.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: at(step / 8) });
  await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  await session.detach();
}

describe('the wheel', () => {
  it('zooms at the pointer, pans with Shift, and scrolls the names', async () => {
    const { mouse, keyboard } = harness().page;
    await mouse.move(700, 300);
    for (let notch = 0; notch < 5; notch++) await mouse.wheel(0, -120);
    const near = (await navigation()).view!;
    const whole = 2_060e6;
    expect(spanOf(near)).toBeLessThan(whole / 3);
    // 700 of the page is 56 % of the lanes' width: the time that was there still is.
    expect(near.begin).toBeGreaterThan(whole * 0.3);
    expect(near.end).toBeLessThan(whole * 0.9);
    await keyboard.down('Shift');
    await mouse.wheel(0, 240);
    await keyboard.up('Shift');
    const panned = (await navigation()).view!;
    expect(panned.begin).toBeGreaterThan(near.begin);
    expect(spanOf(panned)).toBeCloseTo(spanOf(near), -2);
    await mouse.move(100, 300);
    await mouse.wheel(0, 200);
    expect((await navigation()).scroll).toBe(200);
  });
});

describe('a mouse', () => {
  it('drags the picture in both directions, and a drag selects nothing', async () => {
    const { mouse } = harness().page;
    await mouse.move(700, 600);
    for (let notch = 0; notch < 5; notch++) await mouse.wheel(0, -120);
    const before = (await navigation()).view!;
    await mouse.down();
    await mouse.move(600, 560, { steps: 4 });
    await mouse.up();
    const after = await navigation();
    expect(after.view!.begin - before.begin).toBeCloseTo((spanOf(before) * 100) / 837, -6);
    expect(after.scroll).toBe(40);
    expect(after.selection).toBeNull();
  });

  it('selects by a click, zooms to the bar by a double click, follows links and folds by the twisty', async () => {
    const { page } = harness();
    await page.mouse.click(600, REPORT);
    expect((await navigation()).selection).toMatchObject({
      kind: expect.stringMatching(/run|suspension|ready/) as string,
    });
    expect(await page.locator('.details-title').textContent()).not.toBe('main.py');
    const posted = (await harness().posted()).length;
    await page.locator('.frame.focus').click();
    await page.mouse.dblclick(600, REPORT);
    const zoomed = await navigation();
    expect(spanOf(zoomed.view!)).toBeLessThan(1_000e6);
    expect(zoomed.selection).not.toBeNull();
    const opened = (await harness().posted()).slice(posted).map(({ type }) => type);
    expect(opened.filter((type) => type !== 'readPlaces')).toEqual(['openPlace']);
    await page.locator('.details .link', { hasText: 'report' }).click();
    expect((await navigation()).selection).toMatchObject({ kind: 'task' });
    await page.locator('.lane-label .twisty.open').nth(1).click();
    expect((await navigation()).collapsed).toEqual(['task 1']);
    await page.locator('.lane-label .twisty.closed').click();
    expect((await navigation()).collapsed).toEqual([]);
    await page.locator('.details .close').click();
    expect((await navigation()).selection).toBeNull();
  });

  it('hears what is under it', async () => {
    await harness().page.mouse.move(600, REPORT);
    await harness().settled();
    expect(await harness().page.locator('.tooltip').textContent()).toContain('report');
    await harness().page.mouse.move(600, 10);
    await harness().settled();
    expect(await harness().page.locator('.tooltip').isVisible()).toBe(false);
  });
});

describe('a drag along the axis', () => {
  it('marks a range, moves its edges, and a click takes it away', async () => {
    const { mouse } = harness().page;
    const drag = async (from: number, to: number, y = AXIS_Y): Promise<Navigation> => {
      await mouse.move(from, y);
      await mouse.down();
      await mouse.move(to, y, { steps: 4 });
      await mouse.up();
      return navigation();
    };
    const marked = (await drag(500, 700)).range!;
    expect(spanOf(marked)).toBeCloseTo((200 / 837) * 2_080e6, -8);
    const { view, range } = await drag(700, 800);
    expect(view).toBeNull();
    expect(range!.begin).toBeCloseTo(marked.begin, -3);
    expect(spanOf(range!)).toBeCloseTo((300 / 837) * 2_080e6, -8);
    // Never beyond what was recorded, however far the pointer goes.
    expect((await drag(800, 1390)).range!.end).toBeLessThan(2_001e6);
    await mouse.click(600, AXIS_Y);
    expect((await navigation()).range).toBeNull();
  });

  it('on the lanes does so with Shift, and pans without', async () => {
    const { mouse, keyboard } = harness().page;
    await keyboard.down('Shift');
    await mouse.move(500, 600);
    await mouse.down();
    await mouse.move(600, 640, { steps: 4 });
    await mouse.up();
    await keyboard.up('Shift');
    const { view, scroll, range, selection } = await navigation();
    expect([view, scroll, selection]).toEqual([null, 0, null]);
    expect(spanOf(range!)).toBeCloseTo((100 / 837) * 2_080e6, -8);
    await keyboard.press('Escape');
    expect((await navigation()).range).toBeNull();
  });
});

describe('fingers', () => {
  it('two zoom by their distance, about their middle', async () => {
    await touch(
      [
        [600, 400],
        [500, 400],
      ],
      [
        [800, 400],
        [900, 400],
      ],
    );
    const { view, selection, scroll } = await navigation();
    expect(spanOf(view!)).toBeCloseTo(2_080e6 / 2, -8);
    expect(view!.begin + (spanOf(view!) * 470) / 837).toBeCloseTo(1_130e6, -8);
    expect([selection, scroll]).toEqual([null, 0]);
    await touch(
      [
        [500, 400],
        [650, 400],
      ],
      [
        [900, 400],
        [750, 400],
      ],
    );
    expect(spanOf((await navigation()).view!)).toBeGreaterThan(spanOf(view!) * 2);
  });

  it('one pans, and scrolls; on the names too', async () => {
    await touch([
      [700, 500],
      [700, 380],
    ]);
    expect((await navigation()).scroll).toBeGreaterThan(100);
    await touch([
      [100, 300],
      [100, 360],
    ]);
    const { scroll, selection } = await navigation();
    expect(scroll).toBeLessThan(80);
    expect(selection).toBeNull();
  });

  it('a tap selects', async () => {
    await harness().page.touchscreen.tap(600, REPORT);
    expect((await navigation()).selection).not.toBeNull();
  });
});
