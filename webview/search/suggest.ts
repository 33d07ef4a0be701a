import { testNames, testsOf } from '../../src/core/analysis/testRuns.ts';
import { fileName, printable } from '../../src/core/format.ts';
import { quoted } from '../../src/core/query/formatQuery.ts';
import { CHOICES, FIELDS, type Field } from '../../src/core/query/query.ts';
import type { Trace } from '../../src/core/trace.ts';

/** What may stand where the text cursor is. */
export interface Suggestion {
  /** `state:`, `state:ready`. */
  readonly label: string;
  /** What it means; empty where the label says it. */
  readonly hint: string;
  /** The whole text with it. */
  readonly text: string;
  /** Where the text cursor is then. */
  readonly caret: number;
}

const MOST = 9;

/** So many tasks are looked at for the names of their coroutines. */
const MOST_TASKS = 5_000;

const HINTS: Readonly<Record<Field, string>> = {
  task: 'a task’s name',
  coro: 'a coroutine’s name',
  file: 'a file of the await chain',
  line: 'a line of it: 12, 10-20',
  await: 'what is awaited',
  state: 'running, ready, suspended, blocking',
  outcome: 'what became of the task',
  loop: 'an event loop',
  scope: 'a TaskGroup or nursery',
  process: 'a process',
  test: 'the test in which a task began',
  site: 'an await site by its number',
};

const LENGTHS: readonly (readonly [string, string])[] = [
  ['>10ms', 'longer than that'],
  ['ready>5ms', 'stood ready longer'],
  ['suspended>=1s', 'was suspended as long, or longer'],
  ['run>100ms', 'ran longer'],
];

/** Suggests fields, their values, and lengths of time, for the word in which the text cursor is. */
export function suggest(trace: Trace, text: string, caret: number): readonly Suggestion[] {
  const from = wordBegin(text, caret);
  const word = text.slice(from, caret);
  const dash = /^-*/.exec(word)![0];
  const typed = word.slice(dash.length);
  const colon = typed.indexOf(':');
  const field = FIELDS.find((known) => colon >= 0 && known === typed.slice(0, colon).toLowerCase());
  const make = (label: string, hint: string, isWhole: boolean): Suggestion => {
    const put = `${dash}${label}${isWhole ? ' ' : ''}`;
    const rest = text.slice(caret).replace(/^\S+/, '').trimStart();
    return { label, hint, text: `${text.slice(0, from)}${put}${rest}`, caret: from + put.length };
  };
  if (field !== undefined) {
    const value = typed.slice(colon + 1).toLowerCase();
    const before = value.slice(0, value.lastIndexOf(',') + 1);
    const last = value.slice(before.length);
    return valuesOf(trace, field, last)
      .filter((each) => `${before}${each}` !== value)
      .slice(0, MOST)
      .map((each) => make(`${field}:${CHOICES[field] ? before : ''}${each}`, '', true));
  }
  if (colon >= 0 || typed.startsWith('"')) return [];
  const isThere = (each: Field): boolean => each !== 'site' && (each !== 'test' || trace.bands.length > 0);
  const fields = FIELDS.filter((each) => isThere(each) && each.startsWith(typed.toLowerCase()));
  const lengths = LENGTHS.filter(([each]) => typed !== '' && each.startsWith(typed) && each !== typed);
  return [
    ...fields.map((each) => make(`${each}:`, HINTS[each], false)),
    ...lengths.map(([each, hint]) => make(each, hint, true)),
  ].slice(0, MOST);
}

function wordBegin(text: string, caret: number): number {
  let from = caret;
  while (from > 0 && !/[\s(]/.test(text[from - 1]!)) from--;
  return from;
}

function valuesOf(trace: Trace, field: Field, typed: string): string[] {
  const choices = CHOICES[field];
  if (choices !== undefined) return choices.filter((choice) => choice.startsWith(typed));
  if (field === 'coro') return coroutines(trace, typed).map((name) => `=${quoted(name)}`);
  if (field === 'file') return files(trace, typed).map(quoted);
  if (field === 'test') return tests(trace, typed).map(quoted);
  if (field === 'loop') return trace.loops.map(({ id }) => String(id)).filter((id) => id.startsWith(typed));
  return [];
}

function coroutines(trace: Trace, typed: string): string[] {
  const found = new Set<string>();
  const wanted = typed.replace(/^="?/, '');
  for (let at = 0; at < Math.min(trace.tasks.length, MOST_TASKS) && found.size < MOST; at++) {
    const { coroutine } = trace.tasks[at]!;
    if (coroutine.length < 200 && coroutine.toLowerCase().includes(wanted)) found.add(coroutine);
  }
  return [...found].filter((name) => printable(name, 200) === name).sort();
}

function tests(trace: Trace, typed: string): string[] {
  const found = new Set<string>();
  const wanted = typed.replace(/^"/, '');
  for (const { all } of testsOf(trace).processes)
    for (let at = 0; at < Math.min(all.length, MOST_TASKS) && found.size < MOST; at++) {
      const short = testNames(all[at]!.name).at(-1)!;
      if (short.length < 200 && short.toLowerCase().includes(wanted)) found.add(short);
    }
  return [...found].filter((name) => printable(name, 200) === name).sort();
}

function files(trace: Trace, typed: string): string[] {
  const found = new Set<string>();
  for (let id = 1; found.size < MOST; id++) {
    const site = trace.site(id);
    if (site === undefined) break;
    const name = site.place === null ? '' : fileName(site.place.file);
    if (name !== '' && name.length < 200 && name.toLowerCase().includes(typed)) found.add(name);
  }
  return [...found].filter((name) => printable(name, 200) === name).sort();
}
