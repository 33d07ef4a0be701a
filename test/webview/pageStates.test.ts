import { describe, expect, it } from 'vitest';
import type { SessionInfo } from '../../src/core/messages.ts';
import { useSharedPage } from './browserPage.ts';
import { shopTrace } from './sampleTraces.ts';

const harness = useSharedPage();

async function state(...infos: Partial<SessionInfo>[]): Promise<void> {
  const sessions = infos.map((info, index): SessionInfo => ({
    id: `s${index}`,
    name: `main-${index}`,
    state: 'live',
    message: null,
    ...info,
  }));
  const shown = sessions.at(-1)?.id ?? null;
  await harness().send({ type: 'sessions', sessions, shown });
  if (shown !== null) await harness().send({ type: 'begin', id: shown, generation: 1 });
  await harness().settled();
}

describe('the card in place of lanes', () => {
  it('without a session offers to run a sample', async () => {
    await state();
    expect(await harness().page.locator('.card h1').textContent()).toBe('No program has been recorded yet');
    await harness().page.locator('.card button').click();
    expect((await harness().posted()).at(-1)).toEqual({ type: 'runSample' });
  });

  it('in Restricted Mode says why there is none, and leads to where it ends', async () => {
    await harness().send({ type: 'sessions', sessions: [], shown: null, isRestricted: true });
    await harness().settled();
    expect(await harness().page.locator('.card h1').textContent()).toBe(
      'Restricted Mode: programs are not recorded',
    );
    await harness().page.getByRole('button', { name: 'Manage Workspace Trust' }).click();
    expect((await harness().posted()).at(-1)).toEqual({ type: 'manageTrust' });
    await state();
    expect(await harness().page.locator('.card h1').textContent()).toBe('No program has been recorded yet');
  });

  it('of a failed session says why and shows the log', async () => {
    await state({ state: 'failed', message: 'Python 3.7 is too old.\u202e' });
    expect(await harness().page.locator('.card').textContent()).toContain('Python 3.7 is too old.\\u202e');
    await harness().page.locator('.card button').click();
    expect((await harness().posted()).at(-1)).toEqual({ type: 'showLog' });
  });

  it.each([
    ['waiting', 'Waiting for the program'],
    ['live', 'The program has not used asyncio yet'],
    ['paused', 'Paused at a breakpoint'],
    ['ended', 'The program ended without using asyncio'],
  ] as const)('of a session that is %s says so', async (name, title) => {
    await state({ state: name });
    expect(await harness().page.locator('.card h1').textContent()).toBe(title);
    expect(await harness().page.locator('.tools').isVisible()).toBe(false);
  });
});

describe('the session picker', () => {
  it('is there when there is a choice, and asks the host for the chosen', async () => {
    await state({});
    expect(await harness().page.locator('.picker').isVisible()).toBe(false);
    await state({ state: 'ended' }, {});
    expect(await harness().page.locator('.picker option').allTextContents()).toEqual([
      'main-1 – Live',
      'main-0 – Ended',
    ]);
    await harness().page.locator('.picker').selectOption('s0');
    expect((await harness().posted()).at(-1)).toEqual({ type: 'showSession', id: 's0' });
  });
});

describe('the toolbar', () => {
  it('loses whole parts where it is narrow, words first, and keeps its buttons at the right edge', async () => {
    const { page } = harness();
    await harness().show(shopTrace().writer.bytes());
    const seen = async (width: number, height = 800): Promise<string> => {
      await page.setViewportSize({ width, height });
      await harness().settled();
      await harness().settled();
      return page.evaluate(() => {
        const { right } = document.querySelector('.toolbar')!.getBoundingClientRect();
        const parts = [...document.querySelectorAll<HTMLElement>('.toolbar > :not([hidden]), .chip > span')];
        for (const part of parts) {
          const isCut = part.scrollWidth > part.clientWidth + 1 && getComputedStyle(part).clipPath === 'none';
          if (isCut || part.getBoundingClientRect().right > right) return `cut: ${part.className}`;
        }
        const shown = (name: string): boolean => document.querySelector<HTMLElement>(name)!.offsetWidth > 2;
        const names = [
          '.session-name',
          '.view .button-text',
          '.counts',
          '.status .chip > span',
          '.chip.finding',
        ];
        const space = right - document.querySelector('.tools')!.getBoundingClientRect().right;
        return [...names.filter(shown), space].join(' ');
      });
    };
    expect(await seen(1600)).toBe(
      '.session-name .view .button-text .counts .status .chip > span .chip.finding 8',
    );
    expect(await seen(420, 500)).toBe('.status .chip > span .chip.finding 8');
    for (let width = 1400; width >= 400; width -= 125) {
      expect(await seen(width)).toMatch(/\.chip\.finding 8$/);
      expect(await seen(width, 450)).toMatch(/\.chip\.finding 8$/);
    }
    await page.setViewportSize({ width: 1400, height: 800 });
  });
});

