/** Which cell of an open notebook a file of a Jupyter kernel's is. */
import type * as vscode from 'vscode';
import { afterEach, expect, it, vi } from 'vitest';
import { numberOfText } from '../../src/host/notebooks/cellFile.ts';

const notebooks = vi.hoisted<{ notebookType: string; getCells: () => unknown[] }[]>(() => []);
vi.mock('vscode', () => ({
  NotebookCellKind: { Markup: 1, Code: 2 },
  workspace: { notebookDocuments: notebooks },
}));
const { aboutNotebooks, cellOf, fileOfCell, lookAtCells, whyNotOpened } =
  await import('../../src/host/notebooks/cells.ts');

afterEach(() => void notebooks.splice(0));

interface Cell {
  readonly kind: number;
  readonly document: vscode.TextDocument;
  write(text: string): void;
}

function cell(text: string, kind = 2): Cell {
  const document = { version: 1, uri: { scheme: 'vscode-notebook-cell' }, getText: () => text };
  const write = (now: string): void => {
    text = now;
    document.version++;
  };
  return { kind, document: document as unknown as vscode.TextDocument, write };
}

function open(...cells: Cell[]): void {
  notebooks.push({ notebookType: 'jupyter-notebook', getCells: () => cells });
}

const fileOf = (text: string): string => `/tmp/ipykernel_1/${String(numberOfText(text))}.py`;

it('is the one that says what ran', () => {
  const [words, first, second, twin] = [cell('x = 2', 1), cell('x = 1'), cell('x = 2'), cell('x = 2')];
  open(words, first);
  open(second, twin);
  expect(cellOf(fileOf('x = 1'))).toBe(first);
  expect(cellOf(fileOf('x = 2'))).toBe(second);
  expect(cellOf(fileOf('x = 3'))).toBeUndefined();
  expect(cellOf('/home/me/main.py')).toBeUndefined();
});

it('is found after it was changed, if it was seen before, and no other says that now', () => {
  const [changed, other] = [cell('x = 1'), cell('y = 1')];
  open(changed, other);
  lookAtCells();
  changed.write('x = 2');
  expect(cellOf(fileOf('x = 1'))).toBe(changed);
  expect(cellOf(fileOf('x = 2'))).toBe(changed);
  other.write('x = 1');
  expect(cellOf(fileOf('x = 1'))).toBe(other);
  other.write('y = 3');
  changed.write('x = 4');
  expect(cellOf(fileOf('x = 3'))).toBeUndefined();
  notebooks.splice(0);
  expect(cellOf(fileOf('x = 1'))).toBeUndefined();
});

it('leads to its file among those of a program', () => {
  const first = cell('x = 1');
  open(first, cell('x = 2'));
  const files = ['/home/me/main.py', fileOf('x = 2'), fileOf('x = 1')];
  expect(fileOfCell(first.document, files)).toBe(fileOf('x = 1'));
  expect(fileOfCell(first.document, files.slice(0, 2))).toBeUndefined();
  const file = { uri: { scheme: 'file' } } as unknown as vscode.TextDocument;
  expect(fileOfCell(file, files)).toBeUndefined();
});

it('is told of where it matters', () => {
  expect(aboutNotebooks()).toBeNull();
  open();
  expect(aboutNotebooks()).toMatch(/^1 open\. .*only while a cell is debugged/);
  expect(whyNotOpened(fileOf('x'))).toMatch(/cell/);
  expect(whyNotOpened('/elsewhere.py')).toContain('/elsewhere.py');
});
