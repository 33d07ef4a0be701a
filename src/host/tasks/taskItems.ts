import { familyOf, type Family } from '../../core/awaitFamilies.ts';
import { fileName, formatDuration, printable } from '../../core/format.ts';
import { titleOfFinding } from '../../core/inspect/findingTitle.ts';
import { describeState, distinctTitle, stackText, titleOf } from '../../core/inspect/stackText.ts';
import type { FramePlace } from '../../core/inspect/snapshot.ts';
import { placeOf } from '../../core/inspect/waitPart.ts';
import type { TaskPicture, TaskRow } from '../../core/inspect/taskRows.ts';
import type { TreeNode } from '../../core/inspect/taskTree.ts';
import type { WaitFinding } from '../../core/inspect/waits.ts';
import { SECOND, type Nanos } from '../../core/units.ts';

/** How a row of the tree looks; what VS Code makes a tree item of. */
export interface ItemText {
  readonly label: string;
  readonly description: string;
  /** A product icon's name and a theme colour's id, empty for none. */
  readonly icon: string;
  readonly color: string;
  readonly expands: 'not' | 'closed' | 'open';
  /** The node's kind, and flags for the menus. */
  readonly context: string;
  /** For screen readers: the row as a sentence. */
  readonly spoken: string;
  /** Whether a click leads to a line of source, or to another row. */
  readonly leads: boolean;
}

const ICONS: Readonly<Record<Family, string>> = {
  timer: 'watch',
  io: 'plug',
  task: 'type-hierarchy-sub',
  lock: 'lock',
  queue: 'layers',
  executor: 'server-process',
  other: 'circle-outline',
};

const COLORS: Readonly<Record<Family, string>> = {
  timer: 'charts.blue',
  io: 'charts.blue',
  task: 'charts.purple',
  lock: 'editorWarning.foreground',
  queue: 'charts.yellow',
  executor: 'charts.blue',
  other: '',
};

/**
 * Describes a row; null for one whose task is not in the picture any more. `below`: how many tasks stand under it where that
 * is to be seen at once.
 */
export function itemOf(picture: TaskPicture, node: TreeNode, below = 0): ItemText | null {
  switch (node.kind) {
    case 'task': {
      const row = picture.rows.get(node.task);
      return row === undefined ? null : taskItem(picture, row, below);
    }
    case 'group':
      return groupItem(picture, node.tasks);
    case 'frame': {
      const row = picture.rows.get(node.task);
      const frame = row?.stack[node.depth];
      return row === undefined || frame === undefined
        ? null
        : frameItem(frame, flags(picture, row), picture.exact);
    }
    case 'awaiter': {
      const row = picture.rows.get(node.task);
      if (row === undefined) return null;
      const label = `awaited by ${titleOf(row)}`;
      const more = { icon: 'arrow-small-left', context: `awaiter${flags(picture, row)}`, leads: true };
      return plain(label, describeState(row, coarse(picture.at)), more);
    }
    case 'process':
      return processItem(picture, node.pid);
    case 'loop':
      return loopItem(picture, node.loop);
    case 'finding': {
      const finding = picture.findings[node.finding];
      return finding === undefined ? null : findingItem(picture, finding);
    }
    case 'more':
      return plain(`${node.count} more`, '', { icon: 'ellipsis', expands: 'closed', context: 'more' });
  }
}

/** What a finding says, in a sentence. */
export function findingTitle({ rows }: TaskPicture, finding: WaitFinding): string {
  return titleOfFinding(finding, (key) => {
    const row = rows.get(key);
    return row === undefined ? null : distinctTitle(row);
  });
}

/** A task as text for a tooltip: its stack. */
export function tooltipOf(picture: TaskPicture, row: TaskRow): string {
  return stackText({ ...picture, at: coarse(picture.at) }, row);
}

function taskItem(picture: TaskPicture, row: TaskRow, below: number): ItemText {
  const { name, coroutine, state, kind, isCurrent, isCancelling, since } = row;
  const title = titleOf(row);
  const family = kind === null ? 'other' : familyOf(kind);
  const other = title === printable(name, 60) ? printable(coroutine, 60) : printable(name, 60);
  const words = describeState({ ...row, since: null }, 0);
  const parts = [
    ...(isCurrent && picture.exact ? ['◆ current'] : []),
    ...(isCancelling ? ['cancelling'] : []),
    isCurrent && picture.exact ? '' : words,
    since === null ? '' : duration(picture, since),
    other === title ? '' : other,
  ].filter((part) => part !== '');
  const [icon, color] =
    state === 'running'
      ? ['play-circle', 'charts.green']
      : state === 'ready'
        ? ['clock', 'charts.yellow']
        : state === 'new'
          ? ['circle-large-outline', '']
          : [ICONS[family], COLORS[family]];
  return {
    label: title,
    description: parts.join(' · '),
    icon,
    color,
    expands: below > 0 ? 'open' : row.stack.length + row.awaitedBy.length > 0 ? 'closed' : 'not',
    context: `task${flags(picture, row)}`,
    spoken: `Task ${title}, ${parts.join(', ')}`,
    leads: row.stack.length > 0,
  };
}

