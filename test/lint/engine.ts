import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from '../../src/lint/finding.ts';
import { loadParser, type PythonParser } from '../../src/lint/parser.ts';
import { Project } from '../../src/lint/project.ts';
import { repository } from '../support/paths.ts';
import type { Program, Spot } from './labels.ts';

/** A finding's spot, and what it says. */
export interface Told extends Spot {
  readonly message: string;
}

/** The parser, from the installed packages. */
export function loadEngine(): Promise<PythonParser> {
  const read = (file: string): Uint8Array => readFileSync(join(repository, 'node_modules', file));
  return loadParser({
    runtime: read('web-tree-sitter/web-tree-sitter.wasm'),
    grammar: read('tree-sitter-python/tree-sitter-python.wasm'),
  });
}

/** All findings of a program, file by file. */
export function lintProgram(parser: PythonParser, program: Program): Told[] {
  return [...findingsOfProgram(parser, program)].flatMap(([file, findings]) =>
    findings.map(({ rule, range, message }) => ({ file, line: range.start.line + 1, rule, message })),
  );
}

/** The findings of a program by file. */
export function findingsOfProgram(parser: PythonParser, program: Program): Map<string, readonly Finding[]> {
  const [major, minor] = program.python.split('.').map(Number);
  const project = new Project(parser, {
    python: [major!, minor!],
    blockingCalls: program.blocking,
    ignoredCalls: program.ignore,
    ignoredRules: [],
  });
  for (const [file, text] of program.files) project.set(file, text);
  return new Map([...program.files.keys()].map((file) => [file, project.findings(file)]));
}
