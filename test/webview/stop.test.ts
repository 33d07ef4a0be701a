import { describe, expect, it } from 'vitest';
import { paintAxis } from '../../webview/paint/paintAxis.ts';
import { paintStop } from '../../webview/paint/paintStop.ts';
import { stopLabels } from '../../webview/stop.ts';
import { composeTheme } from '../../webview/theme.ts';
import { PaintLog } from './paintLog.ts';

const theme = composeTheme(() => '', false, false);

function axisWith(x: number, width: number): PaintLog {
  const log = new PaintLog();
  const ticks = Array.from({ length: 10 }, (_, at) => ({ x: at * 100, label: `${at}00 ms` }));
  const labels = stopLabels({ file: 'shop.py', line: 12, reason: 'breakpoint' });
  const stop = { x, labels };
  paintAxis(
    log,
    { width, height: 26, ticks, blocks: [], markers: [], range: null, stop, pointer: null },
    theme,
  );
  return log;
}

const wordsOf = (log: PaintLog): unknown[] => log.of('fillText').map(({ args }) => args[0]);

describe('the cursor of a stop', () => {
  it('says where the program stands, as far as there is room, and no time is written below that', () => {
    expect(wordsOf(axisWith(500, 1000))).toContain('Stopped at shop.py:12');
    expect(wordsOf(axisWith(500, 1000))).not.toContain('500 ms');
    expect(wordsOf(axisWith(100, 200))).toContain('shop.py:12');
    expect(wordsOf(axisWith(20, 30)).some((words) => String(words).includes('shop'))).toBe(false);
  });

  it('stays within the axis at its edges', () => {
    for (const x of [0, 999]) {
      const [plate] = axisWith(x, 1000).of('roundRect');
      const [left, , width] = plate!.args as number[];
      expect(left).toBeGreaterThanOrEqual(0);
      expect(left! + width!).toBeLessThanOrEqual(1000);
    }
  });

  it('is a line over the whole height that stands out from what is below', () => {
    const log = new PaintLog();
    paintStop(log, 300, 200, theme);
    expect(log.of('fillRect').map(({ fill, args }) => [fill, ...args])).toEqual([
      [theme.background, 298, 0, 4, 200],
      [theme.warning, 299, 0, 2, 200],
    ]);
  });

  it('tells an exception, and nothing of what no file has', () => {
    expect(stopLabels({ file: 'a\u202eb.py', line: 1, reason: 'exception' })[0]).toMatch(/^Exception at /);
    expect(stopLabels({ file: 'a\u202eb.py', line: 1, reason: 'exception' })[0]).not.toContain('\u202e');
    expect(stopLabels({ file: 'x'.repeat(500), line: 1, reason: '' })[0]!.length).toBeLessThan(100);
    expect(stopLabels(undefined)).toEqual(['Stopped']);
  });
});
