/** The debug types that start Python programs: today's, and the one it had before 2024. */
export const PROGRAM_TYPES = ['debugpy', 'python'];

/**
 * Those by which the Jupyter extension debugs a cell of a notebook, and of an interactive window: a session for each cell, attached to
 * the kernel's own debugger. What that one says comes through the kernel's channels.
 */
export const KERNEL_TYPES = ['Python Kernel Debug Adapter', 'Python Interactive Window Debug Adapter'];

/** Whether a debug session is one with a Jupyter kernel. */
export function isKernel({ type }: { readonly type: string }): boolean {
  return KERNEL_TYPES.includes(type);
}

/** Whether a debugger is attached, and did not only start the program, as **Run Without Debugging** has it do. */
export function hasDebugger(session: { readonly configuration: Readonly<Record<string, unknown>> }): boolean {
  return session.configuration['noDebug'] !== true;
}
