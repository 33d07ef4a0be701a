import type { CancelOrigin, LostKind, ScopeKind } from '../facts.ts';
import { define, type AddRows } from './addRow.ts';
import { notNested } from './processPart.ts';

/** What happens to tasks beside their runs: who owns them, who cancels them, what of them is lost; and threads. */

const SCOPES: readonly ScopeKind[] = ['TaskGroup', 'nursery', 'cancel scope'];
const ORIGINS: readonly CancelOrigin[] = ['call', 'timeout', 'scope', 'awaiter', 'shutdown', 'debugger'];
const LOST: readonly LostKind[] = [
  'task destroyed',
  'exception never retrieved',
  'coroutine never awaited',
  'async generator left open',
];

export const TASK_FACTS: AddRows<'threads' | 'scopes' | 'members' | 'scopeEnds' | 'cancels' | 'lost'> = {
  threads: (trace, part, { columns }, row) => {
    const id = trace.threads.length + 1;
    if (!define(part.threads, columns.id[row]!, id)) return false;
    const name = part.text(columns.name[row]!);
    trace.threads.push({ id, process: part.index, ident: columns.ident[row]!, name });
    return true;
  },

  scopes: (trace, part, { base, columns }, row) => {
    const kind = SCOPES[columns.kind[row]! - 1];
    const id = trace.scopes.length + 1;
    if (kind === undefined || !define(part.scopes, columns.id[row]!, id)) return false;
    const at = part.time(base + columns.at[row]!);
    trace.scopes.push({
      id,
      process: part.index,
      kind,
      at,
      ended: null,
      task: part.task(columns.task[row]!),
      place: part.place(columns.place[row]!),
      members: [],
    });
    trace.advance(at);
    return true;
  },

  members: (trace, part, { columns }, row) => {
    const scope = trace.scopes[(part.scopes.get(columns.scope[row]!) ?? 0) - 1];
    const task = part.task(columns.task[row]!);
    if (scope === undefined || task === 0) return false;
    scope.members.push(task);
    return true;
  },

  scopeEnds: (trace, part, { base, columns }, row) => {
    const scope = trace.scopes[(part.scopes.get(columns.scope[row]!) ?? 0) - 1];
    if (scope?.ended !== null) return false;
    scope.ended = Math.max(part.time(base + columns.at[row]!), scope.at);
    trace.advance(scope.ended);
    return true;
  },

  cancels: (trace, part, { base, columns }, row) => {
    const origin = ORIGINS[columns.origin[row]! - 1];
    const task = part.task(columns.task[row]!);
    if (origin === undefined || task === 0) return false;
    const at = part.time(base + columns.at[row]!);
    const subject = columns.subject[row]!;
    trace.cancels.push({
      process: part.index,
      at,
      task,
      subject: subject === 0 ? 0 : notNested(part.subject(subject)),
      place: part.place(columns.place[row]!),
      origin,
      message: part.text(columns.message[row]!),
    });
    trace.advance(at);
    return true;
  },

  lost: (trace, part, { base, columns }, row) => {
    const kind = LOST[columns.kind[row]! - 1];
    if (kind === undefined) return false;
    const at = part.time(base + columns.at[row]!);
    trace.lost.push({
      process: part.index,
      at,
      kind,
      task: part.task(columns.task[row]!),
      name: part.text(columns.name[row]!),
      place: part.place(columns.place[row]!),
      error: part.text(columns.error[row]!),
    });
    trace.advance(at);
    return true;
  },
};
