import { formatDuration } from '../src/core/format.ts';
import type { Nanos } from '../src/core/units.ts';
import { buildBlock, refreshBlock, shapeOfBlock } from './blockPane.ts';
import { buildFrames, buildPart } from './buildFrames.ts';
import type { Details, Fact, Link, Shares } from './details.ts';
import { element, setText } from './element.ts';
import { fillExcerpts, type ExcerptSource } from './navigate/excerptView.ts';

/** The pane that shows the selected. */
export interface DetailsPane {
  /** `subject`: what it is about; what the user has opened stays open while that is the same. */
  readonly show: (details: Details | null, isSelected: boolean, subject: string) => void;
  /** Below what is said: for a histogram of the selected's like, and for a table of its lane. */
  readonly histogram: HTMLElement;
  readonly table: HTMLElement;
}

/** Puts the pane into its element; `follow` is called with the link that was clicked. */
export function createDetailsPane(
  pane: HTMLElement,
  follow: (link: Link) => void,
  close: () => void,
  source: ExcerptSource,
): DetailsPane {
  const host = element('div', { class: 'details-content' });
  const histogram = element('div', { class: 'details-histogram' });
  const table = element('div', { class: 'details-table' });
  pane.append(host, histogram, table);
  // What is folded has no source: it may be a hundred frames.
  host.addEventListener('toggle', () => fillExcerpts(host, source), { capture: true });
  let shape = '';
  let shown = '';
  const show: DetailsPane['show'] = (details, isSelected, subject) => {
    pane.hidden = details === null;
    if (details === null) {
      shape = '';
      host.replaceChildren();
      return;
    }
    // While a live trace grows, only texts change: then the elements stay, and with them focus and pointer.
    const next = `${isSelected} ${shapeOf(details)}`;
    if (next !== shape) {
      shape = next;
      const open = openFolds(host);
      host.replaceChildren(...build(details, follow, isSelected ? close : null));
      if (subject === shown) {
        for (const fold of foldsOf(host)) fold.open = open.has(fold.dataset['fold']);
      } else if (!table.contains(document.activeElement)) {
        // Whoever walks along the table stays there.
        pane.scrollTop = 0;
      }
      shown = subject;
    } else refresh(host, details);
    fillExcerpts(host, source);
    showCulprit();
  };
  let revealed: Element | null = null;
  /** The line that blocked is what one came for: where the pane is low, it is scrolled to, once. */
  const showCulprit = (): void => {
    const line = host.querySelector('.culprit .excerpt-line.here');
    if (line === null || line === revealed || line.getClientRects().length === 0) return;
    revealed = line;
    if (pane.scrollTop === 0) line.scrollIntoView({ block: 'nearest' });
  };
  return { show, histogram, table };
}

function build(details: Details, follow: (link: Link) => void, close: (() => void) | null): Node[] {
  const head = element(
    'div',
    { class: 'details-head' },
    element('span', { class: 'details-kind', text: details.kind }),
    close &&
      element('button', {
        class: 'icon-button close',
        title: 'Clear the selection (Escape)',
        attributes: { type: 'button', 'aria-label': 'Clear the selection' },
        text: '×',
        onClick: close,
      }),
  );
  const title = element('h2', { class: 'details-title', text: details.title });
  const badge =
    details.badge && element('span', { class: `badge ${details.badge.tone}`, text: details.badge.text });
  const facts = element(
    'dl',
    { class: 'facts' },
    ...details.facts.flatMap((fact) => buildFact(fact, follow)),
  );
  const hint =
    close === null
      ? element('p', {
          class: 'details-hint',
          text: 'Select a bar or a task to see what it awaited, where, and who woke it. Double click zooms to it, Enter opens the source.',
        })
      : null;
  return [
    head,
    title,
    badge,
    details.shares && buildShares(details.shares),
    ...(details.block ? buildBlock(details.block, follow) : []),
    details.frames.length === 0
      ? null
      : buildFrames(details.frames, follow, 'Await chain, your innermost code first'),
    facts,
    hint,
  ].filter((node) => node !== null);
}

