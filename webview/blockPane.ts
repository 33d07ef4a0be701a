import { buildFrames, buildPart } from './buildFrames.ts';
import {
  plural,
  type BlockDetails,
  type CulpritDetails,
  type Frame,
  type Link,
  type Waiting,
} from './details.ts';
import { element, setText } from './element.ts';

/** So many of those who waited are in sight; the others are folded away. */
const MOST_SHOWN = 8;

/** What the details pane says of a block: where it was, and who waited. */
export function buildBlock(block: BlockDetails, follow: (link: Link) => void): Node[] {
  const { culprits, unseen, waiting } = block;
  const made = culprits.map((culprit, index) => buildCulprit(culprit, index, culprits.length, follow));
  const sections: (Node | null)[] = [
    heading(culprits.length > 1 ? 'Where it was' : 'Culprit'),
    made[0] ?? null,
    made.length > 1 ? fold('others', othersText(culprits), made.slice(1)) : null,
    unseen.length === 0 ? null : element('p', { class: 'unseen' }, ...words(unseen, follow)),
    waiting === null ? null : heading('Who waited'),
    ...(waiting === null ? [] : buildWaiting(waiting, follow)),
  ];
  return sections.filter((section) => section !== null);
}

/** Brings the texts that change while a block goes on up to date. */
export function refreshBlock(host: HTMLElement, block: BlockDetails): void {
  const shares = host.querySelectorAll('.culprit-share');
  block.culprits.forEach((culprit, index) => {
    const share = shares[index];
    if (share !== undefined) setText(share, shareText(culprit));
  });
}

/** What of a block makes its elements; when that changes they are made anew. */
export function shapeOfBlock(block: BlockDetails | undefined): unknown {
  if (block === undefined) return null;
  return [
    block.culprits.map(({ focus, calls, callers }) => [focus, calls, callers]),
    block.unseen,
    block.waiting,
  ];
}

function buildCulprit(
  culprit: CulpritDetails,
  index: number,
  of: number,
  follow: (link: Link) => void,
): HTMLElement {
  const { focus, calls, callers, words: name } = culprit;
  const label = `${shareText(culprit)} in ${name}, ${focus.where}`;
  const bar = element('span', { class: 'culprit-bar', attributes: { 'aria-hidden': 'true' } });
  bar.style.width = `${Math.max(2, culprit.share * 100)}%`;
  return element(
    'section',
    { class: 'culprit', attributes: { 'aria-label': label } },
    of > 1
      ? element(
          'div',
          { class: 'culprit-head' },
          element('span', { class: 'culprit-share', text: shareText(culprit) }),
          element('span', { class: 'culprit-track', attributes: { 'aria-hidden': 'true' } }, bar),
        )
      : null,
    buildFrames([focus], follow, 'The line that blocked'),
    calls.length === 0
      ? null
      : fold(`calls ${index}`, `calls ${name}${calls.length > 1 ? `, ${calls.length} calls deep` : ''}`, [
          buildFrames(calls, follow, 'What it called, inwards'),
        ]),
    callers.length === 0 ? null : element('div', { class: 'chain-note', text: 'called by' }),
    ...buildCallers(callers, index, follow),
  );
}

/** Who called the line's function, outwards; several frames of libraries in a row are folded into one line. */
function buildCallers(
  callers: readonly Frame[],
  culprit: number,
  follow: (link: Link) => void,
): HTMLElement[] {
  const parts: HTMLElement[] = [];
  for (let at = 0; at < callers.length;) {
    const isForeign = callers[at]!.role === 'foreign';
    let end = at + 1;
    while (end < callers.length && (callers[end]!.role === 'foreign') === isForeign) end++;
    const group = callers.slice(at, end);
    const list = buildFrames(group, follow, 'Called by, outwards');
    const isFolded = isForeign && group.length > 1;
    parts.push(
      isFolded ? fold(`callers ${culprit} ${at}`, `${group.length} frames of libraries`, [list]) : list,
    );
    at = end;
  }
  return parts;
}

function shareText({ percent, time }: CulpritDetails): string {
  return `${percent} · ${time}`;
}

function othersText([, ...others]: readonly CulpritDetails[]): string {
  const share = others.reduce((sum, each) => sum + each.share, 0);
  return `${plural(others.length, 'other line')}, ${Math.max(1, Math.round(share * 100))} %`;
}

function buildWaiting({ text, tasks, more }: Waiting, follow: (link: Link) => void): Node[] {
  const rows = tasks.map(({ name, time, share }) => {
    const bar = element('span', { class: 'wait-bar' });
    bar.style.width = `${Math.max(1, Math.min(1, share) * 100)}%`;
    const track = element('span', { class: 'wait-track', attributes: { 'aria-hidden': 'true' } }, bar);
    return element(
      'li',
      { class: 'wait' },
      buildPart(name, 0, follow),
      track,
      element('span', { class: 'wait-time', text: time }),
    );
  });
  const list = (items: readonly Node[]): HTMLElement =>
    element(
      'ul',
      { class: 'waits', attributes: { 'aria-label': 'Tasks that waited, longest first' } },
      ...items,
    );
  const hidden = rows.length - MOST_SHOWN + more;
  const rest = rows.slice(MOST_SHOWN);
  const beyond = more === 0 ? [] : [element('p', { text: `and ${more.toLocaleString('en')} more` })];
  return [
    element('p', { class: 'waiting', text }),
    ...(rows.length === 0 ? [] : [list(rows.slice(0, MOST_SHOWN))]),
    ...(rest.length === 0
      ? []
      : [fold('waits', `${hidden.toLocaleString('en')} more`, [list(rest), ...beyond])]),
  ];
}

function words(parts: BlockDetails['unseen'], follow: (link: Link) => void): Node[] {
  return parts.flatMap((part, index) => [
    ...(index === 0 ? [] : [document.createTextNode(' ')]),
    buildPart(part, 0, follow),
  ]);
}

function heading(text: string): HTMLElement {
  return element('h3', { class: 'details-section', text });
}

/** What is folded away at first. `key` finds it again when the pane is built anew. */
function fold(key: string, summary: string, children: readonly Node[]): HTMLElement {
  const made = element('details', { class: 'fold' }, element('summary', { text: summary }), ...children);
  made.dataset['fold'] = key;
  return made;
}
