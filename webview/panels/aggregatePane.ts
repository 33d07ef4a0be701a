import { hasTerm } from '../../src/core/query/terms.ts';
import type { AggregateRow } from '../../src/core/statistics/aggregate.ts';
import { element, setAttribute, setText } from '../element.ts';
import {
  aggregateColumns,
  allAggregateColumns,
  MEASURED,
  MEASURED_NAMES,
  type Measured,
} from './aggregateColumns.ts';
import { copyButton, paneHead, type Copy } from './paneHead.ts';
import { createSortableTable } from './sortableTable.ts';

export interface AggregateState {
  readonly rows: readonly AggregateRow[];
  /** False while it is counted. */
  readonly isComplete: boolean;
  /** The query in force. */
  readonly query: string;
}

export interface AggregateActions {
  /** Puts a query in force, or takes it away. */
  readonly setQuery: (text: string) => void;
  readonly copy: Copy;
}

export interface AggregatePane {
  readonly update: (state: AggregateState) => void;
}

/** Makes the pane that sums up all steps by coroutine and await site; a click on a row singles out what it sums up. */
export function createAggregatePane(host: HTMLElement, actions: AggregateActions): AggregatePane {
  let state: AggregateState = { rows: [], isComplete: true, query: '' };
  let measured: Measured = 'suspended';
  const choose = ({ query }: AggregateRow): void =>
    actions.setQuery(hasTerm(state.query, query) ? '' : query);
  const parts = MEASURED.map((each) => {
    const part = element('div', { class: 'pane-table' });
    const table = createSortableTable<AggregateRow>(part, {
      label: `Steps by coroutine and await site: ${MEASURED_NAMES[each].toLowerCase()}`,
      columns: aggregateColumns(each),
      copied: allAggregateColumns(),
      key: ({ coroutine, site }) => `${site} ${coroutine}`,
      sortedBy: 'total',
      choose,
    });
    const button = element('button', {
      class: 'choice',
      text: MEASURED_NAMES[each],
      attributes: { type: 'button' },
      onClick: () => {
        measured = each;
        show();
      },
    });
    return { each, part, table, button };
  });
  const text = (): string => parts.find(({ each }) => each === measured)!.table.text();
  const choices = element(
    'div',
    { class: 'choices', attributes: { role: 'group', 'aria-label': 'Which times' } },
    ...parts.map(({ button }) => button),
  );
  const note = element('p', { class: 'pane-note', attributes: { role: 'status' } });
  host.append(
    paneHead('h2', 'By coroutine and await site', copyButton('the table', text, actions.copy)),
    choices,
    note,
    ...parts.map(({ part }) => part),
  );
  const show = (): void => {
    for (const { each, part, table, button } of parts) {
      part.hidden = each !== measured || state.rows.length === 0;
      setAttribute(button, 'aria-pressed', String(each === measured));
      if (each === measured) table.update(state.rows, (row) => hasTerm(state.query, row.query));
    }
    note.hidden = state.isComplete && state.rows.length > 0;
    setText(note, state.isComplete ? 'No task has taken a step yet.' : 'Still counting…');
  };
  show();
  return {
    update: (next) => {
      if (next.rows === state.rows && next.query === state.query && next.isComplete === state.isComplete)
        return;
      state = next;
      show();
    },
  };
}
