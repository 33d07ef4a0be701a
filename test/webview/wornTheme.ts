import { composeTheme, type Theme } from '../../webview/theme.ts';
import { THEMES, type ThemeName } from './themes.ts';

/** The picture's colours in one of VS Code's themes, without a page. */
export function themeNamed(name: ThemeName): Theme {
  const { variables, bodyClass } = THEMES[name];
  return composeTheme(
    (variable) => variables[variable.replace('--vscode-', '')] ?? '',
    bodyClass.endsWith('light'),
    bodyClass.includes('high-contrast'),
  );
}
