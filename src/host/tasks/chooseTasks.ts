import * as vscode from 'vscode';
import { fileName } from '../../core/format.ts';
import { describeState, rowTitle } from '../../core/inspect/stackText.ts';
import type { TaskKey, TaskPicture } from '../../core/inspect/taskRows.ts';
import type { TreeOptions } from '../../core/inspect/taskTree.ts';
import { placeOf } from '../../core/inspect/waitPart.ts';
import { SECOND, type Nanos } from '../../core/units.ts';

interface Choice extends vscode.QuickPickItem {
  readonly apply: (options: TreeOptions) => TreeOptions;
}

const LENGTHS: readonly (readonly [string, Nanos])[] = [
  ['1 second', SECOND],
  ['10 seconds', 10 * SECOND],
  ['1 minute', 60 * SECOND],
];

/** Asks which tasks to show, and under what; undefined when the user thinks better of it. */
export async function chooseFilter(options: TreeOptions): Promise<TreeOptions | undefined> {
  const { filter, order } = options;
  const filters: Choice[] = [
    {
      label: 'Only mine',
      description: 'with a frame of your own code',
      picked: filter.mine,
      apply: (to) => ({ ...to, filter: { ...to.filter, mine: true } }),
    },
    {
      label: 'Only waiting',
      description: 'suspended at an await',
      picked: filter.waiting,
      apply: (to) => ({ ...to, filter: { ...to.filter, waiting: true } }),
    },
    ...LENGTHS.map(([title, longerThan]): Choice => ({
      label: `Longer than ${title}`,
      description: 'in the state they are in',
      picked: filter.longerThan === longerThan,
      apply: (to) => ({
        ...to,
        filter: { ...to.filter, longerThan: Math.max(to.filter.longerThan, longerThan) },
      }),
    })),
  ];
  const orders: Choice[] = [
    {
      label: 'Under who waits for them',
      picked: order === 'waited',
      apply: (to) => ({ ...to, order: 'waited' }),
    },
    { label: 'Side by side, by name', picked: order === 'name', apply: (to) => ({ ...to, order: 'name' }) },
  ];
  const separator = (label: string): Choice => ({
    label,
    kind: vscode.QuickPickItemKind.Separator,
    apply: (to) => to,
  });
  const chosen = await vscode.window.showQuickPick(
    [
      separator('Which tasks'),
      ...filters,
      separator('Where they stand, else under who created them'),
      ...orders,
    ],
    { title: 'Filter Tasks', canPickMany: true, placeHolder: 'None chosen: all tasks' },
  );
  if (chosen === undefined) return undefined;
  const none: TreeOptions = {
    filter: { mine: false, waiting: false, longerThan: 0, text: filter.text },
    order: 'parent',
  };
  return chosen.reduce((to, choice) => choice.apply(to), none);
}

/** Has the user look for a task by its name, coroutine or place. */
export async function chooseTask(picture: TaskPicture): Promise<TaskKey | undefined> {
  const items = [...picture.rows.values()].map((row) => {
    const place = placeOf(row);
    return {
      key: row.key,
      label: rowTitle(row),
      description: describeState(row),
      detail: place === null ? row.coroutine : `${place.function} · ${fileName(place.file)}:${place.line}`,
    };
  });
  const chosen = await vscode.window.showQuickPick(items, {
    title: 'Search Tasks',
    placeHolder: 'Name, coroutine, what it awaits, or file',
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return chosen?.key;
}
