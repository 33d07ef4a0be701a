/** Speedscope's own page plays along: it is driven by the events that it listens to. */
import { point, scattered, swing, wheel } from './acts.ts';
import { driveAnchor } from './anchorDriver.ts';
import { frame } from './frames.ts';

driveAnchor(async () => {
  // A canvas for all of WebGL, one for the minimap's words, one for the chart's.
  let canvases: HTMLCanvasElement[] = [];
  while (canvases.length < 3) {
    await frame();
    canvases = [...document.querySelectorAll('canvas')];
  }
  const chart = canvases.at(-1)!;
  return {
    prepare(gesture) {
      key('0');
      if (gesture === 'out' || gesture === 'zoom') return;
      for (let notch = 0; notch < 12; notch++) wheel(chart, { y: -120, ctrl: true });
    },
    acts: {
      out: (step) => wheel(chart, { x: 11 * swing(step, 20) }),
      zoom: (step) => wheel(chart, { y: -64 * swing(step, 120), ctrl: true }),
      pan: (step) => wheel(chart, { x: 23 * swing(step, 40) }),
      hover: (step) => point(chart, 'mousemove', scattered(step)[0], 0.02),
      click: (step) => {
        for (const type of ['mousedown', 'mouseup', 'click']) point(chart, type, scattered(step)[0], 0.02);
      },
    },
  };
});

function key(name: string): void {
  window.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true }));
}
