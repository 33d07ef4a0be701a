/** A page of vis-timeline's: an item for each step, a group for each lane; moved by its own interface, without animation. */
import { point, scattered, swing } from './acts.ts';
import { driveAnchor, fetchSteps } from './anchorDriver.ts';

interface VisTimeline {
  setWindow(begin: number, end: number, options: { animation: false }): void;
}
declare const vis: {
  readonly DataSet: new (items: readonly object[]) => object;
  readonly Timeline: new (host: HTMLElement, items: object, groups: object, options: object) => VisTimeline;
};

driveAnchor(async () => {
  const { begin, end, lane } = await fetchSteps();
  const lanes = lane.reduce((most, each) => Math.max(most, each), 0) + 1;
  // Its shortest time is a millisecond: a microsecond of ours is one.
  const items = Array.from(lane, (group, id) => ({
    id,
    group,
    start: begin[id]! / 1000,
    end: Math.max(end[id]! / 1000, begin[id]! / 1000 + 1),
  }));
  const groups = Array.from({ length: lanes }, (_, id) => ({ id, content: `Task-${id + 1}` }));
  const host = document.getElementById('host')!;
  const length = end.at(-1)! / 1000;
  const timeline = new vis.Timeline(host, new vis.DataSet(items), new vis.DataSet(groups), {
    stack: false,
    verticalScroll: true,
    height: '1380px',
    start: 0,
    end: length,
  });
  const show = (from: number, span: number): void =>
    timeline.setWindow(from, from + span, { animation: false });
  let from = 0;
  let span = length;
  const move = (px: number): void => show((from += (px / 1600) * span), span);
  return {
    prepare(gesture) {
      [from, span] = gesture === 'out' || gesture === 'zoom' ? [0, length] : [length * 0.46, length * 0.08];
      show(from, span);
    },
    acts: {
      out: (step) => move(11 * swing(step, 20)),
      zoom: (step) => {
        const next = Math.min(length, span * Math.exp(-0.134 * swing(step, 120)));
        from += (span - next) / 2;
        span = next;
        show(from, span);
      },
      pan: (step) => move(23 * swing(step, 40)),
      scroll: (step) => {
        host.querySelector('.vis-vertical-scroll')!.scrollTop += 72 * swing(step, 120);
      },
      hover: (step) => point(host.querySelector('.vis-center')!, 'mousemove', ...scattered(step)),
      click: (step) => {
        const target = host.querySelector('.vis-center')!;
        for (const type of ['pointerdown', 'pointerup', 'click']) point(target, type, ...scattered(step));
      },
    },
  };
});
