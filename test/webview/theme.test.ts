import { lab, rgb } from 'd3';
import { describe, expect, it } from 'vitest';
import { FAMILIES } from '../../src/core/awaitFamilies.ts';
import { colorDistance } from '../../webview/colorDistance.ts';
import { APART } from '../../webview/colorsApart.ts';
import { composeTheme, contrastOf, type BarColors, type Theme } from '../../webview/theme.ts';
import { random } from './sampleTraces.ts';
import type { ThemeName } from './themes.ts';
import { themeNamed } from './wornTheme.ts';

const NAMES = [
  'editor-background',
  'editor-foreground',
  'descriptionForeground',
  'focusBorder',
  'contrastBorder',
  'charts-green',
  'charts-blue',
  'charts-purple',
  'charts-red',
  'charts-orange',
  'terminal-ansiCyan',
  'terminal-ansiMagenta',
];

/** A theme of colours that nobody chose. */
function randomTheme(seed: number): Theme {
  const next = random(seed * 7919);
  const part = (): string =>
    Math.floor(next() * 256)
      .toString(16)
      .padStart(2, '0');
  const colors = new Map(NAMES.map((name) => [`--vscode-${name}`, `#${part()}${part()}${part()}`]));
  return composeTheme((name) => colors.get(name) ?? '', seed % 2 === 0, seed % 5 === 0);
}

const ALL: readonly (readonly [string, Theme])[] = [
  ...(['dark', 'light', 'hc-dark', 'hc-light'] satisfies ThemeName[]).map(
    (name) => [name, themeNamed(name)] as const,
  ),
  ...Array.from({ length: 20 }, (_, seed) => [`random ${seed + 1}`, randomTheme(seed + 1)] as const),
];

function contrast(a: string, b: string): number {
  return contrastOf(rgb(a), rgb(b));
}

it('the distance of colours is that of CIEDE2000', () => {
  // Two pairs of the standard's test data, as far as they can be had in whole numbers of red, green and blue.
  expect(colorDistance(lab(50, 2.6772, -79.7751).rgb(), lab(50, 0, -82.7485).rgb())).toBeCloseTo(2.0425, 3);
  expect(colorDistance(lab(50, 2.5, 0).rgb(), lab(73, 25, -18).rgb())).toBeCloseTo(27.1492, 3);
  expect(colorDistance('#888888', '#888888')).toBe(0);
});

/** How far apart the colours of themes are at least that nobody chose. */
const LEAST_BY_CHANCE = 4;

describe.each(ALL)('the colours of %s', (name, theme) => {
  it('tell lines and signs from the background', () => {
    const lines: readonly (readonly [string, string])[] = [
      ...FAMILIES.map((family) => [family, theme.families[family].line] as const),
      ...Object.entries(theme.arrows),
      ...Object.entries(theme.marker),
      ['running', theme.running.line],
      ['ready', theme.ready.line],
      ['blocking', theme.blocking.line],
      ['lost', theme.lost.line],
      ['match', theme.match],
      ['brushEdge', theme.brushEdge],
      ['handle', theme.handle],
      ['lag', theme.charts.lag],
      ['runnable', theme.charts.runnable],
      ['live', theme.charts.live],
      ['queue', theme.charts.queue],
      ['axis', theme.charts.axis],
    ];
    for (const [name, color] of lines)
      expect(contrast(color, theme.background), name).toBeGreaterThanOrEqual(2.99);
  });

  it('tell what is awaited apart, and from what runs, stands ready and blocks', () => {
    const { families, running, ready, blocking } = theme;
    // On a ground that is neither dark nor light there are not that many colours; two are never nearly the same.
    const least = name.startsWith('random') ? LEAST_BY_CHANCE : APART;
    const others = [running, ready, blocking].map(({ line }) => line);
    for (const [at, family] of FAMILIES.entries())
      for (const other of [...FAMILIES.slice(0, at).map((before) => families[before].line), ...others])
        expect(colorDistance(families[family].line, other), `${family} ${other}`).toBeGreaterThanOrEqual(
          least,
        );
    if (!name.startsWith('random'))
      expect(colorDistance(families.task.line, families.lock.line)).toBeGreaterThan(20);
  });

  it('let words be read on what they stand on', () => {
    const words: readonly (readonly [string, string, string])[] = [
      ...FAMILIES.map((family) => on(family, theme.families[family])),
      on('running', theme.running),
      on('callback', theme.callback),
      on('ready', theme.ready),
      on('lost', theme.lost),
      ['blocking', theme.blocking.text, theme.background],
      ['muted', theme.muted, theme.background],
      ['good', theme.good, theme.background],
      ['error', theme.error, theme.background],
      ['warning', theme.warning, theme.background],
    ];
    for (const [name, text, ground] of words)
      expect(contrast(text, ground), name).toBeGreaterThanOrEqual(4.45);
  });

  it('dim without hiding', () => {
    expect(theme.dim).toBeGreaterThan(0.15);
    expect(theme.dim).toBeLessThan(0.5);
  });
});

function on(name: string, { text, fill }: BarColors): readonly [string, string, string] {
  return [name, text, fill];
}
