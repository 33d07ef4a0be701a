import * as vscode from 'vscode';
import type { Position, Range } from '../../lint/finding.ts';
import type { FileKey } from './lint/lintProtocol.ts';

const SCHEMES = ['file', 'untitled', 'vscode-notebook-cell'];

/** The documents that get hints. */
export const HINTED: vscode.DocumentSelector = SCHEMES.map((scheme) => ({ language: 'python', scheme }));

export function isHinted({ languageId, uri }: vscode.TextDocument): boolean {
  return languageId === 'python' && SCHEMES.includes(uri.scheme);
}

export function keyOf(uri: vscode.Uri): FileKey {
  return uri.scheme === 'file' ? uri.fsPath : uri.toString();
}

export function uriOf(key: FileKey): vscode.Uri {
  return /^(untitled|vscode-notebook-cell):/.test(key) ? vscode.Uri.parse(key) : vscode.Uri.file(key);
}

export function editorRange({ start, end }: Range): vscode.Range {
  return new vscode.Range(start.line, start.column, end.line, end.column);
}

export function enginePosition({ line, character }: vscode.Position): Position {
  return { line, column: character };
}

export function engineRange({ start, end }: vscode.Range): Range {
  return { start: enginePosition(start), end: enginePosition(end) };
}
