import { randomUUID } from 'node:crypto';
import { readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { applyEdits } from '../lint/fixes/edits.ts';
import { loadParser } from '../lint/parser.ts';
import { Project, type LintOptions } from '../lint/project.ts';
import { isRuleId, type RuleId } from '../lint/rules.ts';
import { readSource, type SourceText } from '../sources/sourceText.ts';
import { Complaint } from './complaint.ts';
import { asJson, asText, type Reported } from './lintReport.ts';
import { print } from './print.ts';
import { pythonFiles } from './pythonFiles.ts';

/** What to look at, and how to tell it. */
export interface LintCommand {
  readonly paths: readonly string[];
  readonly json: boolean;
  readonly fix: boolean;
  readonly options: LintOptions;
}

export const LINT_USAGE = `usage: coroscope lint [options] PATH…

--json               print an array of findings as JSON
--python 3.x         the version of Python that runs the code (default 3.12)
--fix                apply the fixes that are safe, and report what is left
--blocking NAME      report calls of NAME too, such as mylib.Client.fetch; may be repeated
--ignore NAME        do not report calls of NAME; may be repeated
--ignore-rule RULE   do not report RULE, such as CORO105; may be repeated
`;

/** A file that was read. */
interface Source {
  readonly file: string;
  readonly source: SourceText;
}

/** Reads `lint`'s command line; what follows `--` are paths. */
export function parseLint(args: readonly string[]): LintCommand {
  const paths: string[] = [];
  const blockingCalls: string[] = [];
  const ignoredCalls: string[] = [];
  const ignoredRules: RuleId[] = [];
  let json = false;
  let fix = false;
  let python: [number, number] = [3, 12];
  for (let at = 0; at < args.length; at++) {
    const word = args[at]!;
    const [option, inline] = word.startsWith('--') ? splitOnce(word) : [word];
    const value = (): string => {
      const text = inline ?? args[++at];
      if (text === undefined || text === '') throw new Complaint(`${option} needs a value`, LINT_USAGE);
      return text;
    };
    if (word === '--') {
      paths.push(...args.slice(at + 1));
      break;
    } else if (word === '--json') json = true;
    else if (word === '--fix') fix = true;
    else if (option === '--python') python = versionOf(value());
    else if (option === '--blocking') blockingCalls.push(value());
    else if (option === '--ignore') ignoredCalls.push(value());
    else if (option === '--ignore-rule') ignoredRules.push(ruleOf(value()));
    else if (word.startsWith('-')) throw new Complaint(`lint has no option ${word}`, LINT_USAGE);
    else paths.push(word);
  }
  if (paths.length === 0) throw new Complaint('lint needs a file or a folder', LINT_USAGE);
  return { paths, json, fix, options: { python, blockingCalls, ignoredCalls, ignoredRules } };
}

/** Prints what is wrong in Python files. Answers 0 where nothing is, 1 where something is. */
export async function lint({ paths, json, fix, options }: LintCommand): Promise<number> {
  const sources = readSources(paths);
  const project = new Project(await loadParser(await parserFiles()), options);
  const names = new Map<string, string>();
  for (const [path, { file, source }] of sources) {
    names.set(path, file);
    project.set(path, source.text);
    const problem = project.problemOf(path);
    if (problem !== null) warn(`${file}: ${problem}`);
  }
  if (fix) fixAll(project, sources);
  const reported: Reported[] = [];
  for (const [path, { file }] of sources)
    for (const finding of project.findings(path))
      reported.push({ file, finding, fix: json ? (project.fixes(path, finding)[0] ?? null) : null });
  const nameOf = (path: string): string => names.get(path) ?? path;
  await print(json ? asJson(reported, nameOf) : asText(reported, nameOf));
  return reported.length > 0 ? 1 : 0;
}

function splitOnce(word: string): [string, string?] {
  const at = word.indexOf('=');
  return at < 0 ? [word] : [word.slice(0, at), word.slice(at + 1)];
}

function versionOf(text: string): [number, number] {
  const minor = /^3\.(\d{1,2})(\.\d+)?$/.exec(text)?.[1];
  if (minor === undefined)
    throw new Complaint(`--python takes a version such as 3.12, not '${text}'`, LINT_USAGE);
  return [3, Number(minor)];
}

function ruleOf(text: string): RuleId {
  if (!isRuleId(text)) throw new Complaint(`there is no rule '${text}'`, LINT_USAGE);
  return text;
}

function warn(message: string): void {
  process.stderr.write(`coroscope: ${message}\n`);
}

/** The readable files by their full paths. */
function readSources(paths: readonly string[]): Map<string, Source> {
  const sources = new Map<string, Source>();
  for (const file of pythonFiles(paths, warn))
    try {
      sources.set(resolve(file), { file, source: readSource(readFileSync(file)) });
    } catch (error) {
      warn(`cannot read ${file}: ${(error as Error).message}`);
    }
  if (sources.size === 0) throw new Complaint('there is no Python file to read there');
  return sources;
}

/** As shipped, beside this script. */
async function parserFiles(): Promise<{ runtime: Uint8Array; grammar: Uint8Array }> {
  const read = (name: string): Promise<Uint8Array> => readFile(new URL(name, import.meta.url));
  const [runtime, grammar] = await Promise.all([
    read('./web-tree-sitter.wasm'),
    read('./tree-sitter-python.wasm'),
  ]);
  return { runtime, grammar };
}

function fixAll(project: Project, sources: ReadonlyMap<string, Source>): void {
  let files = 0;
  for (const [path, { file, source }] of sources) {
    const edits = project.fixAll(path);
    if (edits.length === 0) continue;
    const fixed = applyEdits(source.text, edits);
    project.set(path, fixed);
    try {
      replace(file, source.encode(fixed));
      files++;
    } catch (error) {
      project.set(path, source.text);
      warn(`cannot fix ${file}: ${(error as Error).message}`);
    }
  }
  warn(files === 1 ? 'changed 1 file' : `changed ${files} files`);
}

/** Puts bytes in a file's place in one step, so that a crash leaves the one or the other. */
function replace(file: string, bytes: Uint8Array | null): void {
  if (bytes === null) throw new Error('its encoding cannot write all the characters');
  const real = realpathSync(file);
  const beside = `${real}.${randomUUID()}.tmp`;
  try {
    writeFileSync(beside, bytes, { mode: statSync(real).mode, flag: 'wx' });
    renameSync(beside, real);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}