describe('what is wrong with a recording', () => {
  const bytes = shopTrace()
    .writer.loss(1e6, 2e6, 5)
    .problem('hooks.py', 'cannot see <b>eager</b> tasks')
    .bytes();

  it('stands on chips, whose words are in their titles and in the summary of the trace', async () => {
    await harness().show(bytes, 'ended', 'The program ended without saying goodbye.');
    const { page } = harness();
    expect(await page.locator('.chip.loss').textContent()).toBe('5 steps lost');
    expect(await page.locator('.chip.problem').textContent()).toBe('1 problem');
    expect(await page.locator('.chip.problem').getAttribute('title')).toMatch(
      /^1 problem: hooks\.py: cannot see <b>eager<\/b> tasks\.\n.*program itself is not affected/,
    );
    expect(await page.locator('.chip.ended').getAttribute('title')).toBe(
      'The program ended without saying goodbye.',
    );
    const summary = (): Promise<string | null> => page.locator('.details').textContent();
    for (const text of ['without saying goodbye', '5 steps lost', 'cannot see <b>eager</b>'])
      await expect.poll(summary).toContain(text);
  });

  it('is shown from a chip in a narrow page too, until it is closed', async () => {
    const { page } = harness();
    await page.setViewportSize({ width: 500, height: 700 });
    await harness().settled();
    expect(await page.locator('.details').isVisible()).toBe(false);
    await page.locator('.chip.problem').click();
    await harness().settled();
    expect(await page.locator('.details').textContent()).toContain('cannot see');
    expect(await page.locator('.details dt').first().textContent()).toBe('Note');
    await page.locator('.details .close').click();
    await harness().settled();
    expect(await page.locator('.details').isVisible()).toBe(false);
    await page.setViewportSize({ width: 1400, height: 800 });
  });

  it('is nothing where nothing is', async () => {
    await harness().show(shopTrace().writer.bytes());
    expect(await harness().page.locator('.status .chip:visible').allTextContents()).toEqual(['Ended']);
  });
});

describe('revealing a line', () => {
  it('selects the best suspension, walks to the others and round', async () => {
    const { page } = harness();
    await harness().show(shopTrace().writer.bytes());
    await harness().send({ type: 'reveal', file: '/home/ada/shop/server.py', line: 81 });
    await harness().settled();
    const text = (): Promise<string | null> => page.locator('.reveal-text').textContent();
    const [, at, count] = /^(\d+) of (\d+) suspensions at server\.py:81$/.exec((await text()) ?? '') ?? [];
    expect(Number(count)).toBeGreaterThan(5);
    const { selection, view } = (await harness().saved()).navigation;
    expect(selection).toMatchObject({ kind: 'suspension' });
    expect(view).not.toBeNull();
    await page.locator('[aria-label="Next suspension"]').click();
    await harness().settled();
    expect(await text()).toContain(`${(Number(at) % Number(count)) + 1} of ${count!}`);
    expect((await harness().saved()).navigation.selection).not.toEqual(selection);
    await page.locator('[aria-label="Previous suspension"]').click();
    expect((await harness().saved()).navigation.selection).toEqual(selection);
    await page.locator('.reveal [aria-label="Close"]').click();
    await harness().settled();
    expect(await page.locator('.reveal').isVisible()).toBe(false);
  });

  it('says that there is none', async () => {
    await harness().send({ type: 'reveal', file: '/home/ada/shop/server.py', line: 4 });
    await harness().settled();
    expect(await harness().page.locator('.reveal').textContent()).toContain(
      'No task suspended at server.py:4',
    );
    expect(await harness().page.locator('[aria-label="Next suspension"]').isVisible()).toBe(false);
  });
});
