/**
 * A real VS Code, served to a browser from this machine, with fresh data and extension folders: what a user has who
 * just installed it. Extensions are installed from .vsix files, as a user would.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ensureCodeServer, serverMain } from './codeServer.ts';
import { mustRun, startTree, type ProcessTree } from './processes.ts';

/** What to serve. */
export interface ServedOptions {
  /** The folder to open. */
  readonly workspace: string;
  /** The .vsix files to install. */
  readonly vsix: readonly string[];
  /** User settings, over {@link QUIET_SETTINGS}. */
  readonly settings?: Settings | undefined;
  /** Extra environment variables of VS Code and all it starts. */
  readonly env?: NodeJS.ProcessEnv | undefined;
  /** Whether VS Code asks for trust, as it does by default; then a folder that it was not given is opened in Restricted Mode. */
  readonly workspaceTrust?: boolean | undefined;
  /** Runs extension-host tests: see `runHostTests`. */
  readonly development?: {
    readonly extensionPath: string;
    readonly testsPath: string;
  };
}

/** User settings by their dotted names. */
export type Settings = Readonly<Record<string, unknown>>;

/** A VS Code that is up. */
export interface ServedVscode {
  /** The page to open. */
  readonly url: string;
  readonly port: number;
  readonly workspace: string;
  /** What the server has printed up to now. */
  log(): string;
  /** Changes the user settings that are named. They count for windows opened from now on. */
  updateSettings(changes: Settings): void;
  /**
   * The same VS Code for another folder, and with other user settings in the windows that are opened from now on, once all its
   * windows are closed: what they ran and what their extensions stored is gone.
   */
  serveNext(workspace: string, settings: Settings): ServedVscode;
  /** Ends VS Code and everything it started, and deletes its folders. Safe to call again. */
  stop(): void;
}

/** Nothing pops up, nothing phones home, nothing asks. */
export const QUIET_SETTINGS: Settings = {
  'chat.disableAIFeatures': true,
  'editor.cursorBlinking': 'solid',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
  'remote.autoForwardPorts': false,
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'terminal.integrated.gpuAcceleration': 'off',
  'update.mode': 'none',
  'update.showReleaseNotes': false,
  'window.confirmBeforeClose': 'never',
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
};

/** No dialog asks: what is opened is not trusted. */
const RESTRICTED: Settings = {
  'security.workspace.trust.enabled': true,
  'security.workspace.trust.startupPrompt': 'never',
};

/** Starts VS Code and waits until it answers. */
export async function startServedVscode(options: ServedOptions): Promise<ServedVscode> {
  await ensureCodeServer();
  const data = mkdtempSync(join(tmpdir(), 'coroscope-vscode-'));
  let server: ProcessTree | undefined;
  const stop = (): void => {
    server?.kill();
    process.off('exit', stop);
    rmSync(data, { recursive: true, force: true, maxRetries: 5 });
  };
  process.on('exit', stop);

  const user = join(data, 'data', 'User');
  mkdirSync(user, { recursive: true });
  let settings: Settings = {};
  const updateSettings = (changes: Settings): void => {
    settings = { ...settings, ...changes };
    writeFileSync(join(user, 'settings.json'), JSON.stringify(settings, undefined, 2));
  };
  const initial = { ...QUIET_SETTINGS, ...(options.workspaceTrust === true && RESTRICTED) };
  updateSettings({ ...initial, ...options.settings });

  const env = { ...ownEnvironment(), ...NO_GALLERY, ...options.env };
  const common = [serverMain, '--server-data-dir', data, '--accept-server-license-terms'];
  const installs = options.vsix.flatMap((file) => ['--install-extension', file]);
  try {
    if (installs.length > 0) await mustRun(process.execPath, [...common, ...installs], { env });
    const trust = options.workspaceTrust === true ? [] : ['--disable-workspace-trust'];
    server = startTree(process.execPath, [...common, ...SERVER_FLAGS, ...trust], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const tree = server;
    const log = collectOutput(tree);
    const port = await readPort(tree, log);
    const serveNext = (workspace: string, next: Settings): ServedVscode => {
      tree.killStarted((commandLine) => LASTING.test(commandLine));
      for (const name of STORED) rmSync(join(user, name), { recursive: true, force: true, maxRetries: 5 });
      settings = {};
      updateSettings({ ...initial, ...next });
      return served(workspace);
    };
    const served = (workspace: string): ServedVscode => {
      const url = pageUrl(port, { ...options, workspace });
      return { url, port, workspace, log, updateSettings, serveNext, stop };
    };
    return served(options.workspace);
  } catch (error) {
    stop();
    throw error;
  }
}

// Processes of the server's own that serve all windows.
const LASTING = /--type=(ptyHost|fileWatcher)/;

// What extensions and editors keep with the server; all else is the browser's.
const STORED = ['globalStorage', 'workspaceStorage', 'History'];

// Without it the server asks its gallery for newer versions of the built-in extensions.
const NO_GALLERY = { EXTENSIONS_GALLERY: '{}' };

const SERVER_FLAGS = [
  '--host=127.0.0.1',
  '--port=0',
  '--without-connection-token',
  '--disable-telemetry',
  // Makes a built VS Code honour the page's payload, and expose its own driver, both for tests.
  '--enable-smoke-test-driver',
  // An extension host whose window has gone ends at once, not after the three hours meant for a lost connection.
  '--reconnection-grace-time=1',
];

function pageUrl(port: number, { workspace, development }: ServedOptions): string {
  const url = new URL(`http://127.0.0.1:${String(port)}/`);
  url.searchParams.set('folder', asUrlPath(workspace));
  const payload = [['skipWelcome', 'true']];
  if (development) {
    const remote = `vscode-remote://127.0.0.1:${String(port)}`;
    payload.push(['extensionDevelopmentPath', remote + asUrlPath(development.extensionPath)]);
    payload.push(['extensionTestsPath', remote + asUrlPath(development.testsPath)]);
  }
  url.searchParams.set('payload', JSON.stringify(payload));
  return url.href;
}

function asUrlPath(path: string): string {
  return process.platform === 'win32' ? `/${path.replaceAll('\\', '/')}` : path;
}

// In a terminal of VS Code there are variables by which its programs find that very window.
function ownEnvironment(): NodeJS.ProcessEnv {
  const entries = Object.entries(process.env).filter(([name]) => !/^(VSCODE|ELECTRON)_/.test(name));
  return Object.fromEntries(entries);
}

function collectOutput({ child }: ProcessTree): () => string {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  return () => output;
}

// The server picks a free port itself and prints it, so that nobody can take it in between.
async function readPort(server: ProcessTree, log: () => string): Promise<number> {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline && server.child.exitCode === null) {
    const port = /agent listening on (\d+)/.exec(log())?.[1];
    if (port !== undefined && (await answers(Number(port)))) return Number(port);
    await sleep(50);
  }
  throw new Error(`VS Code's server did not come up. It printed:\n${log().slice(-4000)}`);
}

async function answers(port: number): Promise<boolean> {
  const response = await fetch(`http://127.0.0.1:${String(port)}/version`).catch(() => undefined);
  return response?.ok === true;
}
