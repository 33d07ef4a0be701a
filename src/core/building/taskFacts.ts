import type { CancelOrigin, ScopeKind } from '../facts.ts';
import { LOST_KINDS } from '../wire.ts';
import { define, type AddRows } from './addRow.ts';
import type { WritableScope } from './growingTrace.ts';
import { notNested } from './processPart.ts';

/** What happens to tasks beside their runs: who owns them, who cancels them, what of them is lost; and threads. */

/** So far apart are the numbers of the scopes of one process and the next; the main process's keep their own. */
const FIRST_OF_NEXT = 2 ** 32;

const SCOPES: readonly ScopeKind[] = ['TaskGroup', 'nursery', 'cancel scope'];
const ORIGINS: readonly CancelOrigin[] = ['call', 'timeout', 'scope', 'awaiter', 'shutdown', 'debugger'];

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
    if (kind === undefined) return false;
    const own = columns.id[row]!;
    const at = part.time(base + columns.at[row]!);
    const scope: WritableScope = {
      id: part.index * FIRST_OF_NEXT + own,
      process: part.index,
      kind,
      at,
      ended: null,
      task: part.task(columns.task[row]!),
      place: part.place(columns.place[row]!),
      members: [],
    };
    if (!define(part.scopes, own, scope)) return false;
    trace.scopes.push(scope);
    trace.advance(at);
    return true;
  },

  members: (trace, part, { columns }, row) => {
    const scope = part.scopes.get(columns.scope[row]!);
    const task = part.task(columns.task[row]!);
    if (task === 0) return false;
    scope?.members.push(task);
    return scope !== undefined || trace.forgotten !== null;
  },

  scopeEnds: (trace, part, { base, columns }, row) => {
    const scope = part.scopes.get(columns.scope[row]!);
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
    const kind = LOST_KINDS[columns.kind[row]! - 1];
    if (kind === undefined) return false;
    const at = part.time(base + columns.at[row]!);
    const id = part.task(columns.task[row]!);
    const task = trace.task(id);
    if (kind === 'task destroyed' && task?.ended === null) task.destroyed = at;
    trace.lost.push({
      process: part.index,
      at,
      kind,
      task: id,
      name: part.text(columns.name[row]!),
      place: part.place(columns.place[row]!),
      error: part.text(columns.error[row]!),
    });
    trace.advance(at);
    return true;
  },
};
