import { rgb } from 'd3';
import { describe, expect, it } from 'vitest';
import { FAMILIES } from '../../src/core/awaitFamilies.ts';
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

describe.each(ALL)('the colours of %s', (_, theme) => {
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
