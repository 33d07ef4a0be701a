import { element } from './element.ts';
import { createSurface, type Surface } from './surface.ts';

/** The page's fixed parts; everything that changes is inside them. */
export interface Page {
  readonly root: HTMLElement;
  readonly toolbar: HTMLElement;
  readonly reveal: HTMLElement;
  readonly body: HTMLElement;
  readonly timeline: HTMLElement;
  readonly base: HTMLElement;
  readonly axis: Surface;
  readonly axisHost: HTMLElement;
  readonly labels: HTMLElement;
  readonly lanesHost: HTMLElement;
  readonly lanes: Surface;
  readonly overlay: Surface;
  readonly scrollbar: HTMLElement;
  readonly scrollSpace: HTMLElement;
  readonly labelSplitter: HTMLElement;
  readonly detailsSplitter: HTMLElement;
  readonly details: HTMLElement;
  readonly state: HTMLElement;
  readonly legend: HTMLElement;
  readonly spoken: HTMLElement;
}

/** Builds the page. */
export function buildPage(root: HTMLElement): Page {
  const toolbar = element('header', { class: 'toolbar' });
  const reveal = element('div', {
    class: 'reveal',
    attributes: { role: 'region', 'aria-label': 'Revealed suspensions' },
  });
  reveal.hidden = true;
  const base = element('div', { class: 'axis-base' });
  const axisCanvas = element('canvas', { attributes: { 'aria-hidden': 'true' } });
  const axisHost = element('div', { class: 'axis' }, axisCanvas);
  const labels = element('div', {
    class: 'labels',
    attributes: {
      role: 'treegrid',
      tabindex: '0',
      'aria-label': 'Event loops and tasks',
      'aria-readonly': 'true',
    },
  });
  const lanes = element('canvas', { attributes: { 'aria-hidden': 'true' } });
  const overlay = element('canvas', { attributes: { 'aria-hidden': 'true' } });
  const lanesHost = element('div', { class: 'lanes' }, lanes, overlay);
  const scrollSpace = element('div');
  const scrollbar = element(
    'div',
    { class: 'scrollbar', attributes: { tabindex: '-1', 'aria-hidden': 'true' } },
    scrollSpace,
  );
  const labelSplitter = splitter('label-splitter', 'vertical', 'Width of the names');
  const detailsSplitter = splitter('details-splitter', 'vertical', 'Size of the details');
  const state = element('div', { class: 'state' });
  state.hidden = true;
  const timeline = element(
    'main',
    { class: 'timeline' },
    base,
    axisHost,
    labels,
    lanesHost,
    scrollbar,
    labelSplitter,
    state,
  );
  const details = element('aside', {
    class: 'details',
    attributes: { 'aria-label': 'Details', tabindex: '-1' },
  });
  details.hidden = true;
  const body = element('div', { class: 'body' }, timeline, detailsSplitter, details);
  const legend = element('footer', { class: 'legend', attributes: { 'aria-label': 'Legend' } });
  const spoken = element('div', { class: 'spoken', attributes: { 'aria-live': 'polite' } });
  root.classList.add('app');
  root.replaceChildren(toolbar, reveal, body, legend, spoken);
  return {
    root,
    toolbar,
    reveal,
    body,
    timeline,
    base,
    axis: createSurface(axisCanvas),
    axisHost,
    labels,
    lanesHost,
    lanes: createSurface(lanes, true),
    overlay: createSurface(overlay),
    scrollbar,
    scrollSpace,
    labelSplitter,
    detailsSplitter,
    details,
    state,
    legend,
    spoken,
  };
}

function splitter(className: string, orientation: string, label: string): HTMLElement {
  return element('div', {
    class: `splitter ${className}`,
    attributes: { role: 'separator', 'aria-orientation': orientation, 'aria-label': label, tabindex: '0' },
  });
}
