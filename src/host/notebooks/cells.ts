import * as vscode from 'vscode';
import { cellNumber, numberOfText } from './cellFile.ts';

/** The types of notebooks whose cells a Jupyter kernel runs: files, and interactive windows. */
const NOTEBOOKS = ['jupyter-notebook', 'interactive'];

/** So many former texts of a cell are known. */
const MOST_TEXTS = 50;

/** The numbers of the texts that a cell was seen with, the present one last. */
const seen = new WeakMap<vscode.TextDocument, { version: number; numbers: number[] }>();

/**
 * The cell of an open notebook that a kernel compiled as that file; undefined where the path is none of a cell, or the cell is not
 * open, or said something else whenever it was looked at. Of cells with the same text it is the first.
 */
export function cellOf(file: string): vscode.NotebookCell | undefined {
  const number = cellNumber(file);
  if (number === null) return undefined;
  const cells = openCells().map((cell) => ({ cell, numbers: numbersOf(cell.document) }));
  const found =
    cells.find(({ numbers }) => numbers.at(-1) === number) ??
    cells.find(({ numbers }) => numbers.includes(number));
  return found?.cell;
}

/** The one of a program's files as which this document ran as a cell; undefined where it is no cell, or did not run. */
export function fileOfCell(document: vscode.TextDocument, files: Iterable<string>): string | undefined {
  if (document.uri.scheme !== 'vscode-notebook-cell') return undefined;
  for (const file of files) if (cellOf(file)?.document === document) return file;
  return undefined;
}

/** Looks at the cells of all open notebooks: what they say now is what they are found by when they have been changed. */
export function lookAtCells(): void {
  for (const { document } of openCells()) numbersOf(document);
}

/** Shows a line of a cell, as the debugger does. Lines count from 1. Answers the cell's editor, if there is one to be had. */
export async function showCell(
  { document }: vscode.NotebookCell,
  line: number,
  options: vscode.TextDocumentShowOptions,
): Promise<vscode.TextEditor | undefined> {
  const { range } = document.lineAt(Math.min(Math.max(line, 1), document.lineCount) - 1);
  const selection = new vscode.Range(range.start, range.start);
  await vscode.commands.executeCommand('vscode.open', document.uri, { ...options, selection });
  return vscode.window.visibleTextEditors.find((editor) => editor.document === document);
}

/** What the diagnostics say of notebooks; null where none is open. */
export function aboutNotebooks(): string | null {
  const open = vscode.workspace.notebookDocuments.filter(({ notebookType }) =>
    NOTEBOOKS.includes(notebookType),
  );
  return open.length === 0
    ? null
    : `${open.length} open. A kernel is recorded only while a cell is debugged, or once its process is attached to`;
}

/** What to say where a file cannot be opened. */
export function whyNotOpened(file: string): string {
  return cellNumber(file) === null
    ? `Cannot open ${file}: it is not on this machine, or is no text file.`
    : 'Cannot find the cell that ran this line: its notebook is not open, or the cell was changed or deleted since.';
}

function openCells(): vscode.NotebookCell[] {
  return vscode.workspace.notebookDocuments
    .flatMap((notebook) => notebook.getCells())
    .filter(({ kind }) => kind === vscode.NotebookCellKind.Code);
}

function numbersOf(document: vscode.TextDocument): readonly number[] {
  const known = seen.get(document);
  if (known?.version === document.version) return known.numbers;
  const number = numberOfText(document.getText());
  const numbers = [...(known?.numbers ?? []).filter((each) => each !== number), number].slice(-MOST_TEXTS);
  seen.set(document, { version: document.version, numbers });
  return numbers;
}
