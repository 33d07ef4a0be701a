import { element } from './element.ts';
import { createPointerMarks } from './pointerMarks.ts';
import { createSurface, type Surface } from './surface.ts';

/** The page's fixed parts; everything that changes is inside them. */
export interface Page {
  readonly root: HTMLElement;
  readonly toolbar: HTMLElement;
  readonly search: HTMLElement;
  readonly reveal: HTMLElement;
  readonly body: HTMLElement;
  readonly timeline: HTMLElement;
  readonly minimapName: HTMLElement;
  readonly minimap: HTMLElement;
  /** The tests that were run, and what the column of names says of them. */
  readonly testNames: HTMLElement;
  readonly tests: HTMLElement;
  readonly chartNames: HTMLElement;
  readonly charts: HTMLElement;
  readonly base: HTMLElement;
  readonly axis: Surface;
  readonly axisHost: HTMLElement;
  readonly labels: HTMLElement;
  readonly lanesHost: HTMLElement;
  readonly lanes: Surface;
  /** Shows what the pointer points at in the lanes. */
  readonly showPointer: ReturnType<typeof createPointerMarks>;
  readonly scrollbar: HTMLElement;
  readonly scrollSpace: HTMLElement;
  readonly labelSplitter: HTMLElement;
  readonly detailsSplitter: HTMLElement;
  /** What stands beside the lanes, or under them: tabs, and the panes they choose from. */
  readonly side: HTMLElement;
  readonly tabs: HTMLElement;
  readonly details: HTMLElement;
  readonly range: HTMLElement;
  readonly aggregate: HTMLElement;
  readonly state: HTMLElement;
  readonly legend: HTMLElement;
  readonly spoken: HTMLElement;
  /** What screen readers hear of the whole recording. */
  readonly summary: HTMLElement;
}

/** Builds the page. */
export function buildPage(root: HTMLElement): Page {
  const toolbar = element('header', { class: 'toolbar' });
  const search = element('div', { class: 'search', attributes: { role: 'search' } });
  const reveal = element('div', {
    class: 'reveal',
    attributes: { role: 'region', 'aria-label': 'Revealed suspensions' },
  });
  reveal.hidden = true;
  const minimapName = element('div', { class: 'minimap-name' });
  const minimap = element('div', { class: 'minimap' });
  const testNames = element('div', { class: 'tests-name' });
  const tests = element('div', { class: 'tests' });
  const chartNames = element('div', { class: 'chart-names' });
  const charts = element('div', { class: 'charts' });
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
  const lanesHost = element('div', { class: 'lanes' }, lanes);
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
    minimapName,
    minimap,
    base,
    axisHost,
    testNames,
    tests,
    chartNames,
    charts,
    labels,
    lanesHost,
    scrollbar,
    labelSplitter,
    state,
  );
  const tabs = element('div', { class: 'tabs' });
  const details = element('section', { class: 'pane details', attributes: { tabindex: '-1' } });
  const range = element('section', { class: 'pane range', attributes: { tabindex: '-1' } });
  const aggregate = element('section', { class: 'pane aggregate', attributes: { tabindex: '-1' } });
  const side = element(
    'aside',
    { class: 'side', attributes: { 'aria-label': 'Details and summaries' } },
    tabs,
    details,
    range,
    aggregate,
  );
  const body = element('div', { class: 'body' }, timeline, detailsSplitter, side);
  const legend = element('footer', { class: 'legend', attributes: { 'aria-label': 'Legend' } });
  const spoken = element('div', { class: 'spoken', attributes: { 'aria-live': 'polite' } });
  const summary = element('div', { class: 'spoken-summary', attributes: { 'aria-live': 'polite' } });
  root.classList.add('app');
  root.replaceChildren(toolbar, reveal, body, legend, spoken, summary);
  return {
    root,
    toolbar,
    search,
    reveal,
    body,
    timeline,
    minimapName,
    minimap,
    testNames,
    tests,
    chartNames,
    charts,
    base,
    axis: createSurface(axisCanvas),
    axisHost,
    labels,
    lanesHost,
    lanes: createSurface(lanes, true),
    showPointer: createPointerMarks(lanesHost),
    scrollbar,
    scrollSpace,
    labelSplitter,
    detailsSplitter,
    side,
    tabs,
    details,
    range,
    aggregate,
    state,
    legend,
    spoken,
    summary,
  };
}

function splitter(className: string, orientation: string, label: string): HTMLElement {
  return element('div', {
    class: `splitter ${className}`,
    attributes: { role: 'separator', 'aria-orientation': orientation, 'aria-label': label, tabindex: '0' },
  });
}
