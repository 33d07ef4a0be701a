import { isOver } from '../src/core/ends.ts';
import type { Trace } from '../src/core/trace.ts';
import { fact, type Details } from './details.ts';
import { selectedTask, type Selection } from './selection.ts';

/** To what is said of a task that lives, adds a way to it in the view beside the debugger's. */
export function withTasksLink(
  trace: Trace,
  selection: Selection | null,
  details: Details | null,
): Details | null {
  const task = selection === null || selection.kind === 'group' ? undefined : selectedTask(trace, selection);
  if (details === null || task === undefined || isOver(trace, task)) return details;
  const link = { inTasks: task.id };
  return { ...details, facts: [...details.facts, fact('Now', { text: 'Show in Asyncio Tasks', link })] };
}
