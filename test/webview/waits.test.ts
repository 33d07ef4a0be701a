/** The picture of who waits for whom: where its boxes stand, and what its page does. */
import AxeBuilder from '@axe-core/playwright';
import { describe, expect, it } from 'vitest';
import type { WaitArrow } from '../../src/core/inspect/waitPicture.ts';
import { BOX, layoutWaits } from '../../webview/waits/layoutWaits.ts';
import { useBrowser } from './browserPage.ts';
import type { ThemeName } from './themes.ts';
import { kitchen, openWaits, pictureOf } from './waitsPage.ts';

const arrow = (from: number, to: number): WaitArrow => ({ from, to, kind: 'awaits', isWrong: false });

describe('the layout', () => {
  const graph = [arrow(0, 1), arrow(0, 2), arrow(1, 3), arrow(2, 3), arrow(0, 3), arrow(3, 0), arrow(4, 4)];

  it.each(['right', 'down'] as const)(
    'has who waits before what it waits for, and no box on another: %s',
    (way) => {
      const { boxes, width, height } = layoutWaits(5, graph, way);
      const along = boxes.map(({ x, y }) => (way === 'right' ? x : y));
      expect(along[0]).toBeLessThan(along[1]!);
      expect(along[1]).toBe(along[2]);
      expect(along[2]).toBeLessThan(along[3]!);
      for (const [at, box] of boxes.entries()) {
        expect(box.x).toBeGreaterThanOrEqual(0);
        expect(box.x + BOX.width).toBeLessThanOrEqual(width);
        expect(box.y + BOX.height).toBeLessThanOrEqual(height);
        for (const other of boxes.slice(at + 1))
          expect(Math.abs(box.x - other.x) >= BOX.width || Math.abs(box.y - other.y) >= BOX.height).toBe(
            true,
          );
      }
    },
  );

  it('leads arrows from box to box, back where they close a cycle, and past the boxes between', () => {
    const { boxes, arrows } = layoutWaits(5, graph, 'right');
    expect(arrows[0]![0]!.x).toBe(boxes[0]!.x + BOX.width);
    expect(arrows[0]!.at(-1)!.x).toBe(boxes[1]!.x);
    const [far, back, self] = arrows.slice(4);
    expect(far).toHaveLength(3);
    for (const { y, x } of [boxes[1]!, boxes[2]!])
      expect(far![1]!.y < y || far![1]!.y > y + BOX.height, `${x}`).toBe(true);
    expect(back![0]!.x).toBe(boxes[3]!.x);
    expect(back!.at(-1)!.x).toBe(boxes[0]!.x + BOX.width);
    expect(self).toEqual([]);
  });

  it('is there for nothing, and for a long chain', () => {
    expect(layoutWaits(0, [], 'right').boxes).toEqual([]);
    const chain = Array.from({ length: 47 }, (_, at) => arrow(at, at + 1));
    expect(layoutWaits(48, chain, 'right').boxes.every(({ y }) => y === 12)).toBe(true);
  });
});

