import { fileName } from '../../src/core/format.ts';
import type { WaitPicture } from '../../src/core/inspect/waitPicture.ts';
import { element } from '../element.ts';

/** So many findings show their evidence at first. */
const OPEN = 2;

export interface FindingList {
  readonly draw: (picture: WaitPicture, open: (finding: number, evidence: number) => void) => void;
}

/** What is wrong, each with its evidence; `open` goes to the line of a piece of it. */
export function createFindingList(pane: HTMLElement): FindingList {
  /** What the user opened or closed, by title. */
  const chosen = new Map<string, boolean>();
  return {
    draw: ({ findings, moreFindings }, open) => {
      const cards: HTMLElement[] = findings.map(({ title, isSure, stuck, evidence }, finding) => {
        const behind = stuck === 0 ? '' : ` · ${stuck === 1 ? '1 task' : `${stuck} tasks`} stuck behind`;
        const items = evidence.map(({ text, place }, at) => {
          if (place === null) return element('li', { text });
          const where = element('span', { class: 'where', text: ` ${fileName(place.file)}:${place.line}` });
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
        card.open = chosen.get(title) ?? (finding === 0 || findings.length <= OPEN);
        head.addEventListener('click', () => chosen.set(title, !card.open));
        return card;
      });
      if (moreFindings > 0)
        cards.push(element('p', { class: 'finding', text: `${moreFindings} more like these` }));
      pane.replaceChildren(...cards);
    },
  };
}
