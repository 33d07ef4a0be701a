import { formatCount } from '../format.ts';
import type { WaitFinding, WaitKey } from './waits.ts';

const MOST_NAMES = 4;

/** What a finding says, in a sentence. `nameOf` names tasks; null for what is none. */
export function titleOfFinding(finding: WaitFinding, nameOf: (key: WaitKey) => string | null): string {
  if (finding.kind === 'lostWakeUp') {
    const who = nameOf(finding.task) ?? 'a task';
    return finding.certain ? `Lost wake-up: ${who}` : `Maybe a lost wake-up: ${who}`;
  }
  const names = finding.cycle.flatMap((key) => nameOf(key) ?? []);
  const shown = names.slice(0, MOST_NAMES);
  if (names.length > MOST_NAMES) shown.push(`${formatCount(names.length - MOST_NAMES)} more`);
  return `Deadlock: ${shown.join(' ⇄ ')}`;
}
