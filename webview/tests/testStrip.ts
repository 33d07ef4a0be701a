import { testsOf, type TestRun } from '../../src/core/analysis/testRuns.ts';
import type { Trace } from '../../src/core/trace.ts';
import type { Nanos } from '../../src/core/units.ts';
import type { Tip } from '../describeHit.ts';
import { element, setAttribute, setText } from '../element.ts';
import { canvasTarget } from '../paint/canvasTarget.ts';
import type { PaintTarget } from '../paint/target.ts';
import type { Selection } from '../selection.ts';
import { createSurface } from '../surface.ts';
import type { Theme } from '../theme.ts';
import { toPx, toTime, type Px, type View } from '../viewport.ts';
import { tipOfTests } from './describeTest.ts';
import { layoutTests, linesOf, testBoxAt, type TestBox } from './layoutTests.ts';
import { lineOfY, paintTests, type TestPicture } from './paintTests.ts';
import { countWords } from './testWords.ts';

/** What the strip of tests shows. */
export interface TestStripState {
  readonly trace: Trace;
  readonly view: View;
  readonly width: Px;
  /** 0: there is no room for it. */
  readonly height: Px;
  readonly present: Nanos;
  readonly theme: Theme;
  readonly selection: Selection | null;
}

export interface TestStrip {
  /** Draws it: paints it where it changed. */
  readonly update: (state: TestStripState) => void;
  /** Says what is under the pointer, and marks it. */
  readonly point: (at: { readonly x: Px; readonly y: Px } | null) => Tip | null;
  /** What is drawn at a place. */
  readonly boxAt: (x: Px, y: Px) => TestBox | undefined;
  /** The test at a place; of several drawn together the one of that moment. */
  readonly testAt: (x: Px, y: Px) => TestRun | undefined;
  /** What is drawn, for a picture that is exported; null where there is none. */
  readonly drawn: () => {
    readonly height: Px;
    readonly words: string;
    readonly paint: (target: PaintTarget) => void;
  } | null;
}

/** Makes the strip: `host` for its picture, `names` for the cell beside it. `showBad` goes to the next test that failed. */
export function createTestStrip(host: HTMLElement, names: HTMLElement, showBad: () => void): TestStrip {
  const canvas = element('canvas', { attributes: { 'aria-hidden': 'true' } });
  const counts = element('span', { class: 'tests-counts' });
  const bad = element('button', {
    class: 'tests-bad',
    title: 'Show the next test that failed',
    attributes: { type: 'button' },
    onClick: showBad,
  });
  names.replaceChildren(element('span', { class: 'tests-title', text: 'Tests' }), counts, bad);
  setAttribute(host, 'role', 'img');
  host.append(canvas);
  host.hidden = names.hidden = true;
  const surface = createSurface(canvas);
  const target = canvasTarget(surface);
  let state: TestStripState | null = null;
  let boxes: readonly TestBox[] = [];
  let lines = 0;
  let hovered = -1;
  let height: Px = 0;
  let painted: readonly unknown[] = [];
  let told: readonly unknown[] = [];

  const pictureOf = (isExported: boolean): TestPicture => {
    const { trace, view, width, present, selection } = state!;
    const x = (time: Nanos): Px => toPx(view, width, time);
    return {
      width,
      height,
      lines,
      boxes,
      selected: selection?.kind === 'test' ? boxes.findIndex((box) => isIn(box, selection)) : -1,
      hovered: isExported ? -1 : hovered,
      nowX: x(present),
      pauses: trace.pauses
        .map(({ begin, end }) => ({ x0: x(begin), x1: x(end ?? present) }))
        .filter(({ x0, x1 }) => x1 > 0 && x0 < width),
    };
  };
  const paint = (): void => {
    if (state === null || height === 0) return;
    surface.prepare(state.width, height);
    paintTests(target, pictureOf(false), state.theme);
  };
  const tell = (trace: Trace): void => {
    const now = [trace, trace.revision, height];
    if (isSame(now, told)) return;
    told = now;
    const index = testsOf(trace);
    const failed = index.count('failed') + index.count('error');
    const words = countWords(index);
    setText(counts, index.length.toLocaleString('en'));
    setAttribute(counts, 'title', words);
    bad.hidden = failed === 0;
    setText(bad, `${failed.toLocaleString('en')} failed`);
    setAttribute(host, 'aria-label', `Tests: ${words || index.length}. Y goes to the next one`);
  };
  return {
    update(next) {
      state = next;
      const { trace, view, width, theme, present, selection } = next;
      if (height !== next.height) {
        height = next.height;
        host.hidden = names.hidden = height === 0;
        host.style.height = names.style.height = `${height}px`;
        names.classList.toggle('thin', height < 18);
      }
      if (height === 0) return;
      const index = testsOf(trace);
      const goesOn = index.processes.some(({ all }) => all.at(-1)!.phases.at(-1)!.end === null);
      const isOpen = goesOn || trace.pauses.at(-1)?.end === null || present < view.end;
      const ratio = window.devicePixelRatio || 1;
      const now = [
        trace,
        trace.bands.length,
        trace.bands.at(-1)?.outcome,
        view.begin,
        view.end,
        width,
        height,
        theme,
        ratio,
        selection,
        isOpen ? present : 0,
      ];
      if (!isSame(now, painted)) {
        painted = now;
        lines = linesOf(index);
        boxes = layoutTests(index, { view, width, present });
        hovered = -1;
        paint();
      }
      tell(trace);
    },
    point(at) {
      if (state === null || height === 0) return null;
      const box = at && testBoxAt(boxes, lineOfY(height, lines, at.y), at.x);
      const found = box ? boxes.indexOf(box) : -1;
      if (found !== hovered) {
        hovered = found;
        paint();
      }
      return box ? tipOfTests(state.trace, box) : null;
    },
    boxAt: (x, y) => testBoxAt(boxes, lineOfY(height, lines, y), x),
    testAt(x, y) {
      const box = testBoxAt(boxes, lineOfY(height, lines, y), x);
      if (box === undefined || state === null) return undefined;
      const { tests, from, to } = box;
      const found = tests.from(toTime(state.view, state.width, x) + 1) - 1;
      return tests.all[Math.max(from, Math.min(to - 1, found))];
    },
    drawn() {
      if (state === null || height === 0) return null;
      const { theme } = state;
      const picture = pictureOf(true);
      return {
        height,
        words: `Tests: ${countWords(testsOf(state.trace))}`,
        paint: (to) => paintTests(to, picture, theme),
      };
    },
  };
}

function isIn({ tests, from, to }: TestBox, { process, at }: Selection & { readonly kind: 'test' }): boolean {
  return tests.process === process && tests.all[from]!.begin <= at && tests.all[to - 1]!.begin >= at;
}

function isSame(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((item, at) => Object.is(item, other[at]));
}
