import { formatDuration } from '../src/core/format.ts';
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

const PARTS = [
  ['running', 'Ran'],
  ['ready', 'Ready'],
  ['suspended', 'Suspended'],
] as const;

function buildShares(shares: Shares): Node | null {
  const whole = shares.running + shares.ready + shares.suspended;
  if (whole <= 0) return null;
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
  return bar;
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
  if (shares === null) return;
  const whole = Math.max(1, shares.running + shares.ready + shares.suspended);
  for (const [name] of PARTS)
    host
      .querySelector<HTMLElement>(`.share.${name}`)
      ?.style.setProperty('flex-grow', String(shares[name] / whole));
}

function shapeOf(details: Details): string {
  return JSON.stringify([
    details.kind,
    details.badge?.tone,
    details.shares !== null && details.shares.running + details.shares.ready + details.shares.suspended > 0,
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
