import { arch, homedir, hostname, platform, release, userInfo } from 'node:os';
import * as vscode from 'vscode';
import { readAbout, type About } from './about.ts';
import type { Debuggee, Debuggees } from './debug/debuggees.ts';
import { diagnosticsText, type ProgramFacts, type RecordingFacts, type Row } from './diagnosticsText.ts';
import { inBackground, log } from './log.ts';
import type { Secrets } from './redact.ts';
import { interpreter } from './run/interpreter.ts';
import { PYTHON_EXTENSION } from './run/pythonExtension.ts';
import { aboutNotebooks } from './notebooks/cells.ts';
import type { Session } from './session.ts';
import type { Sessions } from './sessions.ts';

const SCHEME = 'coroscope-diagnostics';
const DOCUMENT = vscode.Uri.from({ scheme: SCHEME, path: '/Coroscope Diagnostics.md' });

/** Extensions that have a say in how Python programs run. */
const EXTENSIONS = [
  PYTHON_EXTENSION,
  'ms-python.debugpy',
  'ms-python.vscode-python-envs',
  'ms-toolsai.jupyter',
];

/** Names of variables whose values are secrets. */
const SECRET_NAME = /pass|_pwd|secret|token|key|auth|credential|cookie|session|dsn|url|connection/i;

/** So many lines of the log are shown. */
const MOST_LINES = 40;

/** Waiting for the interpreter ends after so many milliseconds: the Python extension may still be starting. */
const INTERPRETER_MILLISECONDS = 20_000;

interface Parts {
  readonly extension: vscode.Extension<unknown>;
  readonly sessions: Sessions;
  readonly debuggees: Debuggees;
}

/** The command **Show Diagnostics**: a document to be pasted into a report, without secrets. */
export function registerDiagnostics(parts: Parts): vscode.Disposable {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  let text = '';
  return vscode.Disposable.from(
    changed,
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
      onDidChange: changed.event,
      provideTextDocumentContent: () => text,
    }),
    vscode.commands.registerCommand('coroscope.showDiagnostics', async () => {
      text = await vscode.window.withProgress(
        { location: vscode.ProgressLocation.Window, title: 'Coroscope: looking around' },
        () => collect(parts),
      );
      changed.fire(DOCUMENT);
      await vscode.window.showTextDocument(DOCUMENT, { preview: false });
      inBackground(
        'copying the diagnostics',
        offerCopy(() => text),
      );
    }),
  );
}

async function offerCopy(text: () => string): Promise<void> {
  const copy = 'Copy';
  const answer = await vscode.window.showInformationMessage(
    'Paths of your home, addresses, keys and values are left out, as far as they can be told. Read the diagnostics before you pass them on.',
    copy,
  );
  if (answer === copy) await vscode.env.clipboard.writeText(text());
}

async function collect({ extension, sessions, debuggees }: Parts): Promise<string> {
  const [environment, programs] = await Promise.all([
    environmentRows(extension),
    Promise.all(debuggees.all.map(programFacts)),
  ]);
  return diagnosticsText({
    when: new Date().toISOString(),
    environment,
    isTrusted: vscode.workspace.isTrusted,
    settings: changedSettings(extension),
    programs,
    recordings: sessions.all.toReversed().map(recordingFacts),
    log: log
      .recent()
      .flatMap((message) => message.split('\n'))
      .slice(-MOST_LINES),
    secrets: secretsOf(debuggees.all),
  });
}

async function environmentRows(extension: vscode.Extension<unknown>): Promise<Row[]> {
  const notebooks = aboutNotebooks();
  const kind = vscode.env.uiKind === vscode.UIKind.Web ? 'in a browser' : 'desktop';
  return [
    ['Coroscope', versionOf(extension)],
    ['Editor', `${vscode.env.appName} ${vscode.version}, ${kind}`],
    // Such as `ssh-remote`; of a server in the web it is an address.
    ['Remote', /^[\w-]+$/.exec(vscode.env.remoteName ?? 'none')?.[0] ?? 'a server'],
    ['System', `${platform()} ${release()} ${arch()}, Node ${process.versions.node}`],
    ['Workspace', vscode.workspace.isTrusted ? 'trusted' : 'Restricted Mode'],
    ...(notebooks === null ? [] : [['Notebooks', notebooks] as const]),
    ...EXTENSIONS.map((id): Row => {
      const other = vscode.extensions.getExtension(id);
      const state = other?.isActive === true ? '' : ', not active';
      return [id, other === undefined ? 'not installed' : versionOf(other) + state];
    }),
    ['Interpreter', await interpreterText()],
  ];
}

async function interpreterText(): Promise<string> {
  if (!vscode.workspace.isTrusted) return 'not looked for in Restricted Mode';
  const resource = vscode.window.activeTextEditor?.document.uri;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((done) => {
    timer = setTimeout(() => done('still looked for'), INTERPRETER_MILLISECONDS);
  });
  const found = interpreter(resource?.scheme === 'file' ? resource : undefined).then(
    ({ path, version, implementation, from }) => `${path} (${implementation} ${version}, from: ${from})`,
    (error: unknown) => messageOf(error),
  );
  return Promise.race([found, late]).finally(() => clearTimeout(timer));
}

