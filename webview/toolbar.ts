import { printable } from '../src/core/format.ts';
import type { SessionInfo } from '../src/core/messages.ts';
import { createBlockChip, type BlockActions, type BlockState } from './blockChip.ts';
import { createCountLinks, type CountActions, type CountState } from './countLinks.ts';
import { createFindingChip, type FindingState } from './findings/findingChip.ts';
import { createExportMenu } from './export/exportMenu.ts';
import type { ExportAction } from './export/exportActions.ts';
import { button, element, setAttribute, setDisabled, setHidden, setText, sign } from './element.ts';
import { SIGNS } from './glyphs.ts';
import { noteText, type Note } from './notes.ts';
import { statusChip } from './stateCards.ts';
import { stopLabels } from './stop.ts';
import { createToolbarFit } from './toolbarFit.ts';
import type { Px } from './viewport.ts';

/** What the toolbar's buttons do. */
export interface ToolbarActions extends BlockActions, CountActions {
  readonly showSession: (id: string) => void;
  /** Goes to the gravest finding, or from one to the next. */
  readonly showFinding: () => void;
  readonly toggleFollow: () => void;
  readonly fitAll: () => void;
  readonly zoom: (factor: number) => void;
  readonly toggleLegend: () => void;
  readonly toggleKeys: () => void;
  /** Saves or copies what is shown. */
  readonly exportAs: (action: ExportAction) => void;
}

/** What the toolbar shows. */
export interface ToolbarState extends CountState {
  readonly sessions: readonly SessionInfo[];
  readonly session: SessionInfo | null;
  readonly blocks: BlockState;
  readonly findings: FindingState;
  readonly isFollowing: boolean;
  readonly isLive: boolean;
  readonly isLegendShown: boolean;
  readonly notes: readonly Note[];
  /** The size of the page, and whether anything is searched for: what has room depends on them. */
  readonly width: Px;
  readonly height: Px;
  readonly hasQuery: boolean;
}

export interface Toolbar {
  readonly update: (state: ToolbarState) => void;
  readonly toggleExport: () => void;
}

/** Puts the toolbar into its element; `search` and `view` are parts that say for themselves what they do. */
export function createToolbar(
  host: HTMLElement,
  actions: ToolbarActions,
  search: HTMLElement,
  view: HTMLElement,
): Toolbar {
  const picker = element('select', { class: 'picker', attributes: { 'aria-label': 'Session' } });
  picker.addEventListener('change', () => actions.showSession(picker.value));
  // Where there is no room for names, the sign stands for the picker, which is over it unseen.
  const choice = element('span', { class: 'picker-box' }, sign(SIGNS.below), picker);
  const name = element('span', { class: 'session-name' });
  const chipSign = sign(SIGNS.live);
  const chipText = element('span');
  const chip = element(
    'button',
    { class: 'chip', attributes: { type: 'button' }, onClick: actions.showSummary },
    chipSign,
    chipText,
  );
  const counts = createCountLinks(actions);
  const notes = {
    loss: noteChip('loss', actions),
    forgotten: noteChip('forgotten', actions),
    problem: noteChip('problem', actions),
  };
  const status = element(
    'div',
    { class: 'status', attributes: { role: 'status' } },
    chip,
    notes.loss,
    notes.forgotten,
    notes.problem,
  );
  const follow = button('follow', 'Follow', 'Follow the present', actions.toggleFollow);
  const legend = button('legend', 'Legend', 'Show or hide the legend', actions.toggleLegend);
  const menu = createExportMenu(actions.exportAs);
  const tools = element(
    'div',
    { class: 'tools', attributes: { role: 'toolbar', 'aria-label': 'Timeline' } },
    follow,
    element('span', { class: 'gap' }),
    iconButton('minus', 'Zoom out (S)', () => actions.zoom(1.6), 'zoom'),
    iconButton('plus', 'Zoom in (W)', () => actions.zoom(1 / 1.6), 'zoom'),
    iconButton('fit', 'Fit the whole trace (0)', actions.fitAll, 'fit-button'),
    element('span', { class: 'gap' }),
    view,
    legend,
    menu.root,
    iconButton('key', 'Keys (?)', actions.toggleKeys, 'keys-button'),
  );
  // Beside the status, not in it: what is read out there must not change ten times a second.
  const blocks = createBlockChip(actions);
  const findings = createFindingChip(actions.showFinding);
  host.append(choice, name, status, counts.root, findings.root, blocks.root, search, tools);
  const fit = createToolbarFit(host, search);

  let options = '';
  const update = (state: ToolbarState): void => {
    const { sessions, session } = state;
    const wanted = JSON.stringify(sessions.map(({ id, name: text, state: is }) => [id, text, is]));
    if (wanted !== options) {
      options = wanted;
      picker.replaceChildren(
        ...[...sessions].reverse().map((each) =>
          element('option', {
            text: `${printable(each.name, 60)} – ${statusChip(each).text}`,
            attributes: { value: each.id },
          }),
        ),
      );
    }
    setHidden(choice, sessions.length < 2);
    if (session !== null && picker.value !== session.id) picker.value = session.id;
    setAttribute(choice, 'title', picker.selectedOptions[0]?.text ?? '');
    setHidden(name, sessions.length !== 1);
    setText(name, session === null ? '' : printable(session.name, 60));
    setAttribute(name, 'title', name.textContent);
    setHidden(chip, session === null);
    if (session !== null) {
      const { sign: path, text, tone } = statusChip(session);
      const said = state.notes.find(({ kind }) => kind === 'ended');
      // The picker's words say that it ended, too.
      const isTwice = sessions.length > 1 && session.state === 'ended' && !said;
      setAttribute(
        chip,
        'class',
        `chip ${tone} ${session.state}${said ? ' said' : ''}${isTwice ? ' twice' : ''}`,
      );
      setDisabled(chip, !said);
      const stop = session.state === 'paused' ? stopLabels(session.stop)[0]! : '';
      setAttribute(chip, 'title', said ? noteText(said) : stop || text);
      setAttribute(chipSign.querySelector('path')!, 'd', SIGNS[path]);
      setText(chipText, text);
    }
    counts.update(state);
    blocks.update(state.blocks);
    findings.update(state.findings);
    for (const kind of ['loss', 'forgotten', 'problem'] as const) {
      const note = state.notes.find((each) => each.kind === kind);
      setHidden(notes[kind], note === undefined);
      if (note === undefined) continue;
      setText(notes[kind].lastElementChild!, note.what.replace(/[:.].*/s, ''));
      setAttribute(notes[kind], 'title', noteText(note));
    }
    setHidden(follow, !state.isLive);
    setAttribute(follow, 'aria-pressed', String(state.isFollowing));
    setAttribute(legend, 'aria-pressed', String(state.isLegendShown));
    fit(state.width, state.height, state.hasQuery);
  };
  return { update, toggleExport: menu.toggle };
}

function iconButton(
  name: keyof typeof SIGNS,
  title: string,
  onClick: () => void,
  className: string,
): HTMLButtonElement {
  return element(
    'button',
    {
      class: `icon-button ${className}`,
      title,
      attributes: { type: 'button', 'aria-label': title },
      onClick,
    },
    sign(SIGNS[name]),
  );
}

/** A chip that warns; a click shows what it means in the summary of the trace. */
function noteChip(kind: 'loss' | 'forgotten' | 'problem', actions: ToolbarActions): HTMLButtonElement {
  return element(
    'button',
    { class: `chip warning ${kind}`, attributes: { type: 'button' }, onClick: actions.showSummary },
    sign(SIGNS.loss),
    element('span'),
  );
}
