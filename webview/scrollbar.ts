import { ROW_HEIGHT } from './boxes.ts';
import type { Px } from './viewport.ts';

/** Browsers end an element at about 16 or 33 million pixels: longer traces scroll in larger steps. */
const MOST: Px = 15_000_000;

/** The scroll bar beside the lanes: the browser's own, on an empty element as high as all rows. */
export function createScrollbar(
  host: HTMLElement,
  space: HTMLElement,
  scrollTo: (scroll: Px) => void,
): (rows: number, scroll: Px) => void {
  let scale = 1;
  let shown = 0;
  host.addEventListener('scroll', () => {
    if (Math.abs(host.scrollTop - shown) < 1) return;
    shown = host.scrollTop;
    scrollTo(shown * scale);
  });
  return (rows, scroll) => {
    const height = rows * ROW_HEIGHT;
    scale = Math.max(1, height / MOST);
    const wanted = `${height / scale}px`;
    if (space.style.height !== wanted) space.style.height = wanted;
    if (Math.abs(shown - scroll / scale) < 1) return;
    host.scrollTop = scroll / scale;
    shown = host.scrollTop;
  };
}
