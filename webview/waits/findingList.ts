import { countedTasks, formatCount } from '../../src/core/format.ts';
import { whereOf } from '../../src/core/inspect/evidencePlace.ts';
import type { WaitPicture } from '../../src/core/inspect/waitPicture.ts';
import { element } from '../element.ts';

/** So many findings show their evidence at first, where there is room for that, in px. */
const OPEN = 2;
const TALL = 640;

export interface FindingList {
  readonly draw: (
    picture: WaitPicture,
    open: (finding: number, evidence: number) => void,
    show: (finding: number) => void,
  ) => void;
}

/** What is wrong, each with its evidence; `open` goes to the line of a piece of it, `show` to those it is about. */
export function createFindingList(pane: HTMLElement): FindingList {
  /** What the user opened or closed, by title. */
  const chosen = new Map<string, boolean>();
  return {
    draw: ({ findings, moreFindings }, open, show) => {
      const cards: HTMLElement[] = findings.map(({ title, isSure, stuck, evidence }, finding) => {
        const behind = stuck === 0 ? '' : ` · ${countedTasks(stuck)} stuck behind`;
        const items = evidence.map((each, at) => {
          const { text } = each;
          if (each.place === null) return element('li', { text });
          const where = element('span', { class: 'where', text: ` ${whereOf(each)}` });
          const onClick = (): void => open(finding, at);
          const attributes = { type: 'button' };
          return element(
            'li',
            {},
            element('button', { class: 'evidence', attributes, onClick }, element('span', { text }), where),
          );
        });
        const head = element(
          'summary',
          {},
          element('span', { text: title }),
          element('span', { class: 'more', text: behind }),
        );
        const card = element(
          'details',
          { class: isSure ? 'finding sure' : 'finding' },
          head,
          element('ul', {}, ...items),
        );
        card.open =
          chosen.get(title) ?? (finding === 0 || (findings.length <= OPEN && window.innerHeight >= TALL));
        head.addEventListener('click', () => {
          chosen.set(title, !card.open);
          if (!card.open) show(finding);
        });
        return card;
      });
      if (moreFindings > 0)
        cards.push(element('p', { class: 'finding', text: `${formatCount(moreFindings)} more like these` }));
      pane.replaceChildren(...cards);
    },
  };
}
