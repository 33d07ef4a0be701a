import { describe, expect, it } from 'vitest';
import { TraceWriter } from '../core/traceWriter.ts';
import { useSharedPage } from './browserPage.ts';
import { SITUATIONS } from './situations.ts';

const harness = useSharedPage();

function bytesOf(name: string): Uint8Array {
  return SITUATIONS.find((situation) => situation.name === name)!.trace();
}

async function open(bytes: Uint8Array): Promise<void> {
  await harness().show(bytes);
  for (const key of ['Escape', 'Escape', '0']) await harness().page.keyboard.press(key);
  await harness().page.locator('.labels').focus();
  await harness().settled();
}

async function facts(): Promise<Record<string, string>> {
  await harness().page.waitForTimeout(150);
  return harness().page.evaluate(() => {
    const names = [...document.querySelectorAll('.details .facts dt')];
    return Object.fromEntries(names.map((name) => [name.textContent, name.nextElementSibling!.textContent]));
  });
}

const chip = () => harness().page.locator('.chip.finding');
const selection = async () => (await harness().saved()).navigation.selection;

describe('a deadlock', () => {
  it('is named at the top; a click goes from task to task of it', async () => {
    await open(bytesOf('deadlock'));
    expect(await chip().textContent()).toMatch(
      /^Deadlock.*order-4 and order-5 wait for each other’s lock.*· db\.py:33.*· stuck from 476 ms on$/,
    );
    const [first] = Object.entries(await facts());
    expect(first).toEqual([
      'Deadlock',
      'order-4 and order-5 wait for each other’s lock · both at db.py:33 · stuck from 476 ms on · 6 other tasks stuck behind',
    ]);
    await chip().click();
    expect(await selection()).toEqual({ kind: 'suspension', task: 6, position: 3 });
    expect(await harness().page.locator('.spoken[aria-live]').textContent()).toMatch(
      /^Deadlock: order-4 and/,
    );
    const told = await facts();
    expect(told['Deadlock']).toBe(
      'order-4 waits for Lock 2, held by order-5 , which waits for Lock 1, held by order-4',
    );
    expect(told['Waits for']).toBe('Lock 2 first used at db.py:12');
    expect(told['Held by']).toBe('order-5 now');
    await chip().click();
    expect(await selection()).toMatchObject({ task: 7 });
    await harness().page.keyboard.press('l');
    expect(await selection()).toMatchObject({ task: 6 });
    await harness().page.keyboard.press('Shift+L');
    expect(await selection()).toMatchObject({ task: 7 });
  });

  it('is told of those behind it, and of the task as a whole', async () => {
    await open(bytesOf('deadlock'));
    await harness().page.locator('.labels [role=row]', { hasText: 'order-8' }).click();
    const told = await facts();
    expect(told['Stuck']).toBe('behind the deadlock of order-4 and order-5');
    expect(told['Waits for']).toContain('Lock 1');
    expect(told['Held by']).toBe('order-4 now');
  });
});

it('a lock convoy is named, and leads to the longest wait', async () => {
  await open(bytesOf('lock_convoy'));
  expect(await chip().textContent()).toMatch(
    /^Lock convoy.*10 tasks waited 8\d % of their time for Lock 1.*· db\.py:12.*· held 3\d\.\d ms at a time$/,
  );
  await chip().click();
  expect(await selection()).toMatchObject({ kind: 'suspension' });
  const told = await facts();
  // All hold it for about as long: none is accused.
  expect(told['Lock convoy']).toMatch(
    /^10 tasks waited 8\d % of their time for it · held 3\d\.\d ms at a time$/,
  );
  expect(told['Waits for']).toContain('Lock 1');
  // What was held once is told as it was.
  expect(told['Held by']).toMatch(/^order-\d+ when it began$/);
});

it('the only block is told by the chip of findings; L goes there', async () => {
  await open(bytesOf('blocked_loop'));
  expect(await chip().textContent()).toMatch(
    /^Block.*resize held the loop for 520 ms.*· images\.py:31.*· 3 tasks waited$/,
  );
  expect(await harness().page.locator('.block-chip').isVisible()).toBe(false);
  await harness().page.keyboard.press('l');
  expect(await selection()).toMatchObject({ kind: 'run' });
});

it('failures lead to the step in which a task failed, and its line to the source', async () => {
  await open(bytesOf('cancellation_storm'));
  const [[kind, words] = []] = Object.entries(await facts());
  expect(kind).toBe('Failures');
  expect(words).toMatch(/^3 poll tasks failed .* ended the main task Task-1, 27 others cancelled$/);
  await chip().click();
  expect(await selection()).toMatchObject({ kind: 'run' });
  expect(await harness().page.locator('.spoken[aria-live]').textContent()).toMatch(/^Failures: 3 poll/);
});

it('where all is well there is no chip, and L and the details say so', async () => {
  const nothing =
    'Nothing found: no deadlock, lock convoy, block, leak, failure, straggler or sequential awaits';
  await open(bytesOf('healthy_server'));
  expect((await facts())['Findings']).toBe(nothing);
  expect(await chip().count()).toBe(1);
  expect(await chip().isVisible()).toBe(false);
  await harness().page.keyboard.press('l');
  expect(await harness().page.locator('.notice').textContent()).toBe(nothing);
});

