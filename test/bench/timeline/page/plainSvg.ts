/** The plain way with D3: an SVG that holds an element for each step that is in sight, and nothing for the others. */
import { axisTop, bisectRight, scaleLinear, select } from 'd3';
import { actsOn } from './acts.ts';
import { driveAnchor, fetchSteps } from './anchorDriver.ts';

const WIDTH = 1600;
const HEIGHT = 1380;
const TOP = 30;
const LEFT = 160;
const ROW = 24;

driveAnchor(async () => {
  const { begin, end, lane } = await fetchSteps();
  const lanes: { begins: number[]; ends: number[] }[] = [];
  lane.forEach((number, step) => {
    const steps = (lanes[number] ??= { begins: [], ends: [] });
    steps.begins.push(begin[step]!);
    steps.ends.push(end[step]!);
  });
  const length = end.at(-1)!;
  const scale = scaleLinear([0, length], [LEFT, WIDTH]);
  const svg = select('#host').append('svg').attr('width', WIDTH).attr('height', HEIGHT);
  const axis = svg.append('g').attr('transform', `translate(0,${TOP})`);
  const bars = svg.append('g');
  const names = svg.append('g');
  const mark = svg.append('rect').attr('fill', 'none').attr('stroke', 'orange');
  let scroll = 0;
  let asked = false;

  const draw = (): void => {
    asked = false;
    const [from, to] = scale.domain() as [number, number];
    const first = Math.floor(scroll / ROW);
    const rows: number[] = [];
    const seen: { row: number; x0: number; x1: number }[] = [];
    for (let row = first; row < Math.min(lanes.length, first + (HEIGHT - TOP) / ROW); row++) {
      rows.push(row);
      const steps = lanes[row];
      if (steps === undefined) continue;
      for (
        let step = bisectRight(steps.ends, from);
        step < steps.begins.length && steps.begins[step]! < to;
        step++
      )
        seen.push({ row, x0: scale(steps.begins[step]!), x1: scale(steps.ends[step]!) });
    }
    axis.call(axisTop(scale));
    const top = (row: number): number => TOP + row * ROW - scroll;
    bars
      .selectAll<SVGRectElement, unknown>('rect')
      .data(seen)
      .join('rect')
      .attr('fill', 'seagreen')
      .attr('x', ({ x0 }) => x0)
      .attr('y', ({ row }) => top(row) + 4)
      .attr('width', ({ x0, x1 }) => Math.max(0.5, x1 - x0))
      .attr('height', ROW - 8);
    names
      .selectAll<SVGTextElement, unknown>('text')
      .data(rows)
      .join('text')
      .attr('y', (row) => top(row) + 16)
      .text((row) => `Task-${row + 1}`);
  };
  const ask = (): void => {
    if (!asked) requestAnimationFrame(draw);
    asked = true;
  };
  const place = ({ clientX, clientY }: MouseEvent): void => {
    const row = Math.floor((clientY - TOP + scroll) / ROW);
    const steps = lanes[row];
    const step = steps ? bisectRight(steps.ends, scale.invert(clientX)) : 0;
    if (!steps || step >= steps.begins.length) return;
    mark
      .attr('x', scale(steps.begins[step]!))
      .attr('y', TOP + row * ROW - scroll)
      .attr('width', Math.max(1, scale(steps.ends[step]!) - scale(steps.begins[step]!)))
      .attr('height', ROW);
  };
  svg.on('wheel', (event: WheelEvent) => {
    const [from, to] = scale.domain() as [number, number];
    const span = to - from;
    if (event.deltaX !== 0) {
      const by = (event.deltaX / (WIDTH - LEFT)) * span;
      scale.domain([from + by, to + by]);
    } else {
      const next = Math.min(length, span * Math.exp(event.deltaY * 0.0021));
      scale.domain([from + (span - next) / 2, to - (span - next) / 2]);
    }
    ask();
  });
  names.on('wheel', (event: WheelEvent) => {
    event.stopPropagation();
    scroll = Math.max(0, Math.min(scroll + event.deltaY, lanes.length * ROW - HEIGHT));
    ask();
  });
  svg.on('pointermove', place).on('click', place);
  draw();
  return {
    prepare(gesture) {
      const isAll = gesture === 'out' || gesture === 'zoom';
      scale.domain(isAll ? [0, length] : [length * 0.46, length * 0.54]);
      ask();
    },
    acts: actsOn(svg.node()!, names.node()!),
  };
});
