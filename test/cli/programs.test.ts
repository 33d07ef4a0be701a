import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Dump, DumpTask } from '../../src/core/export/dump.ts';
import { buildCommandLine } from './commandLine.ts';
import { pythons } from '../support/pythons.ts';
import { readExpectations, type Expectations } from './expectations.ts';

/**
 * Every sample program, recorded and dumped on the command line, on the oldest and the newest Python there is: the whole
 * way from the probe to the document. (The probe's own tests run them on all Pythons.)
 */
const PROGRAMS = realpathSync(join(import.meta.dirname, '..', 'programs'));
const folder = mkdtempSync(join(tmpdir(), 'coroscope-programs-'));
const all = pythons();

let CLI = '';
beforeAll(async () => {
  CLI = await buildCommandLine('programs.test');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each([...new Set([all[0]!, all.at(-1)!])])('on Python $version', ({ version, path }) => {
  const programs = readdirSync(PROGRAMS)
    .filter((name) => name.endsWith('.py'))
    .map((name) => ({
      name,
      file: join(PROGRAMS, name),
      expected: readExpectations(join(PROGRAMS, name), version),
    }))
    .filter(({ expected }) => expected.applies);

  it.each(programs)('$name', ({ name, file, expected }) => {
    const output = join(folder, `${version}-${name}.tasktrace`);
    const recorded = spawnSync(process.execPath, [CLI, 'record', '--python', path, '-o', output, file]);
    expect(recorded.status, String(recorded.stderr)).toBe(expected.exit);
    const dumped = spawnSync(process.execPath, [CLI, 'dump', output], { maxBuffer: 2 ** 28 });
    expect(String(dumped.stderr)).toBe('');
    check(JSON.parse(String(dumped.stdout)) as Dump, file, expected);
  });
});

function check({ tasks, problems, dropped }: Dump, file: string, expected: Expectations): void {
  expect({ problems, dropped }).toEqual({ problems: [], dropped: 0 });
  if (expected.tasks !== null) expect(tasks.map(({ coroutine }) => coroutine)).toHaveLength(expected.tasks);
  const byId = new Map(tasks.map((task) => [task.id, task]));

  for (const { coroutine, fields } of expected.about) {
    const found = tasks.filter((task) => task.coroutine === coroutine);
    expect(found.length, `tasks of ${coroutine}`).toBe(Number(fields.get('count') ?? found.length) || 1);
    for (const task of found)
      expect(factsOf(task, byId, fields), coroutine).toEqual(Object.fromEntries(fields));
  }

  const made = countBy(tasks.flatMap(({ created }) => (created?.file === file ? [created.line] : [])));
  for (const [line, count] of expected.created)
    if (count !== null) expect(made.get(line), `made on line ${line}`).toBe(count);
  expect([...made.keys()].filter((line) => !expected.created.has(line))).toEqual([]);

  const awaits = tasks
    .flatMap(({ steps }) => steps.flatMap((step) => step.await ?? []))
    .filter((site) => site.file === file);
  expect(
    [...new Set(awaits.map((site) => site.line))].filter((line) => !expected.kinds.has(line ?? 0)),
  ).toEqual([]);
  for (const [line, kinds] of expected.kinds) {
    const here = new Set(awaits.filter((site) => site.line === line).map((site) => site.kind));
    for (const kind of kinds) if (kind !== '*') expect([...here], `line ${line}`).toContain(kind);
    if (!kinds.includes('*')) expect([...here].sort(), `line ${line}`).toEqual([...kinds].sort());
  }
  for (const [line, coroutines] of expected.on) {
    const first = awaits.find((site) => site.line === line);
    expect(first?.on.map((id) => byId.get(id)?.coroutine).sort(), `line ${line}`).toEqual(coroutines);
  }
}

/** What is known of a task, for the fields that are asked for. */
function factsOf(
  task: DumpTask,
  byId: ReadonlyMap<number, DumpTask>,
  fields: ReadonlyMap<string, string>,
): Record<string, string | undefined> {
  const facts: Record<string, string | undefined> = {
    parent: task.parent === null ? '-' : byId.get(task.parent)?.coroutine,
    count: fields.get('count'),
    outcome: task.outcome,
    error: task.error?.split(':')[0],
  };
  return Object.fromEntries([...fields.keys()].map((field) => [field, facts[field]]));
}

function countBy(values: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}