describe('the page', () => {
  const browser = useBrowser();

  it('names the deadlock, its evidence and whom it holds up, and leads to the lines', async () => {
    const { page, send, posted, complaints } = await openWaits(browser());
    await send(pictureOf(...kitchen()));
    const card = page.locator('.finding.sure', { hasText: 'Deadlock' });
    expect(await card.locator('summary').textContent()).toMatch(
      /^Deadlock: (?:left hand ⇄ right|right hand ⇄ left) hand · 2 tasks stuck behind$/,
    );
    await card.getByText('left hand waits for Plate').click();
    expect((await posted()).at(-1)).toMatchObject({ type: 'openEvidence', number: 1, finding: 0 });
    await page.locator('.box .title', { hasText: 'right hand' }).click();
    expect((await posted()).at(-1)).toMatchObject({ type: 'openBox', number: 1 });
    expect(await page.locator('.box.deadlock').count()).toBe(4);
    expect(await page.locator('.arrow.wrong').count()).toBe(5);
    expect(await page.locator('.box.nothing').textContent()).toContain('nobody is left to end it');
    expect(await page.locator('.box.many .title').allTextContents()).toEqual(['12 × cook', '5 × cook']);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('is worked with keys alone, and keeps what is chosen in the next picture', async () => {
    const { page, send, posted } = await openWaits(browser());
    await send(pictureOf(...kitchen()));
    const chosen = page.locator('.box.chosen');
    expect(await chosen.locator('.title').textContent()).toBe('left hand');
    await chosen.focus();
    await page.keyboard.press('ArrowRight');
    expect(await chosen.locator('.title').textContent()).toBe('Plate');
    expect(await page.locator('.box[tabindex="0"]').count()).toBe(1);
    await page.keyboard.press('ArrowRight');
    expect(await chosen.locator('.title').textContent()).toBe('right hand');
    expect(await chosen.locator('.spoken').textContent()).toMatch(
      /^awaits a lock.*, part of a deadlock, waits for Tray, held by left hand$/,
    );
    await page.keyboard.press('Enter');
    expect((await posted()).at(-1)).toMatchObject({ type: 'openBox', number: 1 });
    await send({ ...pictureOf(...kitchen()), number: 2 });
    expect(await chosen.locator('.title').textContent()).toBe('right hand');
    expect(await chosen.evaluate((box) => box === document.activeElement)).toBe(true);
    // The same in the list, whose actions come next.
    await page.keyboard.press('Tab');
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowDown');
    expect(await chosen.locator('.title').textContent()).toBe('right hand');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect((await posted()).at(-1)).toMatchObject({ type: 'revealBox', number: 2 });
    await page.context().close();
  });

  it.each([
    [480, 560],
    [1100, 640],
  ])('opens at what is wrong, shows the whole, and zooms: %i × %i', async (width, height) => {
    const { page, send } = await openWaits(browser(), { width, height });
    await send(pictureOf(...kitchen()));
    /** How many boxes are wholly in sight. */
    const inSight = (selector: string): Promise<number> =>
      page.locator('.graph').evaluate((pane, wanted) => {
        const [view, boxes] = [pane.getBoundingClientRect(), [...pane.querySelectorAll(wanted)]];
        return boxes
          .map((box) => box.getBoundingClientRect())
          .filter(
            ({ left, right, top, bottom }) =>
              left >= view.left && right <= view.right && top >= view.top && bottom <= view.bottom,
          ).length;
      }, selector);
    expect(await inSight('.box.deadlock')).toBe(4);
    await page.keyboard.press('f');
    expect(await inSight('.box')).toBe(await page.locator('.box').count());
    const widthOf = (): Promise<number> =>
      page
        .locator('.box')
        .first()
        .evaluate((box) => box.getBoundingClientRect().width);
    const before = await widthOf();
    await page.keyboard.press('+');
    expect(await widthOf()).toBeGreaterThan(before * 1.2);
    await page.keyboard.press('-');
    expect(await widthOf()).toBeCloseTo(before, 0);
    await page.locator('.finding.sure summary', { hasText: 'Deadlock' }).click();
    await page.locator('.finding.sure summary', { hasText: 'Deadlock' }).click();
    expect(await inSight('.box.deadlock')).toBe(4);
    await page.getByRole('button', { name: 'Fit' }).click();
    expect(await widthOf()).toBeCloseTo(before, 0);
    await page.context().close();
  });

  it.each<ThemeName>(['dark', 'light', 'hc-dark', 'hc-light'])(
    'has nothing that keeps people out: %s',
    async (theme) => {
      const { page, send } = await openWaits(browser(), { theme, width: 700 });
      await send(pictureOf(...kitchen()));
      const { violations } = await new AxeBuilder({ page }).analyze();
      const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
      expect(grave.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
      await page.context().close();
    },
  );

  it('shows hostile names as text, and says where there is nothing', async () => {
    const { page, send, complaints } = await openWaits(browser(), { width: 400, height: 300 });
    const bad = '<img src=x onerror=alert(1)>\u202e';
    await send(
      pictureOf(
        [
          { name: bad, coroutine: bad, kind: 'lock', resource: bad, stack: [`/app/${bad}.py:3 ${bad}`] },
          { name: 'x'.repeat(5_000), coroutine: 'y'.repeat(5_000), state: 'running' },
        ],
        [{ name: bad, isSet: true, holders: ['x'.repeat(5_000)] }],
      ),
    );
    expect(await page.locator('#app img').count()).toBe(0);
    expect(await page.locator('.box .title').first().textContent()).toContain('<img src=x');
    expect((await page.locator('#app').textContent())!.length).toBeLessThan(3_000);
    await send({ ...pictureOf([{ name: 'a', kind: 'sleep' }]), number: 2 });
    expect(await page.locator('.empty').textContent()).toBe(
      'No task waits for another one, or for a lock or queue.',
    );
    await send({ type: 'nothing', text: 'The program does not answer.' });
    await page.getByText('The program does not answer.').waitFor();
    expect(await page.locator('.box:visible').count()).toBe(0);
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});
