import * as vscode from 'vscode';
import { printable } from '../../core/format.ts';
import { PictureTree } from '../../core/inspect/pictureTree.ts';
import { NO_FILTER } from '../../core/inspect/taskFilter.ts';
import type { TaskKey, TaskPicture } from '../../core/inspect/taskRows.ts';
import type { TreeNode, TreeOptions } from '../../core/inspect/taskTree.ts';
import { whereOf } from '../../core/inspect/evidencePlace.ts';
import type { Evidence } from '../../core/inspect/waits.ts';
import type { Debuggee, Variable } from '../debug/debuggees.ts';
import { itemOf, plain, tooltipOf, type ItemText } from './taskItems.ts';
import type { TaskWatch } from './taskWatch.ts';

/** What a row shows: a node of the picture's tree, or what the debugger or a finding adds to it. */
export type RowNode = TreeNode | VariableNode | EvidenceNode | NoteNode;

export interface VariableNode {
  readonly kind: 'variable';
  readonly id: string;
  readonly debuggee: Debuggee;
  readonly variable: Variable;
}

export interface EvidenceNode {
  readonly kind: 'evidence';
  readonly id: string;
  readonly evidence: Evidence;
}

/** A sentence in place of rows that cannot be shown. */
export interface NoteNode {
  readonly kind: 'note';
  readonly id: string;
  readonly text: string;
}

/** A row that VS Code knows, the same object for as long as it is shown. */
export interface Row {
  readonly id: string;
  above: Row | null;
  node: RowNode;
  /** How it was last shown, and which rows under it; null as long as they were not asked for. */
  shown: string;
  below: readonly string[] | null;
}

/** Characters of a value that its tooltip shows at most. */
const MOST_VALUE = 2_000;

/** The command behind a click on a row. */
const OPEN_ROW = 'coroscope.tasks.openFrame';

/** The tree of the Tasks view. Of a new picture VS Code is told only the rows that look otherwise than before. */
export class TaskTree implements vscode.TreeDataProvider<Row> {
  private readonly watch: TaskWatch;
  private readonly emitter = new vscode.EventEmitter<Row[] | undefined>();
  private readonly rows = new Map<string, Row>();
  private roots: readonly string[] | null = null;
  private tree: PictureTree;
  private stops = '';
  private version: string | null = null;
  picture: TaskPicture;
  options: TreeOptions = { filter: NO_FILTER, order: 'parent' };
  readonly onDidChangeTreeData = this.emitter.event;

  constructor(watch: TaskWatch) {
    this.watch = watch;
    this.picture = watch.take();
    this.tree = new PictureTree(this.picture, this.options);
  }

  /** How many tasks are shown. */
  get size(): number {
    return this.tree.size;
  }

  /** How many of them pass the filter: the others lead to these. */
  get matches(): number {
    return this.tree.matches;
  }

  /** Takes the picture anew. */
  update(options: TreeOptions = this.options): void {
    const { stops, version } = this.watch;
    if (version !== null && version === this.version && options === this.options) return;
    const isOther = stops !== this.stops;
    this.stops = stops;
    this.version = version;
    this.options = options;
    this.picture = this.watch.take();
    this.tree = new PictureTree(this.picture, options);
    // Variables belong to one stop, however alike the next one is.
    if (isOther) return this.renew();
    const changed: Row[] = [];
    if (!this.compare(null, this.roots, changed)) return this.renew();
    if (changed.length > 0) this.emitter.fire(changed);
  }

  getTreeItem(row: Row): vscode.TreeItem {
    const text = this.textOf(row);
    row.shown = JSON.stringify(text);
    const item = new vscode.TreeItem(text.label, STATES[text.expands]);
    item.id = row.id;
    item.description = text.description;
    item.contextValue = text.context;
    item.accessibilityInformation = { label: text.spoken };
    if (text.icon !== '')
      item.iconPath = new vscode.ThemeIcon(
        text.icon,
        text.color === '' ? undefined : new vscode.ThemeColor(text.color),
      );
    if (text.leads) item.command = { command: OPEN_ROW, title: 'Go to Source', arguments: [row] };
    return item;
  }

  resolveTreeItem(item: vscode.TreeItem, { node }: Row): vscode.TreeItem {
    const row =
      node.kind === 'task' || node.kind === 'awaiter' ? this.picture.rows.get(node.task) : undefined;
    if (row !== undefined)
      item.tooltip = new vscode.MarkdownString().appendCodeblock(tooltipOf(this.picture, row), 'text');
    else if (node.kind === 'group' || node.kind === 'evidence')
      item.tooltip = item.accessibilityInformation?.label;
    else if (node.kind === 'variable')
      item.tooltip = `${node.variable.name}: ${node.variable.type}\n${node.variable.value.slice(0, MOST_VALUE)}`;
    else if (node.kind === 'frame') {
      const frame = this.picture.rows.get(node.task)?.stack[node.depth];
      if (frame !== undefined) item.tooltip = `${printable(frame.file, 1000)}:${frame.line}`;
    }
    return item;
  }

  async getChildren(row?: Row): Promise<Row[]> {
    const nodes = await this.nodesBelow(row?.node ?? null);
    const former = row === undefined ? this.roots : row.below;
    const below = nodes.map((node) => this.rowOf(node, row ?? null));
    const ids = below.map(({ id }) => id);
    if (row === undefined) this.roots = ids;
    else row.below = ids;
    this.forget(row ?? null, former ?? [], new Set(ids));
    return below;
  }

  getParent(row: Row): Row | null {
    return row.above;
  }

