/**
 * The labelled corpus, read and scored: what a checker has to find in it, and what it has to leave alone. The format is
 * told in corpus/README.md.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRuleId, RULES, type RuleId } from '../../src/lint/rules.ts';

/** One file of the corpus, or one folder: the files of a folder import each other. */
export interface Program {
  readonly name: string;
  /** Such as `3.12`. */
  readonly python: string;
  readonly blocking: readonly string[];
  readonly ignore: readonly string[];
  /** The text of each file by its path in the program, with `/`. */
  readonly files: ReadonlyMap<string, string>;
  readonly labels: readonly Label[];
}

export interface Label extends Spot {
  /** Must be reported; must not; may be, and counts for nothing. */
  readonly kind: 'expect' | 'ok' | 'may';
}

/** A rule at a line of a program's file; lines from 1. */
export interface Spot {
  readonly file: string;
  readonly line: number;
  readonly rule: RuleId;
}

/** What a checker made of the corpus, for one rule or in total. */
export interface Score {
  readonly positives: number;
  readonly negatives: number;
  readonly found: number;
  readonly falseAlarms: number;
}

export const CORPUS = join(import.meta.dirname, 'corpus');

const LABEL = /\b(expect|ok|may):((?:\s*CORO\d+)+)/g;

/** All programs of the corpus, by name. */
export function readCorpus(folder = CORPUS): Program[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() || entry.name.endsWith('.py'))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name }) => readProgram(folder, name));
}

/** The labels of a file's comments. */
export function labelsOf(file: string, text: string): Label[] {
  const labels: Label[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const comment = line.search(/#\s*(expect|ok|may):/);
    if (comment < 0) continue;
    for (const [, kind, rules] of line.slice(comment).matchAll(LABEL))
      for (const rule of rules!.trim().split(/\s+/)) {
        if (!isRuleId(rule)) throw new Error(`${file}:${index + 1}: there is no rule ${rule}`);
        labels.push({ file, line: index + 1, rule, kind: kind as Label['kind'] });
      }
  }
  return labels;
}

/** Positives that no spot meets, and spots that no label allows; each once. */
export function compare(
  labels: readonly Label[],
  spots: readonly Spot[],
): { missed: Spot[]; alarms: Spot[] } {
  const told = new Set(spots.map(keyOf));
  const allowed = new Set(labels.filter(({ kind }) => kind !== 'ok').map(keyOf));
  return {
    missed: labels.filter((label) => label.kind === 'expect' && !told.has(keyOf(label))),
    alarms: [...new Map(spots.map((spot) => [keyOf(spot), spot])).values()].filter(
      (spot) => !allowed.has(keyOf(spot)),
    ),
  };
}

/** Scores by rule, where each program has been compared. */
export function score(
  programs: readonly Program[],
  missed: readonly Spot[],
  alarms: readonly Spot[],
): Map<RuleId, Score> {
  const labels = programs.flatMap((program) => program.labels);
  const scores = new Map<RuleId, Score>();
  for (const rule of Object.keys(RULES).filter(isRuleId)) {
    const count = (kind: Label['kind']): number =>
      labels.filter((label) => label.rule === rule && label.kind === kind).length;
    const positives = count('expect');
    scores.set(rule, {
      positives,
      negatives: count('ok'),
      found: positives - missed.filter((spot) => spot.rule === rule).length,
      falseAlarms: alarms.filter((spot) => spot.rule === rule).length,
    });
  }
  return scores;
}

/** The sum of scores. */
export function total(scores: Iterable<Score>): Score {
  const sum = { positives: 0, negatives: 0, found: 0, falseAlarms: 0 };
  for (const each of scores) for (const key of Object.keys(sum) as (keyof Score)[]) sum[key] += each[key];
  return sum;
}

/** The share of what was reported that is right; 1 where nothing was reported. */
export function precision({ found, falseAlarms }: Score): number {
  return found + falseAlarms === 0 ? 1 : found / (found + falseAlarms);
}

/** The share of what is wrong that was reported. */
export function recall({ found, positives }: Score): number {
  return positives === 0 ? 1 : found / positives;
}

export function keyOf({ file, line, rule }: Spot): string {
  return `${file}:${line} ${rule}`;
}

function readProgram(folder: string, name: string): Program {
  const files = new Map<string, string>();
  if (name.endsWith('.py')) files.set(name, readFileSync(join(folder, name), 'utf8'));
  else
    for (const file of readdirSync(join(folder, name), { recursive: true, encoding: 'utf8' }).sort())
      if (file.endsWith('.py'))
        files.set(file.replaceAll('\\', '/'), readFileSync(join(folder, name, file), 'utf8'));
  const texts = [...files.values()];
  const header = (key: string): string[] => {
    for (const text of texts) {
      const value = new RegExp(`^# ${key}: (.+)$`, 'm').exec(text)?.[1];
      if (value !== undefined) return value.trim().split(/\s+/);
    }
    return [];
  };
  return {
    name,
    python: header('python')[0] ?? '3.12',
    blocking: header('blocking'),
    ignore: header('ignore'),
    files,
    labels: [...files].flatMap(([file, text]) => labelsOf(file, text)),
  };
}
