/**
 * `npm run bench:lint`: precision and recall of the static rules on the labelled corpus (test/lint/corpus), beside those
 * of ruff's ASYNC rules and RUF006 on the same lines, and how fast the corpus is read. Exits with 1 below the goals.
 *
 * A positive counts as found by ruff if any of its rules that ours name as related reports that line, whichever rule of
 * ours the label names. Its false alarms are those of the related rules on lines without any label that expects something.
 */
import { PositionEncoding, Workspace, type Diagnostic } from '@astral-sh/ruff-wasm-nodejs';
import { RULES, isRuleId, type RuleId } from '../../src/lint/rules.ts';
import { lintProgram, loadEngine, type Told } from '../lint/engine.ts';
import {
  compare,
  keyOf,
  precision,
  readCorpus,
  recall,
  score,
  total,
  type Program,
  type Score,
  type Spot,
} from '../lint/labels.ts';

const PRECISION = 0.97;
const RECALL = 0.95;

/** Rules of flake8-async that ruff does not have. */
const FLAKE8_ONLY: ReadonlySet<string> = new Set(['ASYNC103']);
const RUFF_RULES = ruffRules();
const SYNTAX_ERROR = 'invalid-syntax';

const programs = readCorpus();
const parser = await loadEngine();
const told = new Map<string, Told>();
const missed: Spot[] = [];
const alarms: Spot[] = [];
const ruffMissed: Spot[] = [];
const ruffAlarms: Spot[] = [];
for (const program of programs) {
  const place = (spot: Spot): Spot => ({
    ...spot,
    file: program.files.size > 1 ? `${program.name}/${spot.file}` : spot.file,
  });
  const found = lintProgram(parser, program);
  const ours = compare(program.labels, found);
  missed.push(...ours.missed.map(place));
  alarms.push(...ours.alarms.map(place));
  for (const each of found) told.set(keyOf(place(each)), each);
  const ruff = compareRuff(program);
  ruffMissed.push(...ruff.missed);
  ruffAlarms.push(...ruff.alarms);
}
const ours = score(programs, missed, alarms);
const ruffs = score(programs, ruffMissed, ruffAlarms);
const sum = total(ours.values());

for (const spot of missed) console.log(`missed       ${keyOf(spot)}`);
for (const spot of alarms)
  console.log(`false alarm  ${keyOf(spot)}  ${told.get(keyOf(spot))?.message ?? ''}`);
console.log(`
                                                                  coroscope                ruff ${Workspace.version()}
rule     positives negatives   found false   precision recall   found false   precision recall`);
for (const [rule, each] of ours) console.log(row(rule, each, ruffs.get(rule)!));
console.log(row('total', sum, total(ruffs.values())));

const lines = programs
  .flatMap(({ files }) => [...files.values()])
  .join('\n')
  .split('\n').length;
const milliseconds = Math.min(...[1, 2, 3].map(passMilliseconds));
console.log(
  `\n${programs.length} programs, ${lines} lines in ${milliseconds.toFixed(0)} ms: ` +
    `${Math.round((lines / milliseconds) * 1000).toLocaleString('en')} lines a second, parsing included`,
);
if (precision(sum) < PRECISION || recall(sum) < RECALL) {
  console.log(`\nbelow the goals: precision ${PRECISION}, recall ${RECALL}`);
  process.exitCode = 1;
}

function passMilliseconds(): number {
  const began = performance.now();
  for (const program of programs) lintProgram(parser, program);
  return performance.now() - began;
}

function row(name: string, mine: Score, ruff: Score): string {
  const share = (each: number): string => each.toFixed(3).padStart(7);
  const columns = (each: Score): string =>
    `${String(each.found).padStart(7)} ${String(each.falseAlarms).padStart(5)}    ${share(precision(each))} ${share(recall(each))}`;
  return `${name.padEnd(8)} ${String(mine.positives).padStart(9)} ${String(mine.negatives).padStart(9)} ${columns(mine)} ${columns(ruff)}`;
}

/** What ruff misses and reports wrongly; rules of ruff's that none of ours names as related are left out. */
function compareRuff(program: Program): { missed: Spot[]; alarms: Spot[] } {
  const spots: Spot[] = [];
  // One rule at a time: with all at once, its package tells a rule's name only.
  for (const [code, rule] of RUFF_RULES) {
    const workspace = new Workspace(
      {
        preview: true,
        'target-version': `py${program.python.replace('.', '')}`,
        lint: { select: [code] },
      },
      PositionEncoding.Utf16,
    );
    for (const [file, text] of program.files)
      for (const { code: found, start_location } of workspace.check(text) as Diagnostic[])
        if (found !== SYNTAX_ERROR) spots.push({ file, line: start_location.row, rule });
    workspace.free();
  }
  const lineOf = ({ file, line }: Spot): string => `${file}:${line}`;
  const reported = new Set(spots.map(lineOf));
  const wanted = new Set(program.labels.filter(({ kind }) => kind !== 'ok').map(lineOf));
  return {
    missed: program.labels.filter((label) => label.kind === 'expect' && !reported.has(lineOf(label))),
    alarms: [...new Map(spots.map((spot) => [keyOf(spot), spot])).values()].filter(
      (spot) => !wanted.has(lineOf(spot)),
    ),
  };
}

/** Those of the related rules that are ruff's, with ours; flake8-async has more. */
function ruffRules(): Map<string, RuleId> {
  const rules = new Map<string, RuleId>();
  for (const [id, { related }] of Object.entries(RULES))
    for (const code of related) if (isRuleId(id) && !FLAKE8_ONLY.has(code)) rules.set(code, id);
  return rules;
}
