import { curveMonotoneX, curveMonotoneY, line } from 'd3';
import type { WaitArrow, WaitPicture } from '../../src/core/inspect/waitPicture.ts';
import { element } from '../element.ts';
import { BOX, layoutWaits, type Direction, type Point } from './layoutWaits.ts';
import { spokenOf } from './waitWords.ts';

const SVG = 'http://www.w3.org/2000/svg';
/** Of so many arrows all have their words; of more, those of what is chosen or wrong. */
const FEW_ARROWS = 16;
/** In a pane that is narrower, chains go downwards. */
const WIDE = 640;
const HEAD = 6;
const SMALLEST = 0.75;

/** What the user does with a box. */
export interface BoxActions {
  readonly choose: (box: number) => void;
  readonly open: (box: number) => void;
}

export interface GraphView {
  readonly draw: (picture: WaitPicture) => void;
  /** Marks a box, and what it is linked with. */
  readonly mark: (box: number) => void;
  readonly focus: (box: number) => void;
  /** Scrolls a box into sight. */
  readonly show: (box: number) => void;
}

/** The picture: a button for each box, with arrows behind them. Arrow keys go to the next box that way. */
export function createGraphView(pane: HTMLElement, { choose, open }: BoxActions): GraphView {
  let picture: WaitPicture | null = null;
  let direction: Direction = 'right';
  let places: readonly Point[] = [];
  let buttons: HTMLButtonElement[] = [];
  let lines: SVGGElement[] = [];
  let chosen = 0;
  let sheetWidth = 1;

  const draw = (next: WaitPicture): void => {
    picture = next;
    direction = pane.clientWidth < WIDE ? 'down' : 'right';
    const layout = layoutWaits(next.boxes.length, next.arrows, direction);
    places = layout.boxes;
    chosen = Math.min(chosen, Math.max(0, next.boxes.length - 1));
    const [width, height] = [Math.ceil(layout.width), Math.ceil(layout.height)];
    const svg = svgElement('svg', {
      'aria-hidden': 'true',
      width: String(width),
      height: String(height),
    });
    lines = next.arrows.map((arrow, at) => arrowOf(arrow, layout.arrows[at]!, direction));
    svg.append(...lines);
    buttons = next.boxes.map((_, at) => boxOf(next, at));
    const sheet = element('div', { class: 'sheet' }, svg, ...buttons);
    sheet.style.width = `${width}px`;
    sheet.style.height = `${height}px`;
    sheet.classList.toggle('sparse', next.arrows.length > FEW_ARROWS);
    sheetWidth = width;
    pane.replaceChildren(sheet);
    fit();
    mark(chosen);
  };

  const boxOf = (all: WaitPicture, at: number): HTMLButtonElement => {
    const { kind, title, detail, mark: wrong, count } = all.boxes[at]!;
    const spoken = spokenOf(all, at);
    const made = element(
      'button',
      {
        class: ['box', kind, ...(wrong === null ? [] : [wrong]), ...(count > 1 ? ['many'] : [])].join(' '),
        attributes: { type: 'button' },
        onClick: () => {
          choose(at);
          open(at);
        },
      },
      element('span', { class: 'title', text: title }),
      element('span', { class: 'detail', text: detail }),
      element('span', { class: 'spoken', text: spoken }),
    );
    made.title = [title, detail, spoken].filter((text) => text !== '').join('\n');
    made.addEventListener('focus', () => choose(at));
    const { x, y } = places[at]!;
    made.style.transform = `translate(${x}px, ${y}px)`;
    made.style.width = `${BOX.width}px`;
    made.style.height = `${BOX.height}px`;
    return made;
  };

  const mark = (box: number): void => {
    chosen = box;
    buttons.forEach((each, at) => {
      each.tabIndex = at === box ? 0 : -1;
      each.classList.toggle('chosen', at === box);
    });
    picture?.arrows.forEach(({ from, to }, at) => {
      lines[at]!.classList.toggle('chosen', from === box || to === box);
    });
  };

  const focus = (box: number): void => {
    buttons[box]?.focus();
    show(box);
  };

  const show = (box: number): void => buttons[box]?.scrollIntoView({ block: 'nearest', inline: 'nearest' });

  /** What is a little too wide is drawn smaller, as long as it can be read. */
  const fit = (): void => {
    const sheet = pane.querySelector<HTMLElement>('.sheet');
    if (sheet === null || pane.clientWidth === 0) return;
    sheet.style.zoom = String(Math.min(1, Math.max(SMALLEST, pane.clientWidth / sheetWidth)));
  };

  pane.addEventListener('keydown', (event) => {
    const way = WAYS[event.key];
    if (event.ctrlKey || event.altKey || event.metaKey || way === undefined) return;
    const next =
      way === 'first' ? 0 : way === 'last' ? buttons.length - 1 : nextBox(places, chosen, way.x, way.y);
    if (next === null || buttons.length === 0) return;
    event.preventDefault();
    focus(next);
  });
  new ResizeObserver(() => {
    if (picture !== null && direction !== (pane.clientWidth < WIDE ? 'down' : 'right')) draw(picture);
    else fit();
  }).observe(pane);

  return { draw, mark, focus, show };
}

