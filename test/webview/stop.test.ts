import { describe, expect, it } from 'vitest';
import { SIGNS } from '../../webview/glyphs.ts';
import { layoutRows } from '../../webview/layout.ts';
import { paintHeld } from '../../webview/paint/paintHeld.ts';
import { Boxes, Strips, type RowBand } from '../../webview/picture.ts';
import { paintAxis } from '../../webview/paint/paintAxis.ts';
import { paintStop } from '../../webview/paint/paintStop.ts';
import { stopLabels } from '../../webview/stop.ts';
import { composeTheme } from '../../webview/theme.ts';
import { build } from '../core/smallTrace.ts';
import { TraceWriter } from '../core/traceWriter.ts';
import { PaintLog } from './paintLog.ts';
import { sceneOf } from './scene.ts';

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

describe('the step that a stop holds', () => {
  /** Task 2 is in a step since 3 µs; the debugger holds the program since 4 µs. */
  const stopped = (isOver: boolean): TraceWriter => {
    const writer = new TraceWriter().header().loop().task(1, { created: 100 }).task(2, { created: 100 });
    const held = writer.pause(4_000, true).beat(9_000, [{ loop: 1, subject: 8, begin: 3_000 }]);
    return isOver ? held.pause(9_000, false).beat(9_500, [{ loop: 1, subject: 8, begin: 3_000 }]) : held;
  };
  const rowsOf = (writer: TraceWriter, hasEnded = false): RowBand[] => {
    const scene = sceneOf(build(writer.bytes()), { begin: 0, end: 10_000 }, 1_000);
    return layoutRows({ ...scene, hasEnded }, new Boxes(), new Strips());
  };
  const heldFrom = (rows: RowBand[]): unknown[] => rows.map((row) => row.heldFrom);

  it('goes on in its bar, from where it came to be held', () => {
    expect(heldFrom(rowsOf(stopped(false)))).toEqual([null, null, 400]);
  });

  it('is none once the program has gone on, or has ended', () => {
    expect(heldFrom(rowsOf(stopped(true)))).toEqual([null, null, null]);
    expect(heldFrom(rowsOf(stopped(false), true))).toEqual([null, null, null]);
  });

  it('is a hollow bar on quiet ground up to now, with the sign that its name has', () => {
    const log = new PaintLog();
    const [row] = rowsOf(stopped(false)).slice(-1);
    paintHeld(log, [row!], 1_000, theme);
    const [ground, ...lines] = log.of('fillRect');
    expect([ground!.fill, ...ground!.args]).toEqual([theme.background, 400, row!.y + 4, 500, 16]);
    expect(lines.map(({ fill, args }) => [fill, ...args])).toEqual([
      [theme.running.fill, 400, row!.y + 4, 500, 2],
      [theme.running.fill, 400, row!.y + 18, 500, 2],
    ]);
    expect(log.of('glyph').map(({ args }) => args.slice(0, 2))).toEqual([[SIGNS.held, theme.warning]]);
    expect(log.of('fillText').map(({ args }) => args[0])).toEqual(['current: held by the debugger']);
  });

  it('has less to say in less room, and none of it out of sight', () => {
    const paint = (x1: number, heldFrom = 0): PaintLog => {
      const log = new PaintLog();
      paintHeld(log, [{ ...rowsOf(stopped(false)).at(-1)!, heldFrom, x1 }], 1_000, theme);
      return log;
    };
    const said = (log: PaintLog): number[] => [log.of('glyph').length, log.of('fillText').length];
    expect([paint(20), paint(30), paint(90)].map(said)).toEqual([
      [0, 0],
      [1, 0],
      [1, 1],
    ]);
    expect(paint(2_000, 1_200).painted).toEqual([]);
    const [ground] = paint(1e12, -1e12).of('fillRect');
    expect(Number(ground!.args[2])).toBeLessThan(1_010);
  });
});
