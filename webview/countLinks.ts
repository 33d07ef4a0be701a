import { hasTerm } from '../src/core/query/terms.ts';
import { plural } from './details.ts';
import { element, setAttribute, setHidden, setText } from './element.ts';
import type { TaskCounts } from './taskCounts.ts';

/** What the counts are made of. */
export interface CountState {
  /** Null: there is nothing to count yet. */
  readonly counts: TaskCounts | null;
  /** Some of what is not done was destroyed. */
  readonly hasLost: boolean;
  readonly query: string;
  /** The lanes show only what the query singles out. */
  readonly isNarrowed: boolean;
}

/** What clicks on them do. */
export interface CountActions {
  readonly showSummary: () => void;
  /** Has the lanes show only the tasks that a term of a query singles out, or all of them again. */
  readonly toggleListed: (term: string) => void;
}

/** How many tasks there are, not done and failed: each of the latter a button that lists them. */
export interface CountLinks {
  readonly root: HTMLElement;
  readonly update: (state: CountState) => void;
}

/** Makes them. */
export function createCountLinks(actions: CountActions): CountLinks {
  const all = element('button', {
    class: 'count',
    title: 'Show what is known of the whole trace',
    attributes: { type: 'button' },
    onClick: actions.showSummary,
  });
  const pending = createLink('not done', 'pending', actions);
  const failed = createLink('failed', 'failed', actions);
  const root = element('span', { class: 'counts' }, all, pending.root, failed.root);
  return {
    root,
    update(state) {
      const { counts, hasLost } = state;
      setHidden(root, counts === null);
      if (counts === null) return;
      const { byOutcome } = counts;
      setText(all, plural(counts.all, 'task'));
      pending.update(byOutcome.pending, hasLost ? 'outcome:pending,lost' : 'outcome:pending', state);
      failed.update(byOutcome.error, 'outcome:failed', state);
    },
  };
}

interface Link {
  readonly root: HTMLElement;
  readonly update: (count: number, term: string, state: CountState) => void;
}

function createLink(what: string, kind: string, { toggleListed }: CountActions): Link {
  let asked = '';
  const button = element('button', {
    class: `count link ${kind}`,
    attributes: { type: 'button', 'aria-pressed': 'false' },
    onClick: () => toggleListed(asked),
  });
  const root = element('span', { class: 'count-part' }, document.createTextNode(' · '), button);
  return {
    root,
    update(count, term, { query, isNarrowed }) {
      setHidden(root, count === 0);
      if (count === 0) return;
      asked = term;
      const isOn = isNarrowed && hasTerm(query, term);
      setText(button, `${count.toLocaleString('en')} ${what}`);
      setAttribute(button, 'aria-pressed', String(isOn));
      setAttribute(button, 'title', isOn ? 'Show all tasks again' : `Show only these: ${term}`);
    },
  };
}
