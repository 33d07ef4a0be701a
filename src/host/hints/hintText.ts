import { formatDuration, printable } from '../../core/format.ts';
import type { Finding } from '../../lint/finding.ts';
import { timesInAll } from './measured/measuredText.ts';
import { isBlockingCall, isHarmless, type HintPlace } from './hintPlaces.ts';

/**
 * All the hints of a line share 43 characters, ours and those of other extensions, and before each of ours stands a blank.
 * What was measured gets most.
 */
const LONGEST = 34;
const LONGEST_MEASURED = 42;

/** As in the timeline, where a step that blocks has it too. */
const SIGN = '⚠ ';

/** The text of the inlay hint; null for a place that gets none: a mistake, a trifle, or harmless in the last run. */
export function inlayText(place: HintPlace): string | null {
  const { finding, measured } = place;
  if (measured !== null)
    return `${measured.isBlock ? SIGN : ''}${printable(measured.text, LONGEST_MEASURED - SIGN.length)}`;
  if (finding === null || !isBlockingCall(finding) || finding.weight === 'light' || isHarmless(place))
    return null;
  return `${SIGN}${foundText(finding)}`;
}

/** A sentence or two for the list of problems; names stand between backticks. */
export function problemText({ finding, measured }: HintPlace): string {
  if (measured === null || (finding !== null && !measured.isBlock)) return finding?.message ?? '';
  const { total, count, isLive } = measured;
  const took = count > 1 ? timesInAll(count, total) : `for ${formatDuration(total)}`;
  const what = finding === null ? 'this line' : 'it';
  const seen = isLive
    ? `Right now ${what} is blocking the event loop, ${took} so far.`
    : `In the last run ${what} blocked the event loop ${took}.`;
  return finding === null ? seen : `${finding.message} ${seen}`;
}

/** `blocks the loop: parse → open`, behind a call that says itself what it calls first; where that is too long, its end. */
function foundText({ path }: Finding): string {
  if (path.length === 0) return BLOCKS;
  const names = path.map(({ name }) => printable(name));
  const last = names.at(-1)!;
  const ways = [names.join(' → '), `… → ${last}`, last.slice(last.lastIndexOf('.') + 1)];
  const texts = ways.map((way) => `${BLOCKS}: ${way}`);
  return texts.find((text) => text.length <= LONGEST - SIGN.length) ?? BLOCKS;
}

const BLOCKS = 'blocks the loop';
