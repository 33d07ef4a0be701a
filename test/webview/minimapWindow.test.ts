import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { paintWindow } from '../../webview/charts/paintWindow.ts';
import { atRest } from '../../webview/charts/seldom.ts';
import { PaintLog } from './paintLog.ts';
import { themeNamed } from './wornTheme.ts';

const [WIDTH, HEIGHT] = [800, 38];
const theme = themeNamed('dark');

function rectsOf(log: PaintLog, fill: string): (readonly (number | string)[])[] {
  return log
    .of('fillRect')
    .filter((one) => one.fill === fill)
    .map(({ args }) => args);
}

describe('the window of the minimap', () => {
  it('shades what is not shown, and has a handle at each of its edges', () => {
    const log = new PaintLog();
    paintWindow(log, { shown: { x0: 200, x1: 500 }, range: null }, WIDTH, HEIGHT, theme);
    expect(rectsOf(log, theme.background)).toEqual([
      [0, 0, 200, HEIGHT],
      [500, 0, 300, HEIGHT],
    ]);
    expect(rectsOf(log, theme.handle)).toEqual([
      [200, 0, 300, 1],
      [200, HEIGHT - 1, 300, 1],
      [199, 0, 2, HEIGHT],
      [499, 0, 2, HEIGHT],
    ]);
    expect(log.of('roundRect').map(({ args }) => args[0])).toEqual([197, 497]);
  });

  it('is seen however short the shown time is, and a marked length of time lies below the shade', () => {
    const log = new PaintLog(2);
    paintWindow(log, { shown: { x0: 300, x1: 300 }, range: { x0: 100, x1: 400 } }, WIDTH, HEIGHT, theme);
    expect(rectsOf(log, theme.handle)).toContainEqual([300, 0, 6, 1]);
    const order = log.of('fillRect').map(({ fill }) => fill);
    expect(order.indexOf(theme.brush)).toBeLessThan(order.indexOf(theme.background));
    expect(log.painted.at(-1)!.alpha).toBe(1);
  });
});

describe('what is done when a series is over', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
  afterEach(() => void vi.useRealTimers());

  it('is done at once the first time, and once more behind the last', () => {
    const action = vi.fn();
    const ask = atRest(action);
    ask();
    expect(action).toHaveBeenCalledTimes(1);
    for (let time = 0; time < 20; time++) {
      vi.advanceTimersByTime(15);
      ask();
    }
    expect(action).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(1000);
    expect(action).toHaveBeenCalledTimes(2);
    ask();
    expect(action).toHaveBeenCalledTimes(3);
  });

  it('is done now and then while there is no end of it', () => {
    const action = vi.fn();
    const ask = atRest(action);
    for (let time = 0; time < 300; time++) {
      ask();
      vi.advanceTimersByTime(10);
    }
    expect(action.mock.calls.length).toBeGreaterThan(4);
    expect(action.mock.calls.length).toBeLessThan(9);
  });
});
