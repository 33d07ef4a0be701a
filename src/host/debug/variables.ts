import { AskFailure } from './answers.ts';
import type { Variable } from './debuggees.ts';
import { fields } from './tracker.ts';

/** So much of what the debugger says of variables is taken: so many of one object, and of a text so many characters. */
const MOST_VARIABLES = 2000;
const MOST_TEXT = 10_000;

/** Reads the debugger's answer to `variables`, whatever it is. */
export function readVariables(response: unknown): readonly Variable[] {
  const { variables } = fields(response);
  if (!Array.isArray(variables)) return [];
  return variables.slice(0, MOST_VARIABLES).map((each: unknown) => {
    const { name, value, type, variablesReference } = fields(each);
    return {
      name: text(name),
      value: text(value),
      type: text(type),
      reference: reference(variablesReference),
    };
  });
}

/** Reads its answer to `evaluate`, as a variable of that name. */
export function readValue(name: string, response: unknown): Variable {
  const { result, type, variablesReference } = fields(response);
  return { name, value: text(result), type: text(type), reference: reference(variablesReference) };
}

/** What the debugger could not do. Of a traceback only the last line is for the user. */
export function failureOf(error: unknown): AskFailure {
  if (error instanceof AskFailure) return error;
  const lines = (error instanceof Error ? error.message : String(error)).trimEnd().split('\n');
  return new AskFailure('Fault', (lines.at(-1) ?? '').trim().slice(0, MOST_TEXT));
}

function text(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, MOST_TEXT) : '';
}

function reference(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : 0;
}
