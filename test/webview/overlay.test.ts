import { describe, expect, it } from 'vitest';
import { paintAxis, paintOverlay, type Arrow, type Overlay } from '../../webview/paintOverlay.ts';
import { PaintLog } from './paintLog.ts';
import { themeNamed } from './wornTheme.ts';

const [WIDTH, HEIGHT] = [800, 300];
const theme = themeNamed('dark');

function overlay(...arrows: readonly Arrow[]): PaintLog {
  const log = new PaintLog();
  const empty: Overlay = {
    width: WIDTH,
    height: HEIGHT,
    selectedRow: null,
    selected: null,
    arrows,
  };
  paintOverlay(log, empty, theme);
  return log;
}

function arrow(kind: Arrow['kind'], more: Partial<Arrow> = {}): Arrow {
  return { kind, fromX: 100, fromY: 40, toX: 300, toY: 160, isCut: false, ...more };
}

function axis(parts: Partial<Parameters<typeof paintAxis>[1]>): PaintLog {
  const log = new PaintLog();
  const ticks = Array.from({ length: 8 }, (_, at) => ({ x: at * 100, label: `${at}00 ms` }));
  const bare = {
    width: WIDTH,
    height: 26,
    ticks,
    blocks: [],
    markers: [],
    range: null,
    stop: null,
    pointer: null,
  };
  paintAxis(log, { ...bare, ...parts }, theme);
  return log;
}

describe('arrows', () => {
  it('are told apart by their dashes and heads, not by colour alone', () => {
    const kinds = ['created', 'woke', 'awaits', 'cancelled'] as const;
    const formOf = (kind: Arrow['kind']): string =>
      JSON.stringify(overlay(arrow(kind)).painted.map(({ op, args }) => [op, args]));
    expect(new Set(kinds.map(formOf)).size).toBe(kinds.length);
    for (const kind of kinds)
      expect(overlay(arrow(kind)).painted.some(({ stroke }) => stroke === theme.arrows[kind])).toBe(true);
  });

  it('stay in the picture, with a ring where they go on', () => {
    const away = { isCut: true, fromX: -1e9, fromY: -500, toX: 1e9, toY: 5000 };
    for (const kind of ['created', 'woke', 'awaits', 'cancelled'] as const) {
      const log = overlay(arrow(kind, away));
      for (const { op, args } of log.painted)
        if (['moveTo', 'lineTo', 'arc'].includes(op)) {
          expect(Number(args[0]), op).toBeGreaterThanOrEqual(0);
          expect(Number(args[0]), op).toBeLessThanOrEqual(WIDTH);
          expect(Number(args[1]), op).toBeGreaterThanOrEqual(0);
          expect(Number(args[1]), op).toBeLessThanOrEqual(HEIGHT);
        }
      expect(log.of('fill').filter(({ fill }) => fill === theme.background).length).toBeGreaterThan(2);
    }
  });
});

describe('the axis', () => {
  it('leaves out a time that a plate would cut', () => {
    const texts = (parts: Parameters<typeof axis>[0]): unknown[] =>
      axis(parts)
        .of('fillText')
        .map(({ args }) => args[0]);
    expect(texts({})).toHaveLength(8);
    expect(texts({ pointer: { x: 210, label: '210.5 ms' } })).not.toContain('200 ms');
    const marked = texts({ range: { x0: 320, x1: 470, label: '150 ms' } });
    expect(marked).toContain('150 ms');
    expect(marked).not.toContain('300 ms');
    expect(marked).toContain('500 ms');
  });

  it('says how long a range is only where there is room', () => {
    const said = (x1: number): boolean =>
      axis({ range: { x0: 290, x1, label: '170 ms' } })
        .of('fillText')
        .some(({ args }) => args[0] === '170 ms');
    expect(said(460)).toBe(true);
    expect(said(310)).toBe(false);
  });

  it('marks what happened, those beside each other by one sign', () => {
    const gc = (x0: number) => ({ kind: 'gc' as const, x0, x1: x0, y: null });
    const lost = (x0: number) => ({ kind: 'lost' as const, x0, x1: x0, y: null });
    const failed = { kind: 'failed' as const, x0: 200, x1: 200, y: 30 };
    const log = axis({ markers: [gc(100), gc(104), gc(140), failed, lost(300), lost(304)] });
    expect(log.of('fillText').filter(({ args }) => args[0] === 'GC')).toHaveLength(2);
    expect(log.of('glyph')).toHaveLength(1);
    const stripes = log.of('fillRect').filter(({ fill }) => fill === theme.marker.gc);
    expect(stripes.map(({ args }) => args[0])).toEqual([100, 104, 140]);
  });
});
