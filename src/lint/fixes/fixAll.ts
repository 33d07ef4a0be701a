import type { Edit, Finding, Fix } from '../finding.ts';
import type { SourceFile } from '../sourceFile.ts';
import { compare, inOrder } from './edits.ts';
import { isConfirmed, type Analyse } from './recheck.ts';

/** Many fixes of one file in one change. */
export interface FixedAll {
  readonly edits: readonly Edit[];
  /** What the edits mend, in the order of the file. */
  readonly mended: readonly Finding[];
  /** Whether a fix was left out because it touches what another one changes: it may do once these are applied. */
  readonly isPartial: boolean;
}

/**
 * Mends all of a file's findings that have a safe fix. Of fixes that touch the same text the first one is taken; an
 * import or a set of tasks that several add is added once. Null where nothing can be mended.
 *
 * @param fixesOf The fixes of a finding; of those the first safe one is taken.
 */
export function fixAll(
  file: SourceFile,
  findings: readonly Finding[],
  fixesOf: (finding: Finding) => readonly Fix[],
  analyse: Analyse,
): FixedAll | null {
  const candidates = [...findings]
    .sort((a, b) => compare(a.range.start, b.range.start) || compare(b.range.end, a.range.end))
    .flatMap((finding) => {
      const fix = fixesOf(finding).find(({ isSafe }) => isSafe);
      return fix === undefined ? [] : [{ finding, fix }];
    });
  return allThatHold([], candidates, (all) => isConfirmed(file, all.mended, findings, all.edits, analyse));
}

interface Candidate {
  readonly finding: Finding;
  readonly fix: Fix;
}

/**
 * The changes of all candidates that go together with what is taken already. Tried at once; where that does not hold,
 * by halves, so that a few bad ones cost few trials.
 */
function allThatHold(
  taken: readonly Candidate[],
  candidates: readonly Candidate[],
  holds: (all: FixedAll) => boolean,
): FixedAll | null {
  const together = merged([...taken, ...candidates]);
  if (together === null || together.mended.length === taken.length) return merged(taken);
  if (holds(together)) return together;
  if (candidates.length === 1) return merged(taken);
  const half = Math.ceil(candidates.length / 2);
  const first = allThatHold(taken, candidates.slice(0, half), holds);
  const kept = [...taken, ...candidates].filter(({ finding }) => first?.mended.includes(finding) === true);
  return allThatHold(kept, candidates.slice(half), holds);
}

function merged(candidates: readonly Candidate[]): FixedAll | null {
  const edits: Edit[] = [];
  const mended: Finding[] = [];
  let isPartial = false;
  for (const { finding, fix } of candidates) {
    const added = fix.edits.filter(
      (edit) => !isDeclaration(edit) || !edits.some((other) => isSame(edit, other)),
    );
    if (added.some((edit) => edits.some((other) => overlap(edit, other)))) {
      isPartial = true;
      continue;
    }
    edits.push(...added);
    mended.push(finding);
  }
  return mended.length === 0 ? null : { edits: inOrder(edits), mended, isPartial };
}

/** Whether an edit adds what several fixes need once: an import, a set for tasks. */
function isDeclaration({ range, text }: Edit): boolean {
  return compare(range.start, range.end) === 0 && /^\s*(import \w+|\w+ = set\(\))\s*$/.test(text);
}

function isSame(a: Edit, b: Edit): boolean {
  return (
    a.text === b.text &&
    compare(a.range.start, b.range.start) === 0 &&
    compare(a.range.end, b.range.end) === 0
  );
}

/** Whether two edits touch the same text, or add at the same place in an order that matters. */
function overlap(a: Edit, b: Edit): boolean {
  if (isDeclaration(a) && isDeclaration(b)) return false;
  const [first, second] = compare(a.range.start, b.range.start) <= 0 ? [a, b] : [b, a];
  const gap = compare(first.range.end, second.range.start);
  return gap > 0 || (gap === 0 && compare(first.range.start, second.range.start) === 0);
}
