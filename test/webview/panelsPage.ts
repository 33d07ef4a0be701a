import { parseQuery } from '../../src/core/query/parseQuery.ts';
import { RangeStatistics } from '../../src/core/statistics/rangeStatistics.ts';
import { SiteStatistics } from '../../src/core/statistics/siteStatistics.ts';
import { LikeHistogram, likeOf } from '../../src/core/statistics/like.ts';
import { TraceBuilder } from '../../src/core/traceBuilder.ts';
import { element } from '../../webview/element.ts';
import { createAggregatePane } from '../../webview/panels/aggregatePane.ts';
import { createHistogramView } from '../../webview/panels/histogramView.ts';
import { createPaneTabs } from '../../webview/panels/paneTabs.ts';
import { createRangePane } from '../../webview/panels/rangePane.ts';
import { createSearchBox } from '../../webview/search/searchBox.ts';
import { suggest } from '../../webview/search/suggest.ts';

// A page of nothing but the search box and the panes, over a trace that a test gives it; what they ask for is written down.

declare global {
  interface Window {
    calls: unknown[][];
    copied: string;
    showPanels: (base64: string) => void;
  }
}

window.calls = [];
window.copied = '';

window.showPanels = (base64) => {
  const trace = new TraceBuilder();
  trace.push(Uint8Array.from(atob(base64), (char) => char.charCodeAt(0)));
  const note =
    (name: string) =>
    (...values: unknown[]): void =>
      void window.calls.push([name, ...values]);
  const copy = (text: string): void => void (window.copied = text);
  let query = '';
  const setQuery = (text: string): void => {
    note('setQuery')(text);
    query = text;
    update();
  };
  const app = document.getElementById('app')!;
  app.className = 'app';
  const search = element('div', { class: 'search', attributes: { role: 'search' } });
  const tabHost = element('div', { class: 'pane-tabs' });
  const panes = { details: element('div'), range: element('div'), aggregate: element('div') };
  const aside = element('aside', { class: 'details' }, tabHost, ...Object.values(panes));
  app.replaceChildren(element('main', {}, search, aside));
  const box = createSearchBox(search, {
    setQuery,
    step: note('step'),
    narrow: note('narrow'),
    leave: note('leave'),
    suggest: (text, caret) => suggest(trace, text, caret),
  });
  const showTab = createPaneTabs(tabHost, panes, (pane) => showTab(pane));
  const actions = {
    setQuery,
    copy,
    selectTask: note('selectTask'),
    selectLoop: note('selectLoop'),
    selectRun: note('selectRun'),
    clear: note('clear'),
  };
  const aggregate = createAggregatePane(panes.aggregate, actions);
  const range = createRangePane(panes.range, actions);
  const histogram = createHistogramView(panes.details, setQuery);
  const sites = new SiteStatistics();
  sites.update(trace, Number.POSITIVE_INFINITY);
  const rows = sites.rows();
  const statistics = new RangeStatistics({ begin: 0, end: trace.now });
  statistics.update(trace, Number.POSITIVE_INFINITY);
  const task = trace.tasks.find(({ lane }) => lane.length > 5)!;
  const like = likeOf(trace, { phase: 'running', task: task.id, position: 2, run: task.lane.run(2) })!;
  const lengths = new LikeHistogram(trace, like);
  lengths.update(trace, Number.POSITIVE_INFINITY);
  const update = (): void => {
    const { problems } = parseQuery(query);
    box.update({
      text: query,
      problems,
      count: query && '3 of 17 matches',
      hasMatches: query !== '',
      isNarrowed: false,
    });
    aggregate.update({ rows, isComplete: true, query });
    range.update({ trace, statistics, revision: 1, query });
    histogram.update({ like, histogram: lengths.histogram, isComplete: true });
  };
  showTab('aggregate');
  update();
};
