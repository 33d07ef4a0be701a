import { printable } from '../core/format.ts';
import type { Finding, Fix, Position } from '../lint/finding.ts';

/** A finding with the file's name as the user knows it. */
export interface Reported {
  readonly file: string;
  readonly finding: Finding;
  readonly fix: Fix | null;
}

/** A line for each finding, `file:line:column rule message`, and below it the calls on the way to the blocking one. */
export function* asText(reported: readonly Reported[], nameOf: (path: string) => string): Iterable<string> {
  for (const { file, finding } of reported) {
    yield `${at(file, finding.range.start)} ${finding.rule} ${shown(finding.message)}\n`;
    for (const step of finding.path)
      yield `    ${at(nameOf(step.file), step.range.start)} ${shown(step.name)}\n`;
  }
}

/** A JSON array of findings; lines and columns from 1, as in the text. */
export function* asJson(reported: readonly Reported[], nameOf: (path: string) => string): Iterable<string> {
  yield '[';
  let separator = '\n';
  for (const { file, finding, fix } of reported) {
    yield (
      separator +
      JSON.stringify({
        file,
        ...fromOne(finding.range.start),
        rule: finding.rule,
        message: finding.message,
        path: finding.path.map((step) => ({
          file: nameOf(step.file),
          ...fromOne(step.range.start),
          name: step.name,
        })),
        fix: fix && {
          title: fix.title,
          edits: fix.edits.map(({ range, text }) => ({
            ...fromOne(range.start),
            endLine: range.end.line + 1,
            endColumn: range.end.column + 1,
            text,
          })),
        },
      })
    );
    separator = ',\n';
  }
  yield reported.length > 0 ? '\n]\n' : ']\n';
}

function at(file: string, { line, column }: Position): string {
  return `${shown(file)}:${line + 1}:${column + 1}`;
}

function fromOne({ line, column }: Position): Position {
  return { line: line + 1, column: column + 1 };
}

function shown(text: string): string {
  return printable(text, 4096);
}
