/**
 * What a run of a test suite came to, in a form in which two runs can be compared: the outcome of every test, and the lines
 * it printed that tell of warnings and errors, without what differs from run to run anyway.
 */

/** How a test ended. */
export type Outcome = 'passed' | 'skipped' | 'failed' | 'error';

/** One run of a suite. */
export interface SuiteRun {
  /** By the test's id, as the runner takes it to run that test alone. */
  readonly tests: ReadonlyMap<string, Outcome>;
  /** How often each telling line was printed. */
  readonly lines: ReadonlyMap<string, number>;
}

/** Reads a report in JUnit's form, as regrtest and pytest (`junit_family=xunit1`) write it. */
export function readJunit(report: string): Map<string, Outcome> {
  const tests = new Map<string, Outcome>();
  for (const [, head = '', body = ''] of report.matchAll(
    /<testcase\b([^>]*?)(?:\/>|>([\s\S]*?)<\/testcase>)/g,
  )) {
    const id = testId(head);
    const outcome = outcomeOf(body);
    // A test that fails and whose teardown fails, too, is told twice.
    if (tests.get(id) === undefined || outcome === 'failed' || outcome === 'error') tests.set(id, outcome);
  }
  return tests;
}

/** The lines of a suite's output that tell of warnings and errors. */
export function tellingLines(output: string): Map<string, number> {
  const lines = new Map<string, number>();
  for (const line of output.split(/\r?\n/)) {
    if (!TELLING.test(line) || RESULT.test(line)) continue;
    const steady = VARYING.reduce((text, [pattern, stand]) => text.replace(pattern, stand), line);
    lines.set(steady, (lines.get(steady) ?? 0) + 1);
  }
  return lines;
}

const TELLING =
  /\w+Warning: |never (awaited|retrieved)|was destroyed|Exception (ignored )?in\b|Dangling|is leaking/;
/** A line that gives a test's result: the report has that. */
const RESULT = / \.\.\. |::|^(FAIL|ERROR|FAILED|SKIPPED|XFAIL)\b|^=+ .* =+$/;
const VARYING: readonly (readonly [RegExp, string])[] = [
  [/0x[0-9a-f]+/g, '0x'],
  [/\b\d+(\.\d+)? ?(s|ms|seconds)\b/g, 'N s'],
  [
    /\b(Task|ThreadPoolExecutor|Thread|Dummy|asyncio|pid|fd|port|when|created at|process|pytest)([-_ =:]+)[\d._-]+/g,
    '$1$2N',
  ],
  [/\b\d{4,}\b/g, 'N'],
  [/\/tmp\/[^\s'"]+/g, '/tmp/N'],
];

function outcomeOf(body: string): Outcome {
  if (/<error\b/.test(body)) return 'error';
  if (/<failure\b/.test(body)) return 'failed';
  return /<skipped\b/.test(body) ? 'skipped' : 'passed';
}

// pytest gives file, class (module and classes, by dots) and name; regrtest the id as `name`.
function testId(head: string): string {
  const [name, owner, file] = ['name', 'classname', 'file'].map((key) => attribute(head, key));
  if (file === undefined || owner === undefined) return name ?? '';
  const classes = owner.slice(file.replace(/\.py$/, '').length).split('.').filter(Boolean);
  return [file, ...classes, name].join('::');
}

function attribute(head: string, key: string): string | undefined {
  const text = new RegExp(` ${key}="([^"]*)"`).exec(` ${head}`)?.[1];
  return text?.replace(
    /&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi,
    (whole, decimal?: string, hex?: string, named?: string) => {
      if (decimal) return String.fromCodePoint(Number(decimal));
      if (hex) return String.fromCodePoint(parseInt(hex, 16));
      return { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }[named ?? ''] ?? whole;
    },
  );
}
