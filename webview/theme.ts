import { hcl, hsl, rgb, type RGBColor } from 'd3';
import { FAMILIES, type Family } from '../src/core/awaitFamilies.ts';
import { colorsApart } from './colorsApart.ts';
import type { Marker } from './picture.ts';

/** All colours and fonts of the picture, computed from the editor's theme. */
export interface Theme {
  readonly isHighContrast: boolean;
  readonly isLight: boolean;
  readonly background: string;
  readonly loopBackground: string;
  readonly foreground: string;
  readonly muted: string;
  readonly grid: string;
  readonly separator: string;
  readonly baseline: string;
  readonly hover: string;
  readonly selection: string;
  readonly focus: string;
  readonly running: BarColors;
  /** The ground of merged boxes: a lone one, those of a task's texture, those of a loop's. */
  readonly merged: { readonly lone: string; readonly task: string; readonly loop: string };
  readonly ready: BarColors;
  readonly blocking: BarColors;
  readonly callback: BarColors;
  readonly families: Readonly<Record<Family, BarColors>>;
  readonly good: string;
  readonly error: string;
  readonly warning: string;
  readonly pause: string;
  readonly pauseStripe: string;
  readonly future: string;
  /** A task that was destroyed before it was done. */
  readonly lost: BarColors;
  /** A test that passed, and one that failed. */
  readonly passed: BarColors;
  readonly failed: BarColors;
  /** The opacity of what a query does not single out. */
  readonly dim: number;
  /** What a query singles out, where it is too small to be seen by itself. */
  readonly match: string;
  /** The ground of a marked range, its edges, and what one takes hold of to move them. */
  readonly brush: string;
  readonly brushEdge: string;
  readonly handle: string;
  /** The lines of the charts; `fill` stands under that of utilisation. */
  readonly charts: {
    readonly lag: string;
    readonly runnable: string;
    readonly live: string;
    readonly queue: string;
    readonly fill: string;
    readonly axis: string;
  };
  readonly arrows: Readonly<Record<'created' | 'woke' | 'awaits' | 'cancelled', string>>;
  /** The ground of a row that sums up others. */
  readonly groupBackground: string;
  readonly marker: Readonly<Record<Marker['kind'], string>>;
  readonly font: string;
  readonly fontSize: number;
}

/** A bar: its strong colour, its area's, and that of text upon the area. */
export interface BarColors {
  readonly line: string;
  readonly fill: string;
  readonly text: string;
}

type Read = (name: string) => string;

/** Reads the theme that VS Code gave the page. */
export function readTheme(): Theme {
  const style = getComputedStyle(document.documentElement);
  const bodyStyle = getComputedStyle(document.body);
  const read: Read = (name) => (bodyStyle.getPropertyValue(name) || style.getPropertyValue(name)).trim();
  const { classList } = document.body;
  const isLight = classList.contains('vscode-light') || classList.contains('vscode-high-contrast-light');
  const isHighContrast =
    classList.contains('vscode-high-contrast') || classList.contains('vscode-high-contrast-light');
  return composeTheme(read, isLight, isHighContrast);
}

