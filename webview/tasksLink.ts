import { fact, type Details } from './details.ts';
import { isOver } from './ends.ts';
import { selectedTask } from './selection.ts';
import { isLive, type Store } from './store.ts';

/** Of a task that lives in a program that runs: a way to it in the view beside the debugger's. */
export function withTasksLink(store: Store, details: Details | null): Details | null {
  const { selection } = store.navigation;
  if (details === null || selection === null || selection.kind === 'group' || !isLive(store)) return details;
  const task = selectedTask(store.trace, selection);
  if (task === undefined || isOver(store.trace, task)) return details;
  const link = { inTasks: task.id };
  return { ...details, facts: [...details.facts, fact('Now', { text: 'Show in Asyncio Tasks', link })] };
}
