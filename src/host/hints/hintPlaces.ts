import { MILLISECOND, type Nanos } from '../../core/units.ts';
import type { Finding } from '../../lint/finding.ts';
import { RULES, type Severity } from '../../lint/rules.ts';
import type { MeasuredLine } from './measured/measuredLine.ts';

/** One place in a document about which the source, or a run, or both say something. */
export interface HintPlace {
  readonly finding: Finding | null;
  readonly measured: MeasuredLine | null;
  /** The longest step of the finding's function in the last run, in nanoseconds; null when it did not run. */
  readonly longest: Nanos | null;
}

/** A blocking call in a function none of whose steps took longer than this does not matter. */
const HARMLESS: Nanos = MILLISECOND;

/** Joins what the source says to what runs measured: by where the call ends, or by its lines. In no order. */
export function hintPlaces(
  findings: readonly Finding[],
  lines: readonly MeasuredLine[],
  longestStep: (qualifiedName: string) => Nanos | null,
): readonly HintPlace[] {
  const calls = findings.filter(isBlockingCall);
  const measuredBy = new Map<Finding, MeasuredLine>();
  const unexplained: MeasuredLine[] = [];
  for (const line of lines) {
    const finding = matching(calls, line);
    if (finding === undefined || measuredBy.has(finding)) unexplained.push(line);
    else measuredBy.set(finding, line);
  }
  return [
    ...findings.map((finding) => ({
      finding,
      measured: measuredBy.get(finding) ?? null,
      longest: isBlockingCall(finding) ? longestStep(finding.within) : null,
    })),
    ...unexplained.map((measured) => ({ finding: null, measured, longest: null })),
  ];
}

/** Whether the finding is a call that holds the loop, rather than a mistake with asyncio itself. */
export function isBlockingCall({ rule }: Finding): boolean {
  return rule.startsWith('CORO1');
}

/** Whether a run has shown that the call does not matter: its function ran, and never held the loop for long. */
export function isHarmless({ finding, measured, longest }: HintPlace): boolean {
  return (
    finding !== null &&
    isBlockingCall(finding) &&
    finding.rule !== 'CORO109' &&
    measured?.isBlock !== true &&
    longest !== null &&
    longest <= HARMLESS
  );
}

/** How grave a place is: by evidence first, then by the rule; null when it is not worth a diagnostic. */
export function severityOf(place: HintPlace, setting: Severity | 'automatic' | 'off'): Severity | null {
  const { finding, measured } = place;
  if (setting === 'off' || (finding === null && measured?.isBlock !== true)) return null;
  if (setting !== 'automatic') return setting;
  if (finding === null) return 'warning';
  const { severity } = RULES[finding.rule];
  if (isHarmless(place)) return 'hint';
  if (measured?.isBlock === true) return severity === 'error' ? 'error' : 'warning';
  return isBlockingCall(finding) && finding.weight === 'light' ? 'hint' : severity;
}

function matching(calls: readonly Finding[], { line, end }: MeasuredLine): Finding | undefined {
  const onLine = calls.filter(({ range }) => range.start.line <= line && line <= range.end.line);
  if (end === null) return onLine.length === 1 ? onLine[0] : undefined;
  return (
    onLine.find(({ range }) => range.end.line === end.line && range.end.column === end.character) ?? onLine[0]
  );
}
