import { readFileSync } from 'node:fs';
import { delimiter } from 'node:path';

type Variables = Record<string, string | null | undefined>;

/** What of a launch configuration decides about the program's environment. */
export interface EnvironmentOptions {
  readonly env?: Variables;
  readonly envFile?: string;
  readonly console?: string;
  readonly gevent?: boolean;
  readonly [more: string]: unknown;
}

/**
 * The variables that the Python Debugger extension gives a program: those of `env` over those of `envFile`, of PYTHONPATH all that
 * there is one behind the other, and where no terminal adds them, VS Code's own.
 */
export function debugEnvironment(config: EnvironmentOptions, inherited: Variables = process.env): Variables {
  const file = config.envFile === undefined ? {} : readEnvFile(config.envFile);
  const env: Variables = { ...file, ...config.env };
  const paths = [file['PYTHONPATH'], config.env?.['PYTHONPATH']].filter((path) => path);
  if (paths.length > 0) env['PYTHONPATH'] = [...paths, inherited['PYTHONPATH'] ?? []].flat().join(delimiter);
  const all = config.console === 'internalConsole' ? { ...inherited, ...env } : env;
  return {
    PYTHONIOENCODING: 'UTF-8',
    PYTHONUNBUFFERED: '1',
    ...all,
    ...(config.gevent && { GEVENT_SUPPORT: 'True' }),
  };
}

function readEnvFile(file: string): Record<string, string> {
  const lines = readFileSync(file, 'utf8').matchAll(/^\s*(\w+)\s*=\s*"?(.*?)"?\s*$/gm);
  return Object.fromEntries([...lines].map(([, name = '', value = '']) => [name, value]));
}
