import type { Trace } from '../../src/core/trace.ts';
import { tonedFact, type Fact } from '../details.ts';
import type { Selection } from '../selection.ts';
import { BLOCK_KIND } from './blockKind.ts';
import { CONVOY_KIND } from './convoyKind.ts';
import { DEADLOCK_KIND } from './deadlockKind.ts';
import { FAILURE_KIND } from './failureKind.ts';
import { LEAK_KIND } from './leakKind.ts';
import { SEQUENTIAL_KIND } from './sequentialKind.ts';
import { STRAGGLER_KIND } from './stragglerKind.ts';
import type { Finding, FindingKind, FindingOf, FindingWords } from './finding.ts';

/** The kinds of finding, as they are listed where nothing is found. */
const KINDS: { readonly [K in Finding['kind']]: FindingKind<FindingOf<K>> } = {
  deadlock: DEADLOCK_KIND,
  convoy: CONVOY_KIND,
  block: BLOCK_KIND,
  leak: LEAK_KIND,
  failure: FAILURE_KIND,
  straggler: STRAGGLER_KIND,
  sequential: SEQUENTIAL_KIND,
};

/** What is known of a finding's kind. */
export function kindOf(finding: Finding): FindingKind<Finding> {
  return KINDS[finding.kind] as FindingKind<Finding>;
}

/** Findings stay the same objects as long as nothing about them changes. */
const told = new WeakMap<Finding, FindingWords>();

/** A finding in words. */
export function findingWords(trace: Trace, finding: Finding): FindingWords {
  let words = told.get(finding);
  if (words === undefined) told.set(finding, (words = kindOf(finding).words(trace, finding)));
  return words;
}

/** `order-4 and order-5 wait for each other’s lock · both at db.py:33 · stuck from 612 ms on`. */
export function sentence({ what, where, before, cost }: Omit<FindingWords, 'kind'>): string {
  const place = where === null ? '' : before === undefined ? where.text : `${before} ${where.text}`;
  return [what, place, cost].filter((text) => text !== '').join(' · ');
}

/** A finding as a line of the details: what leads to where it is seen, the place to its line. */
export function findingFact(trace: Trace, finding: Finding): Fact {
  const { kind, what, where, before, cost } = findingWords(trace, finding);
  const { isGrave, notes } = kindOf(finding);
  const [place] = placesOf(trace, finding);
  return tonedFact(
    isGrave(finding) ? 'bad' : 'warning',
    kind,
    place === undefined ? { text: what } : { text: what, link: { select: place } },
    ...(where === null ? [] : [{ text: before === undefined ? '·' : `· ${before}` }, where]),
    ...(cost === '' ? [] : [{ text: `· ${cost}` }]),
    ...notes(trace, finding),
  );
}

/** Where a finding is seen, one place after the other. */
export function placesOf(trace: Trace, finding: Finding): readonly Selection[] {
  return kindOf(finding).places(trace, finding);
}

/** `no deadlock, lock convoy or block`: what was looked for. */
export function lookedFor(): string {
  const nouns = Object.values(KINDS).map(({ noun }) => noun);
  return `no ${nouns.slice(0, -1).join(', ')} or ${nouns.at(-1)!}`;
}