  /** The row of a task, to be revealed; null where the filter hides it. */
  find(task: TaskKey): Row | null {
    const node = this.tree.find(task);
    return node === null ? null : this.rowWithAbove(node);
  }

  dispose(): void {
    this.emitter.dispose();
  }

  private rowWithAbove(node: TreeNode): Row {
    const above = this.tree.parentOf(node);
    return this.rowOf(node, above === null ? null : this.rowWithAbove(above));
  }

  private renew(): void {
    this.rows.clear();
    this.roots = null;
    this.emitter.fire(undefined);
  }

  /** Finds the rows that look otherwise now; false where the roots do. */
  private compare(row: Row | null, shown: readonly string[] | null, changed: Row[]): boolean {
    if (shown === null) return true;
    const { node } = row ?? { node: null };
    if (node !== null && (!isOfTree(node) || node.kind === 'frame' || node.kind === 'finding')) return true;
    const nodes = this.tree.children(node);
    if (nodes.length !== shown.length || nodes.some(({ id }, at) => id !== shown[at])) {
      if (row === null) return false;
      changed.push(row);
      return true;
    }
    for (const each of nodes) {
      const child = this.rowOf(each, row);
      if (child.shown !== '' && child.shown !== JSON.stringify(this.textOf(child))) changed.push(child);
      else this.compare(child, child.below, changed);
    }
    return true;
  }

  private rowOf(node: RowNode, above: Row | null): Row {
    const known = this.rows.get(node.id);
    if (known !== undefined) {
      known.node = node;
      known.above = above;
      return known;
    }
    const row: Row = { id: node.id, above, node, shown: '', below: null };
    this.rows.set(row.id, row);
    return row;
  }

  /** Lets rows go that are shown no more, with those below them: programs have made millions of tasks. */
  private forget(above: Row | null, former: readonly string[], kept: ReadonlySet<string>): void {
    for (const id of former) {
      const row = kept.has(id) ? undefined : this.rows.get(id);
      // It may stand elsewhere by now.
      if (row === undefined || row.above !== above) continue;
      this.rows.delete(id);
      this.forget(row, row.below ?? [], kept);
    }
  }

  private async nodesBelow(node: RowNode | null): Promise<readonly RowNode[]> {
    if (node === null || isOfTree(node)) {
      if (node?.kind === 'frame') return this.variablesOf(node);
      if (node?.kind === 'finding') return this.evidenceOf(node);
      return this.tree.children(node);
    }
    if (node.kind !== 'variable') return [];
    const { debuggee, variable } = node;
    return this.asRows(node.id, debuggee, () => debuggee.expand(variable.reference));
  }

  private evidenceOf({ id, finding }: TreeNode & { kind: 'finding' }): readonly EvidenceNode[] {
    const found = this.picture.findings[finding]?.evidence ?? [];
    return found.map((evidence, at) => ({ kind: 'evidence', id: `${id} ${at}`, evidence }));
  }

  private async variablesOf({ id, task, depth }: TreeNode & { kind: 'frame' }): Promise<readonly RowNode[]> {
    const { debuggee, row } = this.watch.find(task);
    if (debuggee === null || row === null || debuggee.stop === null) return [];
    return this.asRows(id, debuggee, () => debuggee.variables(row.key, depth));
  }

  private async asRows(
    id: string,
    debuggee: Debuggee,
    ask: () => Promise<readonly Variable[]>,
  ): Promise<readonly RowNode[]> {
    try {
      const variables = await ask();
      if (variables.length === 0) return [{ kind: 'note', id: `${id} none`, text: 'No variables' }];
      return variables.map((variable, at) => ({
        kind: 'variable',
        id: `${id} .${at} ${variable.name}`,
        debuggee,
        variable,
      }));
    } catch (error) {
      return [
        { kind: 'note', id: `${id} none`, text: error instanceof Error ? error.message : String(error) },
      ];
    }
  }

  /** The tasks under a task without one above it: those that a program's main task made are to be seen at once. */
  private tasksBelow(node: TreeNode, above: Row | null): number {
    if (node.kind !== 'task') return 0;
    const below = this.tree.tasksBelow(node.task);
    return above?.node.kind === 'task' || above?.node.kind === 'group' ? 0 : below;
  }

  private textOf({ node, above }: Row): ItemText {
    switch (node.kind) {
      case 'variable': {
        const { name, value, reference } = node.variable;
        const icon = name.endsWith('variables') && value === '' ? 'symbol-namespace' : 'symbol-variable';
        return plain(printable(name, 100), printable(value, 300), {
          icon,
          expands: reference > 0 ? 'closed' : 'not',
          context: 'variable',
        });
      }
      case 'evidence': {
        const text = printable(node.evidence.text, 300);
        const where = whereOf(node.evidence);
        return plain(text, where, {
          icon: 'arrow-small-right',
          context: 'evidence',
          spoken: where === '' ? text : `${text} ${where}`,
          leads: where !== '',
        });
      }
      case 'note':
        return plain(printable(node.text, 300), '', { icon: 'info', context: 'note' });
      default:
        return (
          itemOf(this.picture, node, this.tasksBelow(node, above)) ??
          plain('Ended', '', { context: node.kind })
        );
    }
  }
}

const STATES = {
  not: vscode.TreeItemCollapsibleState.None,
  closed: vscode.TreeItemCollapsibleState.Collapsed,
  open: vscode.TreeItemCollapsibleState.Expanded,
} as const;

function isOfTree(node: RowNode): node is TreeNode {
  return node.kind !== 'variable' && node.kind !== 'evidence' && node.kind !== 'note';
}