/** The settings of ours that anybody has set. */
function changedSettings({ packageJSON }: vscode.Extension<unknown>): Row[] {
  const { contributes } = packageJSON as {
    contributes?: { configuration?: { properties?: Readonly<Record<string, unknown>> } };
  };
  const names = Object.keys(contributes?.configuration?.properties ?? {});
  const settings = vscode.workspace.getConfiguration();
  return names.flatMap((name): Row[] => {
    const value = JSON.stringify(settings.get<unknown>(name));
    return value === JSON.stringify(settings.inspect(name)?.defaultValue) ? [] : [[name, value]];
  });
}

async function programFacts(debuggee: Debuggee): Promise<ProgramFacts> {
  const { debug, pid, state, stop, session, whyNothing } = debuggee;
  const { configuration } = debug;
  const named = ['module', 'code', 'program', 'connect', 'listen', 'processId'].find(
    (name) => configuration[name] !== undefined,
  );
  const options = [
    'console',
    'justMyCode',
    'subProcess',
    'redirectOutput',
    'purpose',
    'gevent',
    'django',
  ].flatMap((name) => {
    const value: unknown = configuration[name];
    return value === undefined ? [] : [`${name}: ${JSON.stringify(value)}`];
  });
  return {
    name: debug.name,
    rows: [
      ['Debug type', `${debug.type}, ${configuration.request}${named === undefined ? '' : ` by ${named}`}`],
      ['Debugger', configuration.noDebug === true ? 'none: run without debugging' : 'attached'],
      ['Options', options.join(', ') || 'none told'],
      ['State', stop === null ? state : `${state}: ${stop.reason}`],
      ['Process', pid === null ? 'not told' : String(pid)],
      ['Child of another session', debug.parentSession === undefined ? 'no' : 'yes'],
      ['Recording', session === null ? 'none' : session.info.state],
    ],
    whyNothing,
    about: await aboutOf(debuggee),
  };
}

/** What the probe says, or why it does not. */
async function aboutOf(debuggee: Debuggee): Promise<About | string> {
  if (debuggee.debug.configuration.noDebug === true)
    return 'The probe cannot be asked: no debugger is attached to the program. See its recording below.';
  try {
    return readAbout(await debuggee.ask({ what: 'about' })) ?? 'The probe’s answer cannot be read.';
  } catch (error) {
    return messageOf(error);
  }
}

function recordingFacts({ name, info, isFromFile, recording }: Session): RecordingFacts {
  const { trace } = recording;
  const loops = trace.loops.length;
  const processes = trace.processes.map(({ pid, python, kind, joined, transport }): Row => [
    `Process ${pid}`,
    [
      `Python ${python}`,
      kind ?? 'main',
      ...(joined ? ['joined while it ran'] : []),
      transport === null ? 'transport not told' : `by ${transport}`,
    ].join(', '),
  ]);
  return {
    name,
    rows: [
      ['State', `${info.state}${isFromFile ? ', from a file' : ''}`],
      ...(info.message === null ? [] : [['Said', info.message] as const]),
      ...processes.slice(0, 20),
      ['Processes', String(processes.length)],
      ['Event loops', loops === 0 && processes.length > 0 ? 'none has run' : String(loops)],
      ['Tasks', String(trace.tasks.length)],
      ['Runs', `${trace.runs.length}, dropped ${trace.dropped}`],
    ],
    problems: trace.problems.map(({ source, message }) => `${source}: ${message}`),
  };
}

function secretsOf(debuggees: readonly Debuggee[]): Secrets {
  const hidden = Object.entries(process.env).filter(
    ([name]) => SECRET_NAME.test(name) && !name.startsWith('XDG_'),
  );
  return {
    home: homedir(),
    user: userName(),
    host: hostname(),
    texts: [...hidden.map(([, value]) => value ?? ''), ...debuggees.flatMap(({ debug }) => valuesOf(debug))],
  };
}

/**
 * The values that a launch hands to its program. For the internal console the debugger's extension adds all variables of
 * VS Code's own: those say what any program is told, and with them hidden the text would say little.
 */
function valuesOf({ configuration }: vscode.DebugSession): string[] {
  const { env, args } = configuration as { env?: unknown; args?: unknown };
  const variables = typeof env === 'object' && env !== null ? Object.entries<unknown>({ ...env }) : [];
  const values: unknown[] = [
    ...variables.filter(([name, value]) => process.env[name] !== value).map(([, value]) => value),
    ...(Array.isArray(args) ? (args as unknown[]) : [args]),
  ];
  return values.filter((value) => typeof value === 'string');
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A container's user may have no name.
    return '';
  }
}

function versionOf({ packageJSON }: vscode.Extension<unknown>): string {
  return String((packageJSON as { version?: unknown }).version);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
