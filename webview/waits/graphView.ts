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
/** What is opened, or comes to be chosen, is drawn no smaller: it can be read. The whole may be. */
const READABLE = 0.6;
const SMALLEST = 0.25;
const LARGEST = 2;
const STEP = 1.25;
/** Around what is brought into sight, in px. */
const AROUND = 16;
/** So wide a letter of an arrow's words is, and so high a line of them, in px. */
const LETTER = 6.2;
const LINE = 14;

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
  /** Brings boxes into sight together, as large as there is room for. */
  readonly frame: (boxes: readonly number[]) => void;
  /** Brings the whole picture into sight. */
  readonly fit: () => void;
  /** Draws larger, or smaller where `steps` is negative. */
  readonly zoom: (steps: number) => void;
}

/** The picture: a button for each box, with arrows behind them. Arrow keys go to the next box that way. */
export function createGraphView(pane: HTMLElement, { choose, open }: BoxActions): GraphView {
  let picture: WaitPicture | null = null;
  let direction: Direction = 'right';
  let places: readonly Point[] = [];
  let buttons: HTMLButtonElement[] = [];
  let lines: DrawnArrow[] = [];
  let chosen = 0;
  let size = { width: 1, height: 1 };
  let scale = 1;
  /** What is to stay in sight when the pane's size changes; null where the user has zoomed. */
  let framed: readonly number[] | 'all' | null = 'all';

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
    // Words are above all lines.
    svg.append(...lines.map((arrow) => arrow.line), ...lines.map(({ words }) => words));
    buttons = next.boxes.map((_, at) => boxOf(next, at));
    const sheet = element('div', { class: 'sheet' }, svg, ...buttons);
    sheet.style.width = `${width}px`;
    sheet.style.height = `${height}px`;
    sheet.classList.toggle('sparse', next.arrows.length > FEW_ARROWS);
    size = { width, height };
    pane.replaceChildren(sheet);
    rescale(scale);
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
      const isLinked = from === box || to === box;
      const { line: drawn, words } = lines[at]!;
      for (const each of [drawn, words]) each.classList.toggle('chosen', isLinked);
    });
  };

  const focus = (box: number): void => {
    buttons[box]?.focus();
    show(box);
  };

  const show = (box: number): void => buttons[box]?.scrollIntoView({ block: 'nearest', inline: 'nearest' });

  const rescale = (to: number): void => {
    scale = Math.min(LARGEST, Math.max(SMALLEST, to));
    const sheet = pane.querySelector<HTMLElement>('.sheet');
    if (sheet !== null) sheet.style.zoom = String(scale);
  };

  const roomFor = (width: number, height: number): number =>
    Math.min(1, pane.clientWidth / width, pane.clientHeight / height);

  const fit = (): void => {
    framed = 'all';
    if (pane.clientWidth > 0) rescale(roomFor(size.width, size.height));
  };

  const frame = (boxes: readonly number[]): void => {
    framed = boxes;
    const all = boxes.flatMap((at) => places[at] ?? []);
    if (all.length === 0 || pane.clientWidth === 0) return;
    const [xs, ys] = [all.map(({ x }) => x), all.map(({ y }) => y)];
    const [left, top] = [Math.min(...xs) - AROUND, Math.min(...ys) - AROUND];
    const width = Math.max(...xs) + BOX.width + AROUND - left;
    const height = Math.max(...ys) + BOX.height + AROUND - top;
    // The whole, if that can be read.
    rescale(Math.max(READABLE, roomFor(size.width, size.height), Math.min(1, roomFor(width, height))));
    pane.scrollTo({
      left: (left + width / 2) * scale - pane.clientWidth / 2,
      top: (top + height / 2) * scale - pane.clientHeight / 2,
    });
  };

  /** What is in the middle stays there. */
  const zoom = (steps: number): void => {
    framed = null;
    const before = scale;
    const middle = {
      x: pane.scrollLeft + pane.clientWidth / 2,
      y: pane.scrollTop + pane.clientHeight / 2,
    };
    rescale(scale * STEP ** steps);
    const ratio = scale / before;
    pane.scrollTo({
      left: middle.x * ratio - pane.clientWidth / 2,
      top: middle.y * ratio - pane.clientHeight / 2,
    });
  };

  const frameAgain = (): void => {
    if (framed === 'all') fit();
    else if (framed !== null) frame(framed);
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
    frameAgain();
  }).observe(pane);

  return { draw, mark, focus, show, frame, fit, zoom };
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

/** An arrow, and what is written on it. */
interface DrawnArrow {
  readonly line: SVGGElement;
  readonly words: SVGGElement;
}

function arrowOf({ kind, isWrong }: WaitArrow, points: readonly Point[], direction: Direction): DrawnArrow {
  const wrong = isWrong ? ' wrong' : '';
  const drawn = svgElement('g', { class: `arrow ${KINDS[kind]}${wrong}` });
  const label = svgElement('g', { class: `words${wrong}` });
  const [before, end] = points.slice(-2);
  if (before === undefined || end === undefined) return { line: drawn, words: label };
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
  const [x, y] = [(a.x + b.x) / 2, (a.y + b.y) / 2];
  const words = svgElement('text', { x: String(x), y: String(y), 'text-anchor': 'middle', dy: '4' });
  words.textContent = kind;
  const width = kind.length * LETTER;
  label.append(
    svgElement('rect', {
      x: String(x - width / 2),
      y: String(y - LINE / 2),
      width: String(width),
      height: String(LINE),
    }),
    words,
  );
  drawn.append(
    svgElement('path', { class: 'line', d: path(points) ?? '' }),
    svgElement('path', { class: 'head', d: `M${end.x},${end.y} L${corners.join(' L')} Z` }),
  );
  return { line: drawn, words: label };
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
