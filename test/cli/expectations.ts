import { readFileSync } from 'node:fs';

/** What a sample program's comments say that its trace shows; test/programs/README.md explains them. */
export interface Expectations {
  /** Whether the program runs on this Python at all. */
  readonly applies: boolean;
  readonly exit: number;
  readonly tasks: number | null;
  readonly about: readonly TaskExpectation[];
  /** By line: the kinds of its suspensions; `*` among them allows others. */
  readonly kinds: ReadonlyMap<number, readonly string[]>;
  /** By line: how many tasks are made there; null for any number. */
  readonly created: ReadonlyMap<number, number | null>;
  /** By line: the coroutines of the tasks that its first suspension waits for, sorted. */
  readonly on: ReadonlyMap<number, readonly string[]>;
}

export interface TaskExpectation {
  readonly coroutine: string;
  readonly fields: ReadonlyMap<string, string>;
}

const COMMENT = /^(requires|tasks|task|await|creates|on|exit)\s*(?:\(([^)]*)\))?:\s*(.*)$/;

/** Reads the comments of a program, as they are meant for one Python, such as `3.12`. */
export function readExpectations(file: string, version: string): Expectations {
  let applies = true;
  let exit = 0;
  let tasks: number | null = null;
  const about: TaskExpectation[] = [];
  const kinds = new Map<number, readonly string[]>();
  const created = new Map<number, number | null>();
  const on = new Map<number, readonly string[]>();
  const read = (text: string, line: number): void => {
    const [, word, condition, value = ''] = COMMENT.exec(text) ?? [];
    if (word === undefined || !holds(condition ?? '', version)) return;
    const words = value.trim().split(/\s+/).filter(Boolean);
    if (word === 'requires') applies = holds(value, version);
    else if (word === 'tasks') tasks = Number(value);
    else if (word === 'exit') exit = Number(value);
    else if (word === 'await')
      kinds.set(
        line,
        value.split(',').map((kind) => kind.trim()),
      );
    else if (word === 'creates') created.set(line, value.trim() === '*' ? null : Number(value));
    else if (word === 'on') on.set(line, words);
    else
      about.push({
        coroutine: words[0] ?? '',
        fields: new Map(words.slice(1).map((field) => field.split('=', 2) as [string, string])),
      });
  };
  readFileSync(file, 'utf8')
    .split('\n')
    .forEach((text, i) => {
      const comment = /(?:^|\s)#\s*(.*)$/.exec(text)?.[1] ?? '';
      for (const part of comment.split(';')) read(part.trim(), i + 1);
    });
  return { applies, exit, tasks, about, kinds, created, on };
}

/** Whether `>=3.11,<3.13` holds for a Python. */
function holds(condition: string, version: string): boolean {
  const minor = Number(version.split('.')[1]);
  return [...condition.matchAll(/(>=|<)\s*3\.(\d+)/g)].every(([, compare, bound]) =>
    compare === '<' ? minor < Number(bound) : minor >= Number(bound),
  );
}
