import { pythonText } from './pythonText.ts';

/**
 * What the debugger evaluates to have the probe answer; see src/probe/coroscope_probe/answers.py and frames.py.
 */

/** The name of the events by which the probe answers. */
export const OWN_EVENT = 'coroscope';

/** The name of the module that holds all of the probe. */
const PACKAGE = 'coroscope_probe';

/** What the probe can be asked. `key` and `serial` are those of a snapshot's task. */
export type Question =
  | { readonly what: 'snapshot' | 'graph' | 'leave' | 'about' }
  | { readonly what: 'cancel'; readonly key: string; readonly serial: number };

/**
 * Asks a question. Its value is always None, which no debugger shows, and it raises nothing; the answer comes as events of
 * that number, before the value does. Where there is no probe none comes.
 */
export function questionExpression(number: number, question: Question): string {
  const values =
    question.what === 'cancel' ? [pythonText(checkedKey(question.key)), String(question.serial)] : [];
  const given = [String(number), `'${question.what}'`, ...values].join(',');
  return `(lambda a:a and a(${given}))(getattr(__import__('sys').modules.get('${PACKAGE}'),'ask',None))`;
}

/** An object with the variables of a suspended task's frame, `depth` frames inwards from its coroutine's. */
export function variablesExpression(key: string, depth: number): string {
  return `${FRAMES}.variables(${checkedKey(key)},${String(depth)})`;
}

/** The value of an expression of the user's in such a frame. */
export function evaluateExpression(key: string, depth: number, text: string): string {
  return `${FRAMES}.evaluate(${checkedKey(key)},${String(depth)},${pythonText(text)})`;
}

const FRAMES = `__import__('sys').modules['${PACKAGE}'].frames`;

/** Keys come from the program: nothing but a number may become part of an expression. */
function checkedKey(key: string): string {
  if (!/^\d{1,20}$/.test(key)) throw new RangeError('not a key of a task');
  return key;
}