/** The theme from a look-up of VS Code's variables; what is missing has a value that fits light or dark. */
export function composeTheme(read: Read, isLight: boolean, isHighContrast: boolean): Theme {
  const color = (names: readonly string[], light: string, dark: string): RGBColor => {
    for (const name of names) {
      const parsed = rgb(read(`--vscode-${name}`));
      if (!Number.isNaN(parsed.r)) return parsed;
    }
    return rgb(isLight ? light : dark);
  };
  const background = color(['editor-background'], '#ffffff', '#1e1e1e');
  const over = (top: RGBColor, share = top.opacity): RGBColor => mix(background, top, share);
  const foreground = over(color(['editor-foreground', 'foreground'], '#333333', '#cccccc'));
  const described = over(color(['descriptionForeground'], '#6b6b6b', '#9d9d9d'));
  // Some themes describe in the foreground's own colour; then there would be no second rank of text.
  const calm =
    contrastOf(described, foreground) < 1.25 && !isHighContrast
      ? mix(foreground, background, 0.3)
      : described;
  // 5.3 rather than 4.5: words also stand on the ground of side bars, loops, hovered and selected rows.
  const muted = readable(calm, background, 5.3, foreground);
  const word = (base: RGBColor): string => css(readable(base, background, 5.3, foreground));
  const contrast = color(['contrastBorder'], '#0f4a85', '#6fc3df');
  const line = (base: RGBColor): RGBColor => readable(vivid(over(base), isLight), background, 3, foreground);
  const green = line(color(['charts-green'], '#388a34', '#89d185'));
  const blue = line(color(['charts-blue'], '#1a85ff', '#3794ff'));
  const purple = line(color(['charts-purple'], '#652d90', '#b180d7'));
  const red = line(color(['charts-red'], '#e51400', '#f14c4c'));
  const amber = line(isLight ? rgb('#b86e00') : rgb('#e2a52e'));
  const cyan = line(color(['terminal-ansiCyan'], '#0598bc', '#11a8cd'));
  // Magenta is near purple: turned towards red, the two are told apart.
  const pink = line(turned(color(['terminal-ansiMagenta'], '#bc05bc', '#d670d6'), 20));
  const slate = line(mix(blue, muted, 0.7));
  const brown = line(isLight ? rgb('#8a5a2b') : rgb('#c39067'));
  const grey = line(mix(background, muted, 0.85));
  const solid = (base: RGBColor): BarColors => ({ line: css(base), fill: css(base), text: css(inkOn(base)) });
  const tinted = (base: RGBColor): BarColors => {
    const fill = mix(background, base, isHighContrast ? 0.22 : isLight ? 0.16 : 0.2);
    return {
      line: css(base),
      fill: css(fill),
      text: css(readable(mix(base, foreground, 0.55), fill, 4.5, foreground)),
    };
  };
  // Themes may have named colours that are nearly the same: the first of these stay as they are.
  const wanted = {
    io: blue,
    lock: pink,
    task: purple,
    queue: cyan,
    executor: brown,
    other: grey,
    timer: slate,
  };
  const apart = colorsApart(
    Object.values(wanted),
    [green, amber, red],
    (tried) => contrastOf(tried, background) >= 3,
  );
  const tints = Object.fromEntries(Object.keys(wanted).map((family, at) => [family, apart[at]!])) as Readonly<
    Record<Family, RGBColor>
  >;
  const loopBackground = isHighContrast ? background : mix(background, foreground, isLight ? 0.045 : 0.055);
  const focus = readable(over(color(['focusBorder'], '#0090f1', '#007fd4')), background, 3, foreground);
  const readyFill = mix(background, amber, 0.25);
  const blockingFill = mix(background, red, isLight ? 0.2 : 0.3);
  return {
    isHighContrast,
    isLight,
    background: css(background),
    loopBackground: css(loopBackground),
    foreground: css(foreground),
    muted: css(muted),
    grid: css(mix(background, foreground, isHighContrast ? 0.25 : 0.075)),
    separator: css(isHighContrast ? contrast : mix(background, foreground, isLight ? 0.14 : 0.16)),
    baseline: css(mix(background, foreground, isHighContrast ? 0.7 : 0.3)),
    hover: css(foreground, isHighContrast ? 0 : isLight ? 0.045 : 0.05),
    selection: css(over(color(['focusBorder'], '#0090f1', '#007fd4')), isHighContrast ? 0.18 : 0.13),
    focus: css(focus),
    running: solid(green),
    merged: {
      lone: css(mix(background, green, 0.75)),
      task: css(mix(background, green, isHighContrast ? 0.3 : 0.17)),
      loop: css(mix(loopBackground, green, isHighContrast ? 0.12 : 0.05)),
    },
    // Words on hatched bars stand on a plate: on the fill where they tell of readiness, on the background in a block.
    ready: {
      line: css(amber),
      fill: css(readyFill),
      text: css(readable(foreground, readyFill, 4.5, foreground)),
    },
    blocking: {
      line: css(red),
      fill: css(blockingFill),
      text: css(readable(foreground, background, 4.5, foreground)),
    },
    callback: solid(mix(background, muted, 0.75)),
    families: Object.fromEntries(FAMILIES.map((family) => [family, tinted(tints[family])])) as Record<
      Family,
      BarColors
    >,
    good: word(green),
    error: word(red),
    warning: word(amber),
    pause: css(mix(background, muted, isLight ? 0.2 : 0.24), 0.86),
    pauseStripe: css(mix(background, muted, isLight ? 0.36 : 0.42), 0.9),
    future: css(mix(background, foreground, isLight ? 0.03 : 0.025)),
    lost: tinted(red),
    passed: tinted(green),
    failed: solid(red),
    dim: isHighContrast ? 0.35 : isLight ? 0.28 : 0.24,
    match: css(line(color(['charts-orange', 'charts-yellow'], '#d18616', '#d18616'))),
    brush: css(focus, isHighContrast ? 0.2 : 0.12),
    brushEdge: css(focus),
    handle: css(focus),
    charts: {
      lag: css(amber),
      runnable: css(tints.executor),
      live: css(tints.task),
      queue: css(tints.queue),
      fill: css(mix(background, green, isHighContrast ? 0.4 : 0.3)),
      axis: css(muted),
    },
    arrows: {
      created: css(muted),
      woke: css(focus),
      awaits: css(tints.task),
      cancelled: css(readable(foreground, background, 3, foreground)),
    },
    groupBackground: css(mix(background, foreground, isHighContrast ? 0 : isLight ? 0.025 : 0.03)),
    marker: {
      gc: css(tints.timer),
      stop: css(muted),
      block: css(red),
      lost: css(red),
      cancel: css(muted),
      failed: css(red),
      finding: css(amber),
      grave: css(red),
    },
    font: read('--vscode-font-family') || 'system-ui, sans-serif',
    fontSize: Number.parseFloat(read('--vscode-font-size')) || 13,
  };
}