const WAYS: Readonly<Record<string, Point | 'first' | 'last'>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
  Home: 'first',
  End: 'last',
};

/** The nearest box in a direction, rather straight ahead than aside; null for none. */
function nextBox(places: readonly Point[], from: number, x: number, y: number): number | null {
  const here = places[from];
  if (here === undefined) return null;
  let best: number | null = null;
  let least = Infinity;
  places.forEach((place, at) => {
    const ahead = (place.x - here.x) * x + (place.y - here.y) * y;
    const aside = Math.abs((place.x - here.x) * y) + Math.abs((place.y - here.y) * x);
    if (ahead < 1 || at === from) return;
    const cost = ahead + 2 * aside;
    if (cost < least) [best, least] = [at, cost];
  });
  return best;
}

function arrowOf({ kind, isWrong }: WaitArrow, points: readonly Point[], direction: Direction): SVGGElement {
  const group = svgElement('g', { class: `arrow ${KINDS[kind]}${isWrong ? ' wrong' : ''}` });
  const [before, end] = points.slice(-2);
  if (before === undefined || end === undefined) return group;
  const isRight = direction === 'right';
  const path = line<Point>()
    .x(({ x }) => x)
    .y(({ y }) => y)
    .curve(isRight ? curveMonotoneX : curveMonotoneY);
  const sense = (isRight ? end.x - before.x : end.y - before.y) < 0 ? -1 : 1;
  const [along, aside] = [-HEAD * sense, HEAD / 2];
  const corners = isRight
    ? [`${end.x + along},${end.y - aside}`, `${end.x + along},${end.y + aside}`]
    : [`${end.x - aside},${end.y + along}`, `${end.x + aside},${end.y + along}`];
  // Halfway, where it is rather by itself.
  const half = Math.floor(points.length / 2);
  const [a, b] = [points[half - 1]!, points[half]!];
  const words = svgElement('text', {
    x: String((a.x + b.x) / 2),
    y: String((a.y + b.y) / 2),
    'text-anchor': 'middle',
    dy: isRight ? '-3' : '4',
  });
  words.textContent = kind;
  group.append(
    svgElement('path', { class: 'line', d: path(points) ?? '' }),
    svgElement('path', { class: 'head', d: `M${end.x},${end.y} L${corners.join(' L')} Z` }),
    words,
  );
  return group;
}

const KINDS: Readonly<Record<WaitArrow['kind'], string>> = {
  awaits: 'awaits',
  'waits for': 'waits-for',
  'held by': 'held-by',
};

function svgElement<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string>>,
): SVGElementTagNameMap[K] {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}
