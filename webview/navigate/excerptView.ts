import { printable } from '../../src/core/format.ts';
import type { Excerpt } from '../../src/core/messages.ts';
import type { PlaceId } from '../../src/core/units.ts';
import { element } from '../element.ts';

/** Where source comes from. */
export interface ExcerptSource {
  /** Undefined as long as it is not known, or cannot be read. */
  readonly of: (place: PlaceId) => Excerpt | undefined;
  readonly want: (places: readonly PlaceId[]) => void;
}

/** Lines shown before and after the innermost of the user's; of the others only their own. */
const AROUND = 2;

const MOST_FRAMES = 24;

/** Puts the source below the frames of a pane that are in sight, as far as it is known, and asks for the rest. */
export function fillExcerpts(host: HTMLElement, source: ExcerptSource): void {
  const frames = [...host.querySelectorAll<HTMLElement>('.frame[data-place]')]
    .filter((frame) => frame.closest('details:not([open])') === null)
    .slice(0, MOST_FRAMES);
  const missing: PlaceId[] = [];
  for (const frame of frames) {
    if (frame.nextElementSibling?.classList.contains('excerpt')) continue;
    const place = Number(frame.dataset['place']);
    const excerpt = source.of(place);
    if (excerpt === undefined) missing.push(place);
    else {
      const around = frame.classList.contains('focus') ? AROUND : 0;
      frame.after(...buildExcerpt(excerpt, Number(frame.dataset['line']), around));
    }
  }
  if (missing.length > 0) source.want(missing);
}

function buildExcerpt({ from, lines }: Excerpt, line: number, around: number): HTMLElement[] {
  const first = Math.max(from, line - around);
  // A file that was shortened since has no such line.
  if (line < from || line >= from + lines.length) return [];
  const shown = lines
    .slice(first - from, line + around + 1 - from)
    .map((text) => text.replaceAll('\t', '    '));
  const filled = shown.filter((text) => text.trim() !== '');
  if (filled.length === 0) return [];
  const indent = Math.min(...filled.map((text) => text.length - text.trimStart().length));
  const rows = shown.map((text, index) => {
    const number = first + index;
    return element(
      'span',
      { class: number === line && around > 0 ? 'excerpt-line here' : 'excerpt-line' },
      element('span', {
        class: 'excerpt-number',
        text: String(number),
        attributes: { 'aria-hidden': 'true' },
      }),
      element('code', { text: printable(text.slice(indent), 400) }),
    );
  });
  const label = { role: 'group', 'aria-label': `Source at line ${line}` };
  return [element('div', { class: 'excerpt', attributes: label }, ...rows)];
}
