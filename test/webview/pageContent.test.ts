import { describe, expect, it } from 'vitest';
import { TraceWriter } from '../core/traceWriter.ts';
import { graveFaults } from './axe.ts';
import { useSharedPage } from './browserPage.ts';
import { rowY } from './harness.ts';
import { hostileTrace, shopTrace } from './sampleTraces.ts';
import { THEMES, type ThemeName } from './themes.ts';

const harness = useSharedPage();

describe('axe', () => {
  it.each(Object.keys(THEMES) as ThemeName[])('finds nothing serious in the theme %s', async (theme) => {
    await harness().wear(theme);
    await harness().show(
      shopTrace().writer.problem('hook', 'lost').loss(1, 2, 3).bytes(),
      'ended',
      'It ended.',
    );
    const { page } = harness();
    await page.mouse.click(600, rowY(4));
    const summary = page.locator('.steps-table summary');
    if ((await page.locator('.steps-table[open]').count()) === 0) await summary.click();
    await harness().settled();
    const place = Number(await page.locator('.frame.focus').first().getAttribute('data-place'));
    const line = Number(await page.locator('.frame.focus').first().getAttribute('data-line'));
    const lines = ['async def report():', '    # waits', '    await write()'];
    const asked = (await harness().posted()).findLast((message) => message.type === 'readPlaces')!;
    const excerpts = [{ place, from: line - 2, lines }];
    await harness().send({ type: 'excerpts', generation: asked.generation, excerpts });
    await harness().settled();
    expect(await page.locator('.excerpt .here').count()).toBe(1);
    expect(await graveFaults(page, theme)).toEqual([]);
  });
});

describe('hostile names', () => {
  it('are text wherever they are shown', async () => {
    const { page } = harness();
    const dialogs: string[] = [];
    page.on('dialog', (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
    await harness().show(hostileTrace().bytes(), 'ended', '<img src=x onerror=alert(2)>');
    for (let row = 0; row < 8; row++) {
      await page.mouse.click(100, rowY(row));
      await page.mouse.move(400, rowY(row));
      await harness().settled();
    }
    expect(await page.locator('img:not(.swatch), script[src]').count()).toBe(0);
    expect(dialogs).toEqual([]);
    expect(await page.locator('.labels').textContent()).toContain('<img src=x onerror=alert(1)>');
    expect((await harness().posted()).filter(({ type }) => type === 'fault')).toEqual([]);
  });
});

describe('a trace of a hundred thousand tasks', () => {
  it('has its last row in reach, and as many elements as rows fit', async () => {
    const writer = new TraceWriter().header().loop();
    for (let id = 1; id <= 100_000; id++) writer.task(id, { created: id * 1000 });
    await harness().show(writer.beat(2e8).bytes());
    // So many rows come a moment later than the trace.
    const count = (): Promise<string | null> =>
      harness().page.locator('.labels').getAttribute('aria-rowcount');
    await expect.poll(count).toBe('100001');
    await harness().page.mouse.move(100, 300);
    await harness().page.mouse.wheel(0, 1e9);
    await harness().settled();
    expect(await harness().page.locator('.lane-label').last().isVisible()).toBe(true);
    expect(await harness().page.locator('.labels').textContent()).toContain('Task-100000');
    expect(await harness().page.locator('.lane-label').count()).toBeLessThan(40);
  });
});
