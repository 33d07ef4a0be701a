/** The editor's variables that the page reads, in four kinds of theme: a report has no editor to give them. */
export interface ReportTheme {
  readonly bodyClass: string;
  readonly variables: Readonly<Record<string, string>>;
}

const FONTS = {
  'font-family': "system-ui, -apple-system, 'Segoe UI', sans-serif",
  'font-size': '13px',
  'editor-font-family': "ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace",
};

const DARK: ReportTheme = {
  bodyClass: 'vscode-dark',
  variables: {
    ...FONTS,
    foreground: '#cccccc',
    'editor-background': '#1f1f1f',
    'editor-foreground': '#cccccc',
    descriptionForeground: '#9d9d9d',
    focusBorder: '#0078d4',
    'charts-green': '#89d185',
    'charts-blue': '#3794ff',
    'charts-purple': '#b180d7',
    'charts-red': '#f14c4c',
    'charts-yellow': '#cca700',
    'charts-orange': '#d18616',
    'terminal-ansiCyan': '#11a8cd',
    'terminal-ansiMagenta': '#bc3fbc',
    'button-background': '#0078d4',
    'button-foreground': '#ffffff',
    'button-hoverBackground': '#026ec1',
    'textLink-foreground': '#4daafc',
    'textLink-activeForeground': '#4daafc',
    'list-hoverBackground': '#2a2d2e',
    'list-activeSelectionBackground': '#04395e',
    'list-activeSelectionForeground': '#ffffff',
    'list-inactiveSelectionBackground': '#37373d',
    'sideBar-background': '#181818',
    'editorHoverWidget-background': '#202020',
    'editorHoverWidget-foreground': '#cccccc',
    'editorHoverWidget-border': '#454545',
    'editorWidget-background': '#202020',
    'inputOption-activeBackground': '#2489db82',
    'inputOption-activeForeground': '#ffffff',
    'inputOption-activeBorder': '#2488db',
    'dropdown-background': '#313131',
    'dropdown-foreground': '#cccccc',
    'dropdown-border': '#3c3c3c',
    'scrollbarSlider-background': '#79797966',
    'toolbar-hoverBackground': '#5a5d5e50',
    'textBlockQuote-background': '#2b2b2b',
    'widget-shadow': '#0000005c',
  },
};

const LIGHT: ReportTheme = {
  bodyClass: 'vscode-light',
  variables: {
    ...FONTS,
    foreground: '#3b3b3b',
    'editor-background': '#ffffff',
    'editor-foreground': '#3b3b3b',
    descriptionForeground: '#3b3b3b',
    focusBorder: '#005fb8',
    'charts-green': '#388a34',
    'charts-blue': '#1a85ff',
    'charts-purple': '#652d90',
    'charts-red': '#e51400',
    'charts-yellow': '#bf8803',
    'charts-orange': '#d18616',
    'terminal-ansiCyan': '#0598bc',
    'terminal-ansiMagenta': '#bc05bc',
    'button-background': '#005fb8',
    'button-foreground': '#ffffff',
    'button-hoverBackground': '#0258a8',
    'textLink-foreground': '#005fb8',
    'textLink-activeForeground': '#005fb8',
    'list-hoverBackground': '#f2f2f2',
    'list-activeSelectionBackground': '#e8e8e8',
    'list-activeSelectionForeground': '#000000',
    'list-inactiveSelectionBackground': '#e4e6f1',
    'sideBar-background': '#f8f8f8',
    'editorHoverWidget-background': '#f8f8f8',
    'editorHoverWidget-foreground': '#3b3b3b',
    'editorHoverWidget-border': '#c8c8c8',
    'editorWidget-background': '#f8f8f8',
    'inputOption-activeBackground': '#bed6ed',
    'inputOption-activeForeground': '#000000',
    'inputOption-activeBorder': '#005fb8',
    'dropdown-background': '#ffffff',
    'dropdown-foreground': '#3b3b3b',
    'dropdown-border': '#cecece',
    'scrollbarSlider-background': '#64646466',
    'toolbar-hoverBackground': '#b8b8b850',
    'textBlockQuote-background': '#f8f8f8',
    'widget-shadow': '#00000029',
  },
};

