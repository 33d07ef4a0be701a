/** Why nothing of a program is known: for menus and texts that depend on it. */
export type WhyCode = 'untrusted' | 'disabled' | 'attachOff' | 'detached' | 'otherWindow' | 'refused';

/** A reason, and what to tell the user: what is the matter, and what to do. */
export interface Why {
  readonly code: WhyCode;
  readonly text: string;
}

/** The texts that need nothing to be known. */
export const WHY = {
  untrusted: {
    code: 'untrusted',
    text: 'Restricted Mode: programs are not recorded. Trust this workspace, then start the program again.',
  },
  disabled: {
    code: 'disabled',
    text: 'Recording is turned off by the setting coroscope.enabled. Turn it on, then start the program again.',
  },
  attachOff: {
    code: 'attachOff',
    text: 'Programs that the debugger attaches to are left alone by the setting coroscope.attach.enabled. Turn it on, then attach again.',
  },
  notPrepared: {
    code: 'refused',
    text: 'The program could not be prepared for recording. The log says why.',
  },
  noSocket: {
    code: 'refused',
    text: 'The socket on which the probe reports could not be opened. The log says why.',
  },
  refusedByDebugger: {
    code: 'refused',
    text: 'The debugger refused to start the probe. The log says why.',
  },
  endedBefore: {
    code: 'refused',
    text: 'The program ended before the probe reported. If it should have run: look at its output, check that the interpreter is CPython 3.9 to 3.15, and see the log.',
  },
  leftBefore: {
    code: 'refused',
    text: 'The debugger left the program before the probe reported.',
  },
  detached: {
    code: 'detached',
    text: 'The Task Timeline was detached: the program runs on without being recorded. Attach again to record it anew.',
  },
  silent: {
    code: 'refused',
    text: 'The probe does not report from the program that the debugger attached to. Check that its interpreter is CPython 3.9 to 3.15, and see the log.',
  },
  otherWindow: {
    code: 'otherWindow',
    text: 'This program is recorded already, by another window or command. Its tasks are shown there; end that recording, then attach again.',
  },
} as const satisfies Readonly<Record<string, Why>>;

/** A launch configuration, of which `noDebug`, `python` and `pythonArgs` can keep the probe out. */
type LaunchOptions = Readonly<Record<string, unknown>>;

/** The interpreter's flag, if there is one, with which it ignores the environment or `sitecustomize`. */
export function isolatingFlag(config: LaunchOptions): string | undefined {
  const { python, pythonArgs } = config;
  const flags: unknown[] = [pythonArgs, Array.isArray(python) ? python.slice(1) : []].flat();
  // What follows W, X, c or m is theirs, as in -WError.
  return flags.find(
    (flag): flag is string => typeof flag === 'string' && /^-[abd-ln-zA-VYZ]*?[IES]/.test(flag),
  );
}

/** Why a program without a debugger could not be entered, if its interpreter's flags are the reason. */
export function whyIsolated(config: LaunchOptions): Why | undefined {
  const flag = config['noDebug'] ? isolatingFlag(config) : undefined;
  return flag === undefined
    ? undefined
    : {
        code: 'refused',
        text: `The interpreter was started with ${flag}, which keeps the probe out when running without debugging. Start the program with debugging (F5).`,
      };
}
