import { selectedPython } from '../run/pythonExtension.ts';
import type { Sessions } from '../sessions.ts';

export type PythonVersion = readonly [number, number];

const DEFAULT: PythonVersion = [3, 12];

/**
 * The Python that the user's code is for: what the setting says, else the interpreter chosen in the Python extension,
 * else what ran last, else {@link DEFAULT}. Nobody is woken up for it: the Python extension is asked when it is active.
 */
export async function findPython(setting: string, sessions: Sessions): Promise<PythonVersion> {
  return (
    parsePython(setting) ??
    (await chosenPython()) ??
    parsePython(sessions.newest?.recording.trace.process?.python) ??
    DEFAULT
  );
}

/** The version in a text such as `3.12` or `3.12.4`; undefined when that is none. */
function parsePython(text: string | undefined): PythonVersion | undefined {
  const [, minor] = /^\s*3\.(\d{1,2})(?!\d)/.exec(text ?? '') ?? [];
  return minor === undefined ? undefined : [3, Number(minor)];
}

async function chosenPython(): Promise<PythonVersion | undefined> {
  const { version } = (await selectedPython(undefined, { wake: false })) ?? {};
  return version?.[0] === 3 ? version : undefined;
}
