import type { WaitBox } from '../../src/core/inspect/waitPicture.ts';
import type { FromWaits, ToWaits } from '../../src/core/waitMessages.ts';
import { element, setText } from '../element.ts';
import { readTheme } from '../theme.ts';
import { createFindingList } from './findingList.ts';
import { createGraphView } from './graphView.ts';
import { createWaitList } from './waitList.ts';
import { leftOutWords, summaryOf } from './waitWords.ts';

interface VsCodeApi {
  postMessage(message: FromWaits): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

// The page of who waits for whom: the picture, the same as a list, and what is wrong.

const api = acquireVsCodeApi();
const post = (message: FromWaits): void => api.postMessage(message);
let number = 0;

const summary = element('p', { class: 'summary', attributes: { role: 'status' } });
const action = (text: string, title: string, onClick: () => void): HTMLButtonElement =>
  element('button', { class: 'button', text, title, attributes: { type: 'button' }, onClick });
const zooming = element(
  'div',
  { class: 'zooming', attributes: { role: 'group', 'aria-label': 'Size of the picture' } },
  action('−', 'Zoom Out (−)', () => view.zoom(-1)),
  action('+', 'Zoom In (+)', () => view.zoom(1)),
  action('Fit', 'Show the whole picture (F)', () => view.fit()),
);
const findings = element('div', { class: 'findings' });
const graph = element('div', {
  class: 'graph',
  attributes: { role: 'group', 'aria-label': 'Picture of who waits for whom' },
});
const list = element('div', {
  class: 'list',
  attributes: { role: 'region', 'aria-label': 'Who waits for whom' },
});
const notes = element('div', { class: 'notes' });
const legend = element(
  'p',
  { class: 'legend', attributes: { 'aria-hidden': 'true' } },
  ...['awaits', 'waits for', 'held by'].map((kind) =>
    element('span', { class: kind.replace(' ', '-') }, element('i'), element('span', { text: kind })),
  ),
);
const body = element('div', { class: 'body' }, graph, list);
const nothing = element('p', { class: 'empty' });
document.getElementById('app')!.append(
  element(
    'header',
    {},
    element('h1', { class: 'spoken', text: 'Who Waits for Whom' }),
    summary,
    zooming,
    action('Refresh', 'Ask the program again', () => post({ type: 'refresh' })),
    action('Copy as Text', 'Copy who waits for whom as text', () => post({ type: 'copy' })),
  ),
  findings,
  body,
  nothing,
  element('footer', {}, legend, notes),
);

const view = createGraphView(graph, { choose, open: (box) => post({ type: 'openBox', number, box }) });
const cards = createFindingList(findings);
const lines = createWaitList(list, {
  choose: (box) => {
    choose(box);
    view.show(box);
  },
  open: (box) => post({ type: 'openBox', number, box }),
  reveal: (box) => post({ type: 'revealBox', number, box }),
});

/** By its key: what is chosen stays so in the next picture. */
let chosen: string | null = null;
let keys: readonly string[] = [];

function choose(box: number): void {
  chosen = keys[box] ?? null;
  view.mark(box);
  lines.mark(box);
}

/** The box that is chosen in a new picture: the same, else what is worst in it. */
function nextChoice(boxes: readonly WaitBox[]): number {
  const same = boxes.findIndex(({ key }) => key === chosen);
  if (same >= 0) return same;
  const marked = ['deadlock', 'lost'].map((mark) => boxes.findIndex((box) => box.mark === mark));
  return marked.find((box) => box >= 0) ?? 0;
}

function show(message: Extract<ToWaits, { type: 'picture' }>): void {
  const { picture } = message;
  const focused = document.activeElement;
  const hadFocus = focused instanceof HTMLElement && graph.contains(focused);
  const inList = focused instanceof HTMLElement && list.contains(focused);
  number = message.number;
  keys = picture.boxes.map(({ key }) => key);
  setText(summary, summaryOf(message));
  cards.draw(
    picture,
    (finding, evidence) => post({ type: 'openEvidence', number: message.number, finding, evidence }),
    (finding) => {
      const { boxes } = picture.findings[finding]!;
      if (boxes[0] !== undefined) choose(boxes[0]);
      view.frame(boxes);
    },
  );
  const isEmpty = picture.boxes.length === 0;
  body.hidden = legend.hidden = zooming.hidden = isEmpty;
  nothing.hidden = !isEmpty;
  setText(nothing, isEmpty ? 'No task waits for another one, or for a lock or queue.' : '');
  view.draw(picture);
  lines.draw(picture);
  const isNew = chosen === null || !keys.includes(chosen);
  const box = nextChoice(picture.boxes);
  if (!isEmpty) choose(box);
  if (isNew && !isEmpty) {
    const about = picture.findings.find(({ boxes }) => boxes.includes(box))?.boxes;
    view.frame(about ?? picture.boxes.map((_, at) => at));
    view.show(box);
  }
  const words = [leftOutWords(picture), ...message.notes].filter((text) => text !== '');
  notes.replaceChildren(...words.map((text) => element('p', { text })));
  if (hadFocus && !isEmpty) view.focus(box);
  else if (inList) list.querySelector<HTMLElement>('li.chosen button')?.focus();
  document.body.dataset['number'] = String(number);
}

function showNothing(text: string): void {
  setText(summary, '');
  findings.replaceChildren();
  notes.replaceChildren();
  body.hidden = legend.hidden = zooming.hidden = true;
  nothing.hidden = false;
  setText(nothing, text);
}

const KEYS: Readonly<Record<string, () => void>> = {
  f: () => view.fit(),
  '+': () => view.zoom(1),
  '=': () => view.zoom(1),
  '-': () => view.zoom(-1),
};

window.addEventListener('keydown', (event) => {
  const run = event.ctrlKey || event.altKey || event.metaKey ? undefined : KEYS[event.key];
  if (run === undefined || zooming.hidden) return;
  event.preventDefault();
  run();
});

window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  const message = data as Partial<ToWaits> | null;
  try {
    // VS Code's own scripts post to the window, too.
    if (message?.type === 'picture') show(message as Extract<ToWaits, { type: 'picture' }>);
    else if (message?.type === 'nothing') showNothing(String(message.text));
  } catch (error) {
    post({ type: 'fault', message: String(error) });
  }
});

/** The theme's colours, made to stand out against its ground. */
function restyle(): void {
  const { error, warning, muted } = readTheme();
  const { style } = document.getElementById('app')!;
  for (const [name, color] of Object.entries({ wrong: error, maybe: warning, muted }))
    style.setProperty(`--${name}`, color);
}

const observer = new MutationObserver(restyle);
observer.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-id'] });
observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
restyle();
post({ type: 'ready' });
