import * as vscode from 'vscode';
import type { FramePlace } from '../../core/inspect/snapshot.ts';
import { allStacksText, stackText } from '../../core/inspect/stackText.ts';
import { isFiltered, NO_FILTER } from '../../core/inspect/taskFilter.ts';
import type { TaskKey } from '../../core/inspect/taskRows.ts';
import type { FindingNode, TaskFilter, TreeOptions } from '../../core/inspect/taskTree.ts';
import { placeOf } from '../../core/inspect/waitPart.ts';
import { countedTasks, formatCount, formatDuration } from '../../core/format.ts';
import type { Debuggees } from '../debug/debuggees.ts';
import { inBackground } from '../log.ts';
import { chooseFilter, chooseTask } from './chooseTasks.ts';
import { FrameHighlight } from './frameHighlight.ts';
import { cancelTask, evaluateIn } from './taskActions.ts';
import { TaskTree, type EvidenceNode, type Row } from './taskTree.ts';
import { TaskWatch } from './taskWatch.ts';
import { WaitsPanel } from './waitsPanel.ts';

const VIEW = 'coroscope.tasks';
/** Context keys: whether there is a program; whether there has been one in this window; why the tree is empty; whether it is filtered. */
const HAS_TASKS = 'coroscope.hasTasks';
const HAD_TASKS = 'coroscope.hadTasks';
const WHY_EMPTY = 'coroscope.tasksEmpty';
const IS_FILTERED = 'coroscope.tasksFiltered';

interface Parts {
  readonly extensionUri: vscode.Uri;
  readonly debuggees: Debuggees;
  /** Shows a task in the timeline: the recording's id, and the task's number in it. */
  readonly showTask: (session: string, task: number) => void;
}

/** The Tasks view of the Debug side bar: what every task of the debugged programs is at. */
export class TasksView implements vscode.Disposable {
  private readonly parts: Parts;
  private readonly watch: TaskWatch;
  private readonly tree: TaskTree;
  private readonly view: vscode.TreeView<Row>;
  private readonly waits: WaitsPanel;
  private readonly highlight = new FrameHighlight();
  private readonly subscriptions: vscode.Disposable;
  private readonly contexts = new Map<string, string | boolean>();
  private timer: NodeJS.Timeout | undefined;

  constructor(parts: Parts) {
    this.parts = parts;
    this.watch = new TaskWatch(parts.debuggees, () => this.update());
    this.tree = new TaskTree(this.watch);
    this.waits = new WaitsPanel({
      extensionUri: parts.extensionUri,
      watch: this.watch,
      openPlace: (place, key) => this.openPlace(place, key),
      reveal: (key) => this.reveal(key),
    });
    this.view = vscode.window.createTreeView(VIEW, { treeDataProvider: this.tree });
    const commands: Readonly<Record<string, (row?: Row) => unknown>> = {
      openFrame: (row) => row && this.open(row),
      // By its key it has no row; of a variable its value is meant.
      copyStack: (row = this.view.selection[0]) => this.copy(this.valueOf(row) || this.stacksOf(row)),
      copyAllStacks: async () => this.copy(await this.allStacks()),
      dumpAll: async () => this.showText(await this.allStacks()),
      cancelTask: (row) => row && cancelTask({ picture: this.tree.picture, watch: this.watch }, row),
      revealInTimeline: (row) => row && this.revealInTimeline(row),
      copyValue: (row) => this.copy(this.valueOf(row)),
      evaluateInFrame: (row) => row && evaluateIn({ watch: this.watch }, row),
      filter: () => this.chooseFilter(),
      // The same with another icon.
      changeFilter: () => this.chooseFilter(),
      clearFilter: () => this.apply({ ...this.tree.options, filter: NO_FILTER }),
      collapse: async () => {
        await vscode.commands.executeCommand(`${VIEW}.focus`);
        await vscode.commands.executeCommand('list.collapseAll');
      },
      search: () => this.search(),
      refresh: () => this.watch.refresh(),
      showWaitGraph: () => this.waits.show(),
    };
    this.subscriptions = vscode.Disposable.from(
      this.view,
      this.tree,
      this.highlight,
      this.waits,
      parts.debuggees.onChange(({ what }) => {
        if (what === 'stop' || what === 'list') this.highlight.clear();
        this.update();
      }),
      this.view.onDidChangeVisibility(() => this.update()),
      ...Object.entries(commands).map(([name, run]) =>
        vscode.commands.registerCommand(`${VIEW}.${name}`, (row?: Row) => run(row)),
      ),
    );
    this.update();
  }

