import { formatDuration, printable } from '../../core/format.ts';
import type { Finding } from '../../lint/finding.ts';
import { isBlockingCall, isHarmless, type HintPlace } from './hintPlaces.ts';

/** All the hints of a line share 43 characters, ours and those of other extensions. What was measured gets most. */
const LONGEST = 30;
const LONGEST_MEASURED = 42;

/** The text of the inlay hint; null for a place that gets none: a mistake, a trifle, or harmless in the last run. */
export function inlayText(place: HintPlace): string | null {
  const { finding, measured } = place;
  if (measured !== null) return `■ ${printable(measured.text, LONGEST_MEASURED - 2)}`;
  if (finding === null || !isBlockingCall(finding) || finding.weight === 'light' || isHarmless(place))
    return null;
  return finding.path.length === 0 ? '■ blocks the loop' : `■ ${viaText(finding)}`;
}

/** A sentence or two for the list of problems. */
export function problemText({ finding, measured }: HintPlace): string {
  if (measured === null || (finding !== null && !measured.isBlock)) return finding?.message ?? '';
  const { total, count, isLive } = measured;
  const took = `${formatDuration(total)}${count > 1 ? ` (${count}×)` : ''}`;
  const isNow = `is blocking the event loop right now, for ${took} so far`;
  if (finding === null)
    return isLive ? `This line ${isNow}.` : `This line blocked the event loop ${took} in the last run.`;
  return `${finding.message} ${isLive ? `It ${isNow}` : `Confirmed by the last run: it blocked the loop ${took}`}.`;
}

/** `blocks: parse → open`, behind a call that says itself what it calls first; where that is too long, its end. */
function viaText({ path }: Finding): string {
  const names = path.map(({ name }) => printable(name));
  const last = names.at(-1)!;
  const ways = [names.join(' → '), `… → ${last}`, last.slice(last.lastIndexOf('.') + 1)];
  const texts = ways.map((way) => `blocks: ${way}`);
  return texts.find((text) => text.length <= LONGEST - 2) ?? 'blocks the loop';
}