it('a straggler is named, and leads to what it waited for, then to who waited for it', async () => {
  await open(bytesOf('fan_out_straggler'));
  expect(await chip().innerText()).toMatch(
    /^Straggler\s+gather at server\.py:14 waited 1\.51 s for fetch-11/,
  );
  expect((await facts())['Straggler']).toMatch(
    /^gather at server\.py:14 waited 1\.51 s for fetch-11 alone, the other 15 took 219 ms · server\.py:81$/,
  );
  await chip().click();
  expect(await selection()).toEqual({ kind: 'suspension', task: 12, position: 2 });
  await chip().click();
  expect(await selection()).toEqual({ kind: 'suspension', task: 1, position: 2 });
});

it('sequential awaits are named as a hint, and lead to the longest', async () => {
  await open(bytesOf('sequential_awaits'));
  expect(await chip().innerText()).toMatch(
    /^Sequential awaits\s+main awaits 14 fetch tasks one after the other/,
  );
  expect((await facts())['Sequential awaits']).toMatch(
    /^main awaits 14 .* 1\.52 s in all, the longest 151 ms · server\.py:13 · if they do not need each other, gather them$/,
  );
  await chip().click();
  expect(await selection()).toEqual({ kind: 'suspension', task: 1, position: 6 });
  expect((await facts())['Awaits task']).toBe('fetch-5');
  expect(await harness().page.locator('.details').innerText()).toContain('server.py:13');
});

it('Only these leaves the rows in which a piece matches', async () => {
  const { page } = harness();
  await open(bytesOf('blocked_loop'));
  const rows = async (): Promise<number> =>
    Number(await page.locator('.labels').getAttribute('aria-rowcount'));
  const all = await rows();
  await page.locator('.search input').fill('ready>300ms');
  await page.getByRole('button', { name: 'Only these' }).click();
  await harness().settled();
  await page.waitForTimeout(300);
  const left = await page.locator('.labels [role=row]').allTextContents();
  expect(await rows()).toBeLessThan(all);
  expect(left.some((text) => text.includes('heartbeat'))).toBe(true);
  expect(left.some((text) => text.includes('request-1h'))).toBe(false);
  await page.getByRole('button', { name: 'Only these' }).click();
  await page.locator('.search input').fill('');
  await harness().settled();
  expect(await rows()).toBe(all);
});

describe('more lanes than are in sight', () => {
  /** So many tasks, the last but one of which blocks the loop. */
  function many(count: number): Uint8Array {
    const MS = 1e6;
    const writer = new TraceWriter().header().loop();
    for (let task = 1; task <= count; task++) {
      writer.task(task, { name: `task-${task}`, created: task * MS });
      const begin = (count + task) * MS;
      if (task === count - 1) writer.runs([{ task, begin: 3 * count * MS, end: (3 * count + 500) * MS }]);
      else if (task < count - 1) writer.runs([{ task, begin, end: begin + 0.5 * MS }]);
    }
    return writer.beat((3 * count + 600) * MS).bytes();
  }
  const hint = (side: 'above' | 'below') => harness().page.locator(`.more-rows.${side}`);

  it('are counted at the edges, with those that blocked the loop; a click scrolls on', async () => {
    await open(many(100));
    expect(await hint('above').isVisible()).toBe(false);
    expect(await hint('below').innerText()).toMatch(/^\d+ more lanes, 1 blocked the loop$/);
    const before = Number.parseInt(await hint('below').innerText(), 10);
    await hint('below').click();
    await harness().settled();
    const after = Number.parseInt(await hint('below').innerText(), 10);
    expect(after).toBeLessThan(before - 10);
    expect(await hint('above').innerText()).toBe(`${before - after} more lanes`);
    // By keyboard, to the end: there the hint goes, and the focus to the rows.
    await hint('below').focus();
    for (let press = 0; press < 8 && (await hint('below').isVisible()); press++) {
      await harness().page.keyboard.press('Enter');
      await harness().settled();
    }
    expect(await hint('below').isVisible()).toBe(false);
    expect(await harness().page.evaluate(() => document.activeElement?.className)).toBe('labels');
    expect(await hint('above').innerText()).toMatch(/^\d+ more lanes$/);
  });

  it('are not told where all are in sight', async () => {
    await open(many(5));
    expect(await hint('above').isVisible()).toBe(false);
    expect(await hint('below').isVisible()).toBe(false);
  });
});

it('a task leak is walked from task to task', async () => {
  await open(bytesOf('task_leak'));
  expect(await chip().textContent()).toMatch(/^Task leak.*24 watch_disconnect tasks outlive their handle/);
  const tasks: unknown[] = [];
  for (const key of ['l', 'l', 'l', 'Shift+L', 'Shift+L', 'Shift+L']) {
    await harness().page.keyboard.press(key);
    tasks.push(await selection());
  }
  const [first, second, third, , , last] = tasks;
  expect(new Set(tasks.map((each) => JSON.stringify(each))).size).toBe(4);
  expect([first, second, third]).toMatchObject([{ kind: 'suspension', task: 3 }, { task: 5 }, { task: 7 }]);
  expect(last).toMatchObject({ task: 49 });
});
