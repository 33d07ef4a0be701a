import { readFile } from 'node:fs/promises';
import { parseEnv } from 'node:util';

/** Variables of an environment, by their names. */
export type Variables = Readonly<Record<string, string | undefined>>;

/**
 * A text with the values of `${workspaceFolder}`, `${env:NAME}` and `${NAME}`, and a leading `~`, put in. What is not known is
 * left out.
 */
export function substitute(text: string, variables: Variables, folder: string | undefined): string {
  const home = variables['HOME'] ?? variables['USERPROFILE'];
  const put = text.replace(/\$\{(?:env:)?(\w+)\}/g, (_, name: string) =>
    name === 'workspaceFolder' || name === 'workspaceRoot' ? (folder ?? '') : (variables[name] ?? ''),
  );
  return home === undefined ? put : put.replace(/^~(?=[\\/]|$)/, () => home);
}

/** What an env file sets, over what there is already; nothing where it cannot be read. */
export async function readEnvironment(
  file: string,
  variables: Variables,
  folder: string | undefined,
): Promise<Record<string, string>> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const found: Record<string, string> = {};
  for (const [name, value] of Object.entries(parseEnv(text)))
    if (value !== undefined) found[name] = substitute(value, { ...variables, ...found }, folder);
  return found;
}
