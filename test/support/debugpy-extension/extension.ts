/**
 * Stands in for the Python Debugger extension in tests, where there is no Marketplace to install that from. It does
 * the same things: completes a launch configuration, makes one up when F5 is pressed without any, starts debugpy's
 * adapter, the real one, with the configured Python, and attaches to the program's children.
 */
import * as vscode from 'vscode';
import { debugEnvironment } from './environment.ts';

const TYPES = ['debugpy', 'python'] as const;

/** Called by VS Code. */
export function activate(context: vscode.ExtensionContext): void {
  for (const type of TYPES) {
    context.subscriptions.push(
      vscode.debug.registerDebugConfigurationProvider(type, {
        resolveDebugConfiguration,
        resolveDebugConfigurationWithSubstitutedVariables: (_folder, config) => withEnvironment(config),
      }),
      vscode.debug.registerDebugAdapterDescriptorFactory(type, { createDebugAdapterDescriptor }),
    );
  }
  context.subscriptions.push(vscode.debug.onDidReceiveDebugSessionCustomEvent(followChild));
  const demo = vscode.workspace.getConfiguration('testDebugpy').get<string>('demo');
  if (demo) void runDemo(demo);
}

// What `npm run demo` shows: the file, F5, and the timeline beside it. Done in here it works in any window.
async function runDemo(file: string): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (!folder) return;
  await vscode.commands.executeCommand('workbench.action.closeSidebar');
  await vscode.window.showTextDocument(vscode.Uri.joinPath(folder.uri, file));
  await vscode.commands.executeCommand('workbench.action.debug.start');
  await vscode.commands.executeCommand('coroscope.showTimeline');
}

// debugpy holds a new child process of the program until somebody attaches to it.
function followChild({ event, session, body }: vscode.DebugSessionCustomEvent): void {
  if (event !== 'debugpyAttach') return;
  const configuration = body as vscode.DebugConfiguration;
  void vscode.debug.startDebugging(session.workspaceFolder, configuration, {
    parentSession: session,
    lifecycleManagedByParent: true,
    noDebug: false,
  });
}

function resolveDebugConfiguration(
  _folder: vscode.WorkspaceFolder | undefined,
  config: vscode.DebugConfiguration,
): vscode.DebugConfiguration {
  const settings = vscode.workspace.getConfiguration('testDebugpy');
  // All three are empty when F5 is pressed without a launch.json.
  if (!config.type && !config.request && !config.name) {
    config.type = 'debugpy';
    config.request = 'launch';
    config.name = 'Python: Current File';
    config['program'] = vscode.window.activeTextEditor?.document.fileName;
    config['console'] = settings.get<string>('console');
  }
  if (config.request === 'launch') {
    config['console'] ??= 'integratedTerminal';
    config['python'] ??= settings.get<string>('python');
    config['cwd'] ??= '${workspaceFolder}';
  }
  config['justMyCode'] ??= true;
  return config;
}

function withEnvironment(config: vscode.DebugConfiguration): vscode.DebugConfiguration {
  return config.request === 'launch' ? { ...config, env: debugEnvironment(config) } : config;
}

function createDebugAdapterDescriptor(session: vscode.DebugSession): vscode.DebugAdapterDescriptor {
  const { configuration } = session;
  const connect: unknown = configuration['connect'];
  // A child process that debugpy follows is a session that connects to the adapter already running.
  if (configuration.request === 'attach' && isAddress(connect)) {
    return new vscode.DebugAdapterServer(connect.port, connect.host ?? '127.0.0.1');
  }
  const python: unknown = configuration['python'] ?? settingsPython();
  const [command = settingsPython(), ...args] = Array.isArray(python) ? python.map(String) : [String(python)];
  const own: unknown = configuration['debugAdapterPath'];
  const adapter = typeof own === 'string' ? [own] : ['-m', 'debugpy.adapter'];
  return new vscode.DebugAdapterExecutable(command, [...args, ...adapter]);
}

function settingsPython(): string {
  return vscode.workspace.getConfiguration('testDebugpy').get('python', 'python3');
}

function isAddress(value: unknown): value is { port: number; host?: string } {
  return typeof value === 'object' && value !== null && 'port' in value;
}
