import { isFiltered, passes } from './taskFilter.ts';
import type { LoopRow, ProcessKey, ProcessRow, TaskKey, TaskPicture, TaskRow } from './taskRows.ts';
import type {
  AwaiterNode,
  FindingNode,
  FrameNode,
  GroupNode,
  MoreNode,
  TaskNode,
  TreeNode,
  TreeOptions,
} from './taskTree.ts';

/** So many rows a node shows at once; the others are behind a row that leads to them. */
const PAGE = 200;
/** From so many on, tasks that stand at the same place are one row. */
const LIKE = 5;

/**
 * The tree of a picture's tasks. Every task stands in it once: under the one that created it, or that waits for it, else
 * under its loop, which is only shown where there are several, as its process is. Tasks of the same coroutine at the same
 * place, with none below them, are one row. Rows are worked out when they are asked for.
 */
export class PictureTree {
  private readonly picture: TaskPicture;
  private readonly options: TreeOptions;
  private readonly shown: readonly TaskRow[];
  /** How many tasks pass the filter. */
  readonly matches: number;
  /** By the id of what they stand under. */
  private readonly tasks = new Map<string, TaskRow[]>();
  private readonly above = new Map<TaskKey, TaskKey | null>();
  private readonly nodes = new Map<string, readonly TreeNode[]>();
  private readonly parents = new Map<string, TreeNode>();
  private readonly pages = new Map<string, MoreNode>();
  private readonly processes: readonly ProcessRow[];

  constructor(picture: TaskPicture, options: TreeOptions) {
    this.picture = picture;
    this.options = options;
    this.processes = picture.processes.filter(({ loops }) => loops.length > 0);
    const matching = [...picture.rows.values()].filter((row) => passes(row, options.filter));
    this.matches = matching.length;
    this.shown = this.findShown(matching);
    for (const row of this.shown) this.above.set(row.key, this.placeOf(row));
    this.breakCircles();
    const loopOf = this.homes();
    for (const row of this.shown) {
      const above = this.above.get(row.key) ?? null;
      const under = above === null ? (loopOf.get(row.loop) ?? '') : taskId(above);
      const tasks = this.tasks.get(under);
      if (tasks === undefined) this.tasks.set(under, [row]);
      else tasks.push(row);
    }
    for (const tasks of this.tasks.values()) {
      if (options.order === 'name') tasks.sort(byName);
      // At a stop it is what the user came for.
      tasks.sort((a, b) => rank(b) - rank(a));
    }
  }

  /** How many tasks are in the tree: those that match, and those above them. */
  get size(): number {
    return this.shown.length;
  }

  /** How many tasks stand directly under one. */
  tasksBelow(task: TaskKey): number {
    return this.tasks.get(taskId(task))?.length ?? 0;
  }

  /** The rows under one; under null, the tree's roots. At most 200, and one that leads to the others. */
  children(node: TreeNode | null): readonly TreeNode[] {
    if (node?.kind === 'more') return this.page(node.under, this.below(node.under), node.from);
    return this.page(node, this.below(node), 0);
  }

  /** What a row stands under; null for a root, and for a row that the tree does not know, or has not shown yet. */
  parentOf(node: TreeNode): TreeNode | null {
    return this.parents.get(node.id) ?? null;
  }

  /** The row of a task, with all above it made known to {@link parentOf}; null where it is not shown. */
  find(task: TaskKey): TaskNode | null {
    if (!this.above.has(task)) return null;
    const path: TaskKey[] = [];
    for (let at: TaskKey | null = task; at !== null; at = this.above.get(at) ?? null) path.unshift(at);
    const { loop } = this.picture.rows.get(path[0]!)!;
    for (const root of this.below(null)) {
      const process = this.processes.find(({ loops }) => loops.some(({ key }) => key === loop));
      if (root.kind === 'process' && root.process === process?.key)
        for (const each of this.below(root)) this.below(each);
      if (root.kind === 'loop' && root.loop === loop) this.below(root);
    }
    for (const each of path) this.below({ kind: 'task', id: taskId(each), task: each });
    const node: TaskNode = { kind: 'task', id: taskId(task), task };
    for (const group of this.nodes.values())
      for (const each of group) if (each.kind === 'group' && each.tasks.includes(task)) this.below(each);
    return node;
  }

  private below(node: TreeNode | null): readonly TreeNode[] {
    const id = node?.id ?? '';
    let found = this.nodes.get(id);
    if (found === undefined) {
      found = this.work(node);
      this.nodes.set(id, found);
      const { length } = found;
      found.forEach((each, at) => {
        const under = at < PAGE ? node : this.more(node, at - (at % PAGE), length);
        if (under !== null) this.parents.set(each.id, under);
      });
    }
    return found;
  }

  private work(node: TreeNode | null): readonly TreeNode[] {
    if (node === null) return this.roots();
    switch (node.kind) {
      case 'process': {
        const process = this.processes.find(({ key }) => key === node.process);
        return process === undefined ? [] : this.inProcess(process, node.id);
      }
      case 'loop':
        return this.inGroups(node.id);
      case 'group':
        return node.tasks.map(taskNode);
      case 'task':
        return this.inTask(node.task);
      default:
        return [];
    }
  }

  private roots(): readonly TreeNode[] {
    const findings = this.picture.findings.map((_, finding): FindingNode => ({
      kind: 'finding',
      id: `finding ${finding}`,
      finding,
    }));
    const { processes } = this;
    const [only] = processes;
    if (processes.length === 1 && only !== undefined) return [...findings, ...this.inProcess(only, '')];
    return [
      ...findings,
      ...processes.map(({ key }): TreeNode => ({ kind: 'process', id: processId(key), process: key })),
      ...this.inGroups(''),
    ];
  }