/** The ratio of two opaque colours' luminances, as WCAG defines it: 1 to 21. */
export function contrastOf(a: RGBColor, b: RGBColor): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

/** The colour itself, or as little as it takes of a way to `towards` (then beyond, to black or white) to be readable. */
function readable(base: RGBColor, ground: RGBColor, least: number, towards: RGBColor): RGBColor {
  for (const goal of [towards, inkOn(ground)])
    for (let share = 0; share <= 1; share += 0.1) {
      const tried = mix(base, goal, share);
      if (contrastOf(tried, ground) >= least) return tried;
    }
  return inkOn(ground);
}

/** Near black or white, whichever is better read; black itself on the few grounds where neither is. */
function inkOn(ground: RGBColor): RGBColor {
  const [black, white] = [rgb('#111111'), rgb('#ffffff')];
  const best = contrastOf(black, ground) >= contrastOf(white, ground) ? black : white;
  return contrastOf(best, ground) >= 4.5 ? best : rgb('#000000');
}

/** The colour with its hue turned by so many degrees. */
function turned(base: RGBColor, degrees: number): RGBColor {
  const { h, c, l } = hcl(base);
  return Number.isNaN(h)
    ? base
    : hcl(h + degrees, c, l)
        .rgb()
        .clamp();
}

/** Calms a colour where it would glare. */
function vivid(color: RGBColor, isLight: boolean): RGBColor {
  const tone = hsl(color);
  if (Number.isNaN(tone.s)) return color;
  tone.s = Math.min(tone.s, isLight ? 0.75 : 0.72);
  return tone.rgb();
}

function mix(from: RGBColor, to: RGBColor, share: number): RGBColor {
  const part = (a: number, b: number): number => a + (b - a) * share;
  return rgb(part(from.r, to.r), part(from.g, to.g), part(from.b, to.b));
}

function luminance({ r, g, b }: RGBColor): number {
  const [x, y, z] = [r, g, b].map((value) => {
    const part = value / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * x + 0.7152 * y + 0.0722 * z;
}

function css(color: RGBColor, opacity = 1): string {
  const { r, g, b } = color;
  return opacity === 1
    ? rgb(Math.round(r), Math.round(g), Math.round(b)).formatHex()
    : `rgba(${Math.round(r)}, ${Math.round(g)}, ${Math.round(b)}, ${opacity})`;
}