const CONTRAST_DARK: ReportTheme = {
  bodyClass: 'vscode-high-contrast',
  variables: {
    ...FONTS,
    foreground: '#ffffff',
    'editor-background': '#000000',
    'editor-foreground': '#ffffff',
    descriptionForeground: 'rgba(255, 255, 255, 0.7)',
    focusBorder: '#f38518',
    contrastBorder: '#6fc3df',
    contrastActiveBorder: '#f38518',
    'charts-green': '#89d185',
    'charts-blue': '#3794ff',
    'charts-purple': '#b180d7',
    'charts-red': '#f14c4c',
    'terminal-ansiCyan': '#00cdcd',
    'terminal-ansiMagenta': '#cd00cd',
    'button-background': '#000000',
    'button-foreground': '#ffffff',
    'button-border': '#6fc3df',
    'textLink-foreground': '#21a6ff',
    'sideBar-background': '#000000',
    'editorHoverWidget-background': '#0c141f',
    'editorHoverWidget-foreground': '#ffffff',
    'editorHoverWidget-border': '#6fc3df',
    'editorWidget-background': '#0c141f',
    'inputOption-activeBackground': 'rgba(0, 0, 0, 0)',
    'inputOption-activeForeground': '#ffffff',
    'inputOption-activeBorder': '#6fc3df',
    'dropdown-background': '#000000',
    'dropdown-foreground': '#ffffff',
    'dropdown-border': '#6fc3df',
    'list-hoverBackground': 'rgba(255, 255, 255, 0.1)',
    'scrollbarSlider-background': 'rgba(111, 195, 223, 0.6)',
  },
};

const CONTRAST_LIGHT: ReportTheme = {
  bodyClass: 'vscode-high-contrast-light',
  variables: {
    ...FONTS,
    foreground: '#292929',
    'editor-background': '#ffffff',
    'editor-foreground': '#292929',
    descriptionForeground: 'rgba(41, 41, 41, 0.7)',
    focusBorder: '#006bbd',
    contrastBorder: '#0f4a85',
    contrastActiveBorder: '#006bbd',
    'charts-green': '#374e06',
    'charts-blue': '#1a85ff',
    'charts-purple': '#652d90',
    'charts-red': '#b5200d',
    'terminal-ansiCyan': '#0598bc',
    'terminal-ansiMagenta': '#bc05bc',
    'button-background': '#0f4a85',
    'button-foreground': '#ffffff',
    'button-border': '#0f4a85',
    'textLink-foreground': '#0f4a85',
    'sideBar-background': '#ffffff',
    'editorHoverWidget-background': '#ffffff',
    'editorHoverWidget-foreground': '#292929',
    'editorHoverWidget-border': '#0f4a85',
    'editorWidget-background': '#ffffff',
    'inputOption-activeBackground': 'rgba(0, 0, 0, 0)',
    'inputOption-activeForeground': '#292929',
    'inputOption-activeBorder': '#0f4a85',
    'dropdown-background': '#ffffff',
    'dropdown-foreground': '#292929',
    'dropdown-border': '#0f4a85',
    'list-hoverBackground': 'rgba(15, 74, 133, 0.1)',
    'list-activeSelectionBackground': 'rgba(15, 74, 133, 0.1)',
    'list-activeSelectionForeground': '#292929',
    'scrollbarSlider-background': 'rgba(15, 74, 133, 0.4)',
  },
};

/** The kinds of theme, by the names that VS Code's own have. */
export const REPORT_THEMES = {
  dark: DARK,
  light: LIGHT,
  'hc-dark': CONTRAST_DARK,
  'hc-light': CONTRAST_LIGHT,
} as const;

/** What the user prefers, as far as the browser knows. */
const QUERIES = {
  light: '(prefers-color-scheme: light)',
  contrast: '(prefers-contrast: more), (forced-colors: active)',
} as const;

/** Dresses the page as the user prefers, now and whenever that changes. */
export function wearTheme(): void {
  const [light, contrast] = [matchMedia(QUERIES.light), matchMedia(QUERIES.contrast)];
  const wear = (): void => {
    const kind = light.matches ? 'light' : 'dark';
    const { bodyClass, variables } = REPORT_THEMES[contrast.matches ? (`hc-${kind}` as const) : kind];
    const { style } = document.documentElement;
    for (const name of Array.from(style)) if (name.startsWith('--vscode-')) style.removeProperty(name);
    for (const [name, value] of Object.entries(variables)) style.setProperty(`--vscode-${name}`, value);
    document.body.className = bodyClass;
  };
  for (const query of [light, contrast]) query.addEventListener('change', wear);
  wear();
}
