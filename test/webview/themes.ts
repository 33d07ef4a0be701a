import { REPORT_THEMES, type ReportTheme } from '../../webview/report/reportThemes.ts';

/** VS Code's four default kinds of theme. */
export type ThemeName = keyof typeof REPORT_THEMES;

/** Fonts that pictures can be compared in. */
const FONTS = {
  'font-family': "'DejaVu Sans', sans-serif",
  'editor-font-family': "'DejaVu Sans Mono', monospace",
};

function theme(name: ThemeName): ReportTheme {
  const { bodyClass, variables } = REPORT_THEMES[name];
  return { bodyClass, variables: { ...variables, ...FONTS } };
}

/** VS Code's variables in each of them, as far as the page reads them. */
export const THEMES: Readonly<Record<ThemeName, ReportTheme>> = {
  dark: theme('dark'),
  light: theme('light'),
  'hc-dark': theme('hc-dark'),
  'hc-light': theme('hc-light'),
};