function groupItem(picture: TaskPicture, tasks: readonly string[]): ItemText | null {
  const rows = tasks.flatMap((key) => picture.rows.get(key) ?? []);
  const [first] = rows;
  if (first === undefined) return null;
  const place = placeOf(first);
  const known = rows.flatMap(({ since }) => since ?? []);
  const longest = known.length === 0 ? '' : `up to ${duration(picture, Math.min(...known))}`;
  const where = place === null ? '' : `${fileName(place.file)}:${place.line}`;
  const words = describeState({ ...first, since: null, resource: null }, 0);
  const description = [words, longest, where].filter((part) => part !== '').join(' · ');
  const label = `${rows.length} × ${printable(first.coroutine, 60)}`;
  return plain(label, description, { icon: 'list-unordered', expands: 'closed', context: 'group' });
}

function frameItem(frame: FramePlace, more: string, exact: boolean): ItemText {
  return {
    ...plain(printable(frame.function, 80), `${printable(fileName(frame.file))}:${frame.line}`, {
      icon: frame.scope === 'user' ? 'debug-stackframe' : 'debug-stackframe-dot',
      context: `frame${more}`,
      expands: exact && more.includes('stopped') ? 'closed' : 'not',
      leads: true,
    }),
  };
}

function processItem({ processes, rows }: TaskPicture, pid: number): ItemText | null {
  const process = processes.find((each) => each.pid === pid);
  if (process === undefined) return null;
  const loops = new Set(process.loops.map(({ key }) => key));
  const count = [...rows.values()].filter(({ loop }) => loops.has(loop)).length;
  const description = [`pid ${pid}`, tasksOf(count + process.cut), ...(process.isStopped ? ['stopped'] : [])];
  const more = { icon: 'server-environment', expands: 'open', context: 'process' } as const;
  return plain(printable(process.name, 60), description.join(' · '), more);
}

function loopItem({ processes, rows }: TaskPicture, key: string): ItemText | null {
  const loop = processes.flatMap(({ loops }) => loops).find((each) => each.key === key);
  if (loop === undefined) return null;
  const count = [...rows.values()].filter((row) => row.loop === key).length;
  const name = loop.class.slice(loop.class.lastIndexOf('.') + 1);
  const description = `${printable(name, 60)} · ${tasksOf(count)}`;
  return plain(printable(loop.thread || 'No thread', 60), description, {
    icon: 'sync',
    expands: 'open',
    context: 'loop',
  });
}

function findingItem(picture: TaskPicture, finding: WaitFinding): ItemText {
  const isSure = finding.kind === 'deadlock' || finding.certain;
  const stuck = finding.kind === 'deadlock' ? finding.stuck.length : 0;
  return plain(findingTitle(picture, finding), stuck > 0 ? `${tasksOf(stuck)} stuck behind` : '', {
    icon: isSure ? 'error' : 'warning',
    color: isSure ? 'list.errorForeground' : 'list.warningForeground',
    expands: 'open',
    context: 'finding',
  });
}

/** A row without much about it. */
export function plain(label: string, description: string, more: Partial<ItemText>): ItemText {
  const spoken = description === '' ? label : `${label}, ${description}`;
  return {
    label,
    description,
    icon: '',
    color: '',
    expands: 'not',
    context: '',
    spoken,
    leads: false,
    ...more,
  };
}

function flags({ processes }: TaskPicture, { key, task }: TaskRow): string {
  const pid = Number(key.slice(0, key.indexOf(':')));
  const isStopped = processes.some((process) => process.pid === pid && process.isStopped);
  return `${isStopped ? ' stopped' : ''}${task === null ? '' : ' inTrace'}`;
}

/** Lengths of time of a running program in whole seconds: rows that change all the time cannot be read. */
function duration(picture: TaskPicture, since: Nanos): string {
  const length = Math.max(0, picture.at - since);
  if (picture.exact) return formatDuration(length);
  return length < SECOND ? '' : formatDuration(Math.floor(length / SECOND) * SECOND);
}

function coarse(at: Nanos): Nanos {
  return Math.floor(at / SECOND) * SECOND;
}

function tasksOf(count: number): string {
  return count === 1 ? '1 task' : `${count} tasks`;
}
