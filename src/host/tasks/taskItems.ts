import { familyOf, type Family } from '../../core/awaitFamilies.ts';
import { countedTasks, fileName, formatCount, printable } from '../../core/format.ts';
import { lineText } from '../../core/inspect/evidencePlace.ts';
import { titleOfFinding } from '../../core/inspect/findingTitle.ts';
import {
  ageText,
  describeState,
  distinctTitle,
  rowTitle,
  shortState,
  stackText,
} from '../../core/inspect/stackText.ts';
import type { FramePlace } from '../../core/inspect/snapshot.ts';
import { placeOf } from '../../core/inspect/waitPart.ts';
import { processOfKey } from '../../core/inspect/taskKeys.ts';
import type { ProcessKey, TaskPicture, TaskRow } from '../../core/inspect/taskRows.ts';
import type { TreeNode } from '../../core/inspect/taskTree.ts';
import type { WaitFinding } from '../../core/inspect/waits.ts';
import { SECOND, type Nanos } from '../../core/units.ts';

/** How a row of the tree looks; what VS Code makes a tree item of. */
export interface ItemText {
  readonly label: string;
  /** The telling part first: the end of it is out of sight in a narrow view. */
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
        : frameItem(frame, flags(picture, row), row.isExact);
    }
    case 'awaiter': {
      const row = picture.rows.get(node.task);
      if (row === undefined) return null;
      const label = `awaited by ${rowTitle(row)}`;
      return plain(label, stateOf(row), {
        icon: 'arrow-small-left',
        context: `awaiter${flags(picture, row)}`,
        leads: true,
        spoken: `Awaited by ${distinctTitle(row)}, which ${describeState(row, unitOf(row))}`,
      });
    }
    case 'process':
      return processItem(picture, node.process);
    case 'loop':
      return loopItem(picture, node.loop);
    case 'finding': {
      const finding = picture.findings[node.finding];
      return finding === undefined ? null : findingItem(picture, finding);
    }
    case 'more':
      return plain(`${formatCount(node.count)} more`, '', {
        icon: 'ellipsis',
        expands: 'closed',
        context: 'more',
      });
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
  return stackText(picture, row, unitOf(row));
}

function taskItem(picture: TaskPicture, row: TaskRow, below: number): ItemText {
  const { name, coroutine, state, kind, isCancelling } = row;
  const family = kind === null ? 'other' : familyOf(kind);
  const isHeld = row.isCurrent && row.isExact;
  const title = rowTitle(row);
  const cancelling = isCancelling ? ['cancelling'] : [];
  const spoken = [
    `Task ${distinctTitle(row)}`,
    ...(isHeld ? ['current'] : []),
    ...cancelling,
    isHeld ? ageText(row.age, unitOf(row)) : describeState(row, unitOf(row)),
    title.includes(printable(coroutine, 60)) || name === '' ? '' : `coroutine ${printable(coroutine, 60)}`,
  ];
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
    description: [...cancelling, stateOf(row)].join(' · '),
    icon,
    color,
    expands: below > 0 ? 'open' : row.stack.length + row.awaitedBy.length > 0 ? 'closed' : 'not',
    context: `task${flags(picture, row)}`,
    spoken: spoken.filter((part) => part !== '').join(', '),
    leads: row.stack.length > 0,
  };
}

function groupItem(picture: TaskPicture, tasks: readonly string[]): ItemText | null {
  const rows = tasks.flatMap((key) => picture.rows.get(key) ?? []);
  const [first] = rows;
  if (first === undefined) return null;
  const place = placeOf(first);
  const oldest = rows.reduce((most, { age }) => Math.max(most, age ?? -1), -1);
  const age = ageText(oldest, unitOf(first));
  const longest = age === '' ? '' : `up to ${age}`;
  const where = lineText(place);
  // Each may wait for another one of its kind.
  const one = new Set(rows.map(({ resource }) => resource)).size === 1;
  const like = one ? first : { ...first, resource: null };
  const said = (words: string, between: string): string =>
    [words, longest, where].filter((part) => part !== '').join(between);
  const coroutine = printable(first.coroutine, 60);
  return plain(`${formatCount(rows.length)} × ${coroutine}`, said(shortState(like), ' · '), {
    icon: 'list-unordered',
    expands: 'closed',
    context: 'group',
    spoken: `${countedTasks(rows.length)} of coroutine ${coroutine}, ${said(describeState({ ...like, age: null }), ', ')}`,
  });
}

/** What a task does and for how long, in short. */
function stateOf(row: TaskRow): string {
  const words = row.isCurrent && row.isExact ? '◆ current' : shortState(row);
  return [words, ageText(row.age, unitOf(row))].filter((part) => part !== '').join(' · ');
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

function processItem({ processes, rows }: TaskPicture, key: ProcessKey): ItemText | null {
  const process = processes.find((each) => each.key === key);
  if (process === undefined) return null;
  const loops = new Set(process.loops.map(({ key }) => key));
  const count = [...rows.values()].filter(({ loop }) => loops.has(loop)).length;
  const description = [
    `pid ${process.pid}`,
    countedTasks(count + process.cut),
    ...(process.isStopped ? ['stopped'] : []),
  ];
  const more = { icon: 'server-environment', expands: 'open', context: 'process' } as const;
  return plain(printable(process.name, 60), description.join(' · '), more);
}

function loopItem({ processes, rows }: TaskPicture, key: string): ItemText | null {
  const loop = processes.flatMap(({ loops }) => loops).find((each) => each.key === key);
  if (loop === undefined) return null;
  const count = [...rows.values()].filter((row) => row.loop === key).length;
  const name = loop.class.slice(loop.class.lastIndexOf('.') + 1);
  const description = `${printable(name, 60)} · ${countedTasks(count)}`;
  return plain(printable(loop.thread || 'No thread', 60), description, {
    icon: 'sync',
    expands: 'open',
    context: 'loop',
  });
}

function findingItem(picture: TaskPicture, finding: WaitFinding): ItemText {
  const isSure = finding.kind === 'deadlock' || finding.certain;
  const stuck = finding.kind === 'deadlock' ? finding.stuck.length : 0;
  return plain(findingTitle(picture, finding), stuck > 0 ? `${countedTasks(stuck)} stuck behind` : '', {
    icon: isSure ? 'error' : 'warning',
    // Those of lists have no colour in high contrast.
    color: isSure ? 'problemsErrorIcon.foreground' : 'problemsWarningIcon.foreground',
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

/** For the menus: what can be done with a task, or a frame of it. */
function flags({ processes }: TaskPicture, { key, task }: TaskRow): string {
  const name = processOfKey(key);
  const process = processes.find((each) => each.key === name);
  const known = {
    debugged: process?.isDebugged === true,
    stopped: process?.isStopped === true,
    inTrace: task !== null,
  };
  return Object.entries(known)
    .map(([flag, isSet]) => (isSet ? ` ${flag}` : ''))
    .join('');
}

/** Lengths of time of a running program in whole seconds: rows that change all the time cannot be read. */
function unitOf({ isExact }: TaskRow): Nanos {
  return isExact ? 1 : SECOND;
}