  private inProcess({ loops }: ProcessRow, id: string): readonly TreeNode[] {
    return loops.length === 1 ? this.inGroups(id) : loops.map(loopNode);
  }

  private inTask(key: TaskKey): readonly TreeNode[] {
    const row = this.picture.rows.get(key);
    if (row === undefined) return [];
    const id = taskId(key);
    return [
      ...row.stack.map((_, depth): FrameNode => ({ kind: 'frame', id: `${id} ${depth}`, task: key, depth })),
      ...row.awaitedBy.map((task): AwaiterNode => ({
        kind: 'awaiter',
        id: `${id} by ${task}`,
        of: key,
        task,
      })),
      ...this.inGroups(id),
    ];
  }

  /** The tasks under something, those that are alike as one row. */
  private inGroups(under: string): readonly TreeNode[] {
    const tasks = this.tasks.get(under) ?? [];
    if (tasks.length < LIKE) return tasks.map(({ key }) => taskNode(key));
    const like = new Map<string, TaskRow[]>();
    for (const row of tasks) {
      const known = like.get(likeness(row));
      if (known === undefined) like.set(likeness(row), [row]);
      else known.push(row);
    }
    const groups = new Map<string, GroupNode>();
    for (const [text, rows] of like) {
      const alike = rows.filter(({ key, isCurrent }) => !isCurrent && !this.tasks.has(taskId(key)));
      if (alike.length < LIKE) continue;
      const node: GroupNode = {
        kind: 'group',
        id: `${under} like ${text}`,
        tasks: alike.map(({ key }) => key),
      };
      for (const { key } of alike) groups.set(key, node);
    }
    return [...new Set(tasks.map(({ key }): TreeNode | string => groups.get(key) ?? key))].map((one) =>
      typeof one === 'string' ? taskNode(one) : one,
    );
  }

  private page(under: TreeNode | null, all: readonly TreeNode[], from: number): readonly TreeNode[] {
    const end = from + PAGE;
    const rows = all.slice(from, end);
    if (all.length <= end) return rows;
    return [...rows, this.more(under, end, all.length)];
  }

  /** The row that leads to those from a position on. It stands at the end of the page before. */
  private more(under: TreeNode | null, from: number, length: number): MoreNode {
    const id = `${under?.id ?? ''} from ${from}`;
    const known = this.pages.get(id);
    if (known !== undefined) return known;
    const more: MoreNode = { kind: 'more', id, under, from, count: length - from };
    this.pages.set(id, more);
    const above = from === PAGE ? under : this.more(under, from - PAGE, length);
    if (above !== null) this.parents.set(id, above);
    return more;
  }

  /** Those that match, and those above them. */
  private findShown(matching: readonly TaskRow[]): readonly TaskRow[] {
    const { picture, options } = this;
    if (!isFiltered(options.filter)) return matching;
    const kept = new Set<TaskKey>();
    for (const row of matching) {
      for (let at: TaskRow | undefined = row; at !== undefined && !kept.has(at.key);) {
        kept.add(at.key);
        const above: TaskKey | null = this.placeOf(at);
        at = above === null ? undefined : picture.rows.get(above);
      }
    }
    return [...picture.rows.values()].filter(({ key }) => kept.has(key));
  }

  /** The task that one stands under. */
  private placeOf(row: TaskRow): TaskKey | null {
    const { order } = this.options;
    if (order === 'name') return null;
    const above = order === 'parent' ? row.parent : (row.awaitedBy[0] ?? null);
    return above !== null && this.picture.rows.has(above) ? above : null;
  }

  /** Tasks that wait for each other all around would stand under nothing: the first of them becomes a root. */
  private breakCircles(): void {
    const isSafe = new Set<TaskKey>();
    for (const { key } of this.shown) {
      const path = new Set<TaskKey>();
      let at: TaskKey | null = key;
      while (at !== null && !isSafe.has(at)) {
        if (path.has(at)) {
          this.above.set(at, null);
          break;
        }
        path.add(at);
        at = this.above.get(at) ?? null;
      }
      for (const each of path) isSafe.add(each);
    }
  }

  /** What the tasks of a loop stand under that stand under no other: ids by loop. */
  private homes(): ReadonlyMap<string, string> {
    const homes = new Map<string, string>();
    const isAlone = this.processes.length === 1;
    for (const { key, loops } of this.processes)
      for (const loop of loops)
        homes.set(loop.key, loops.length > 1 ? loopNode(loop).id : isAlone ? '' : processId(key));
    return homes;
  }
}

function processId(key: ProcessKey): string {
  return `process ${key}`;
}

function taskId(key: TaskKey): string {
  return `task ${key}`;
}

function taskNode(task: TaskKey): TaskNode {
  return { kind: 'task', id: taskId(task), task };
}

function loopNode({ key }: LoopRow): TreeNode {
  return { kind: 'loop', id: `loop ${key}`, loop: key };
}

/** Those that a loop is at come first. */
function rank({ isCurrent, isExact }: TaskRow): number {
  return isCurrent && isExact ? 1 : 0;
}

function likeness({ coroutine, state, kind, stack }: TaskRow): string {
  const places = stack.map(({ file, line }) => `${file}:${line}`);
  return [coroutine, state, kind ?? '', ...places].join('\n');
}

function byName(a: TaskRow, b: TaskRow): number {
  return a.name.localeCompare(b.name, 'en', { numeric: true });
}