function buildFact(fact: Fact, follow: (link: Link) => void): Node[] {
  const value = element('dd', { class: fact.tone ?? 'plain' });
  fact.parts.forEach((part, index) => {
    if (index > 0) value.append(' ');
    value.append(buildPart(part, index, follow));
  });
  return [element('dt', { class: fact.tone ?? 'plain', text: fact.label }), value];
}

/** A time of which less was not suspended makes a bar in which nothing is seen. */
const LEAST_SHARE = 0.01;

const PARTS = [
  ['running', 'Ran'],
  ['ready', 'Ready'],
  ['suspended', 'Suspended'],
] as const;

/** The bar that shows how a time is divided, with its parts in words; none where there is nothing to see in it. */
function buildShares(shares: Shares): Node | null {
  if (!isWorthBar(shares)) return null;
  const whole = wholeOf(shares);
  const text = PARTS.map(([name, word]) => `${word} ${formatDuration(shares[name])}`).join(', ');
  const bar = element('div', {
    class: 'shares',
    title: text,
    attributes: { role: 'img', 'aria-label': text },
  });
  for (const [name] of PARTS) {
    const part = element('span', { class: `share ${name}` });
    part.style.flexGrow = String(shares[name] / whole);
    bar.append(part);
  }
  const words = element('div', { class: 'shares-words', text: shareWords(shares) });
  return element('div', {}, bar, words);
}

function wholeOf({ running, ready, suspended }: Shares): Nanos {
  return running + ready + suspended;
}

function isWorthBar(shares: Shares): boolean {
  const whole = wholeOf(shares);
  return whole > 0 && (shares.running + shares.ready) / whole >= LEAST_SHARE;
}

/** `Ran 12 %, ready 3 %, suspended 85 %`; what was not at all is left out. */
function shareWords(shares: Shares): string {
  const whole = Math.max(1, wholeOf(shares));
  return PARTS.filter(([name]) => shares[name] > 0)
    .map(([name, word], at) => {
      const percent = (shares[name] / whole) * 100;
      const digits = percent < 1 ? '< 1' : Math.round(percent).toString();
      return `${at === 0 ? word : word.toLowerCase()} ${digits} %`;
    })
    .join(', ');
}

function refresh(host: HTMLElement, details: Details): void {
  setText(host.querySelector('.details-title')!, details.title);
  const badge = host.querySelector('.badge');
  if (badge !== null && details.badge !== null) setText(badge, details.badge.text);
  if (details.block !== undefined) refreshBlock(host, details.block);
  const parts = host.querySelectorAll('.facts .part');
  details.facts
    .flatMap((fact) => fact.parts)
    .forEach((part, index) => parts[index] && setText(parts[index], part.text));
  const { shares } = details;
  if (shares === null || !isWorthBar(shares)) return;
  setText(host.querySelector('.shares-words')!, shareWords(shares));
  const whole = Math.max(1, wholeOf(shares));
  for (const [name] of PARTS)
    host
      .querySelector<HTMLElement>(`.share.${name}`)
      ?.style.setProperty('flex-grow', String(shares[name] / whole));
}

function shapeOf(details: Details): string {
  return JSON.stringify([
    details.kind,
    details.badge?.tone,
    details.shares !== null && isWorthBar(details.shares),
    details.facts.map((fact) => [fact.label, fact.tone, fact.parts.map((part) => part.link)]),
    details.frames,
    shapeOfBlock(details.block),
  ]);
}

function foldsOf(host: HTMLElement): Iterable<HTMLDetailsElement> {
  return host.querySelectorAll<HTMLDetailsElement>('details.fold');
}

/** What of the pane the user has opened. */
function openFolds(host: HTMLElement): Set<string | undefined> {
  return new Set([...foldsOf(host)].filter(({ open }) => open).map(({ dataset }) => dataset['fold']));
}