  /** Shows a task in the tree; `session`: its recording's id. */
  async showTask(session: string, task: number): Promise<void> {
    this.look();
    const row = [...this.tree.picture.rows.values()].find(
      ({ key, task: each }) => each === task && this.watch.find(key).session?.id === session,
    );
    if (row !== undefined) return this.reveal(row.key);
    vscode.window.showInformationMessage(
      'That task has ended, or its program is not debugged any more: the Asyncio Tasks view shows those that live.',
    );
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.subscriptions.dispose();
  }

  /** Brings the view up to date now, and again after a beat while a program runs. */
  private update(): void {
    clearTimeout(this.timer);
    const { all } = this.parts.debuggees;
    this.setContext(HAS_TASKS, all.length > 0);
    // From then on the view stays: one that comes back with the next program is given no height by VS Code.
    if (all.length > 0) this.setContext(HAD_TASKS, true);
    this.waits.update();
    if (!this.view.visible) return;
    const begin = performance.now();
    this.look();
    this.tell();
    const took = performance.now() - begin;
    if (all.some(({ state }) => state !== 'ended'))
      this.timer = setTimeout(
        () => this.update(),
        beatOf(
          all.every(({ stop }) => stop !== null),
          took,
        ),
      );
  }

  private look(): void {
    this.watch.look();
    this.tree.update();
  }

  private setContext(key: string, value: string | boolean): void {
    if (this.contexts.get(key) === value) return;
    this.contexts.set(key, value);
    void vscode.commands.executeCommand('setContext', key, value);
  }

  /** Says above the rows what they are. */
  private tell(): void {
    const { picture, options, size, matches } = this.tree;
    const { all } = this.parts.debuggees;
    const stopped = all.filter(({ stop }) => stop !== null).length;
    const count = countedTasks(picture.rows.size);
    const how = stopped > 0 ? ' · stopped' : this.watch.isHanging ? ' · hangs' : '';
    const description = picture.rows.size === 0 ? '' : count + how;
    if (this.view.description !== description) this.view.description = description;
    const silent = this.watch.whySilent;
    const isOn = isFiltered(options.filter);
    this.setContext(IS_FILTERED, isOn);
    const filtered = isOn
      ? `${filterText(options.filter)}: ${formatCount(matches)} of ${count}. Clear Filter in … shows all.`
      : '';
    const message =
      silent === null
        ? filtered || this.whyRefused(size)
        : `${silent} What is shown is the last that the recording tells.`;
    if ((this.view.message ?? '') !== message) this.view.message = message;
    const findings = picture.findings.length;
    this.view.badge =
      findings === 0
        ? undefined
        : { value: findings, tooltip: findings === 1 ? '1 finding' : `${findings} findings` };
    this.setContext(WHY_EMPTY, size > 0 ? '' : this.whyEmpty());
  }

  /** Why the probe is not in a program, where that says more than the text in the empty tree. */
  private whyRefused(size: number): string {
    const refused = this.parts.debuggees.all.find(({ whyCode }) => whyCode === 'refused');
    return size > 0 ? '' : (refused?.whyNothing ?? '');
  }

  private whyEmpty(): string {
    const { all } = this.parts.debuggees;
    if (all.length === 0) return 'noProgram';
    const codes = all.flatMap(({ whyCode }) => whyCode ?? []);
    if (codes[0] !== undefined) return codes[0];
    if (this.tree.picture.rows.size > 0) return 'filtered';
    return all.some(({ state }) => state === 'starting') ? 'starting' : 'noLoop';
  }

