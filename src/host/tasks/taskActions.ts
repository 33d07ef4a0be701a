import * as vscode from 'vscode';
import { printable } from '../../core/format.ts';
import { distinctTitle } from '../../core/inspect/stackText.ts';
import type { TaskPicture } from '../../core/inspect/taskRows.ts';
import type { Row } from './taskTree.ts';
import type { TaskWatch } from './taskWatch.ts';

/** Characters of a message at most. */
const MOST_CHARACTERS = 1_000;

/** What is known of the tasks that something is done with. */
interface Known {
  readonly picture: TaskPicture;
  readonly watch: TaskWatch;
}

/** Cancels a row's task, if the user means it. */
export async function cancelTask({ picture, watch }: Known, { node }: Row): Promise<void> {
  if (node.kind !== 'task') return;
  const row = picture.rows.get(node.task);
  const { debuggee } = watch.find(node.task);
  if (row === undefined || debuggee === null) return;
  const detail = `${printable(row.coroutine, 200)}\n\nIts coroutine gets a CancelledError where it awaits, and may refuse it.${
    debuggee.stop === null ? '' : ' It takes effect when the program goes on.'
  }`;
  const yes = 'Cancel Task';
  const chosen = await vscode.window.showWarningMessage(
    `Cancel ${distinctTitle(row)}?`,
    { modal: true, detail },
    yes,
  );
  if (chosen !== yes) return;
  try {
    const found = (await watch.findExact(node.task)).row;
    const { key, serial } = found ?? {};
    const said =
      key === undefined || serial === undefined
        ? 'gone'
        : await debuggee.ask({ what: 'cancel', key, serial });
    if (said === 'gone')
      vscode.window.showInformationMessage(`${inMessage(distinctTitle(row))} has ended already.`);
  } catch (error) {
    vscode.window.showWarningMessage(
      `${inMessage(distinctTitle(row))} was not cancelled. ${messageOf(error)}`,
    );
  }
}

/** Evaluates an expression of the user's in a row's frame, and shows the value. */
export async function evaluateIn({ watch }: Pick<Known, 'watch'>, { node }: Row): Promise<void> {
  if (node.kind !== 'frame') return;
  const { debuggee, row } = watch.find(node.task);
  if (debuggee === null || row === null) return;
  const text = await vscode.window.showInputBox({
    title: `Evaluate in ${printable(row.stack[node.depth]?.function ?? 'the frame', 80)}`,
    prompt: 'An expression of the program’s. It runs in the debugger, with all that it does.',
  });
  if (text === undefined || text.trim() === '') return;
  try {
    const { value } = await debuggee.evaluate(row.key, node.depth, text);
    const copy = 'Copy';
    const chosen = await vscode.window.showInformationMessage(inMessage(`${text} = ${value}`), copy);
    if (chosen === copy) await vscode.env.clipboard.writeText(value);
  } catch (error) {
    vscode.window.showWarningMessage(messageOf(error));
  }
}

/** An error for the user. */
export function messageOf(error: unknown): string {
  return inMessage(error instanceof Error ? error.message : String(error));
}

/** The program's own words: VS Code would make links of some, in what it shows as a message. */
function inMessage(text: string): string {
  return printable(text, MOST_CHARACTERS).replaceAll('](', '] (');
}