  private async open({ node }: Row): Promise<void> {
    if (node.kind === 'awaiter') return this.reveal(node.task);
    if (node.kind === 'finding' || node.kind === 'evidence') return this.openEvidence(node);
    const row = 'task' in node ? this.tree.picture.rows.get(node.task) : undefined;
    const place = row && node.kind === 'frame' ? row.stack[node.depth] : row && placeOf(row);
    if (row === undefined || !place) return;
    await this.openPlace(place, row.key);
  }

  private async openEvidence(node: FindingNode | EvidenceNode): Promise<void> {
    const { findings } = this.tree.picture;
    const evidence = node.kind === 'evidence' ? [node.evidence] : (findings[node.finding]?.evidence ?? []);
    const place = evidence.find((each) => each.place !== null)?.place;
    if (place) await this.openPlace(place, null);
  }

  /** Shows a line; `key` is the task that stands there, null where it is not known. */
  private async openPlace(place: FramePlace, key: TaskKey | null): Promise<void> {
    const session =
      key === null
        ? this.parts.debuggees.all.flatMap((each) => (each.stop && each.session) ?? [])[0]
        : this.watch.find(key).session;
    await this.highlight.show(place, (file) => session?.localFile(file) ?? file);
  }

  private async reveal(key: TaskKey): Promise<void> {
    // What the filter hides is shown all the same: the user asks for it.
    if (this.tree.find(key) === null) this.apply({ ...this.tree.options, filter: NO_FILTER });
    const row = this.tree.find(key);
    if (row !== null) await this.view.reveal(row, { select: true, focus: true, expand: true });
  }

  private valueOf(row: Row | undefined): string {
    return row?.node.kind === 'variable' ? row.node.variable.value : '';
  }

  private stacksOf(row: Row | undefined): string {
    if (row === undefined) return '';
    const { node } = row;
    const keys = node.kind === 'group' ? node.tasks : 'task' in node ? [node.task] : [];
    const rows = keys.flatMap((key) => this.tree.picture.rows.get(key) ?? []);
    return rows.map((each) => `${stackText(this.tree.picture, each)}\n`).join('\n');
  }

  private async copy(text: string): Promise<void> {
    if (text !== '') await vscode.env.clipboard.writeText(text);
  }

  private async allStacks(): Promise<string> {
    return allStacksText(await this.watch.takeExact());
  }

  private async showText(content: string): Promise<void> {
    const document = await vscode.workspace.openTextDocument({ content, language: 'plaintext' });
    await vscode.window.showTextDocument(document);
  }

  private revealInTimeline({ node }: Row): void {
    const row = 'task' in node ? this.tree.picture.rows.get(node.task) : undefined;
    if (row === undefined || row.task === null) return;
    const { session } = this.watch.find(row.key);
    if (session) this.parts.showTask(session.id, row.task);
  }

  private async chooseFilter(): Promise<void> {
    const chosen = await chooseFilter(this.tree.options);
    if (chosen !== undefined) this.apply(chosen);
  }

  private apply(options: TreeOptions): void {
    this.tree.update(options);
    this.tell();
  }

  private async search(): Promise<void> {
    this.look();
    const chosen = await chooseTask(this.tree.picture);
    if (chosen !== undefined) inBackground('showing a task', this.reveal(chosen));
  }
}

/** Milliseconds until the next look. A program that stands still only has to be asked whether it answered. */
function beatOf(isStopped: boolean, took: number): number {
  const beat = vscode.workspace.getConfiguration('coroscope').get('tasks.refreshMilliseconds', 250);
  // Of many tasks a look takes long: others share the thread.
  return Math.max(beat, isStopped ? 1_000 : 0, 10 * took);
}

function filterText({ mine, waiting, longerThan, text }: TaskFilter): string {
  return [
    ...(mine ? ['mine'] : []),
    ...(waiting ? ['waiting'] : []),
    ...(longerThan > 0 ? [`longer than ${formatDuration(longerThan)}`] : []),
    ...(text === '' ? [] : [`“${text}”`]),
  ].join(' · ');
}
