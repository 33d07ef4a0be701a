import type { Family } from '../src/core/awaitFamilies.ts';

/**
 * Small signs, each a path in a square of 12 × 12, stroked with a line of 1.4: the same on canvas (`Path2D`) and in the
 * document (`<path d>`), and drawn by us because a font may lack the sign or show it as a coloured picture.
 */
export const FAMILY_GLYPHS: Readonly<Record<Family, string>> = {
  timer: 'M10.5 6.5a4.5 4.5 0 1 1-9 0a4.5 4.5 0 1 1 9 0M6 4v2.7l1.8 1.2M4.6 .9h2.8',
  io: 'M1 4h9.2M7.7 1.6L10.4 4L7.7 6.4M11 8.4H1.8M4.3 6L1.6 8.4L4.3 10.8',
  task: 'M1.5 2.5h5v7h-5zM8 6h3.4M9.6 4.2L11.4 6L9.6 7.8',
  lock: 'M2.3 5.5h7.4v5H2.3zM3.9 5.5V3.6a2.1 2.1 0 0 1 4.2 0v1.9',
  queue: 'M1.6 2v8M4.6 2v8M7.6 2v8M10.6 4.6v2.8',
  executor: 'M3 1v10M6 1v10M9 1v10M1 4.2c1.5-1.4 2.6 1.4 5 0s3.4-1.4 5 0',
  other: 'M6 3v3.6M6 9.1v.5M10.8 6a4.8 4.8 0 1 1-9.6 0a4.8 4.8 0 1 1 9.6 0',
};

/** Signs of how a task ended, and of what covers many rows. */
export const SIGNS = {
  result: 'M2 6.4l2.7 2.8L10 3.2',
  error: 'M2.6 2.6l6.8 6.8M9.4 2.6L2.6 9.4',
  cancelled: 'M10.6 6a4.6 4.6 0 1 1-9.2 0a4.6 4.6 0 1 1 9.2 0M2.8 9.2l6.4-6.4',
  pending: 'M2 2l2.6 4L2 10M6.4 2L9 6l-2.6 4',
  held: 'M6 1.6L10.4 6L6 10.4L1.6 6z',
  pause: 'M4 2.2v7.6M8 2.2v7.6',
  loss: 'M6 1.4l5 9H1zM6 4.8v2.6M6 8.9v.3',
  live: 'M9 6a3 3 0 1 1-6 0a3 3 0 1 1 6 0',
  ended: 'M3 3h6v6H3z',
  waiting: 'M2.5 1.4h7M2.5 10.6h7M3.4 1.4c0 3 5.2 6.2 5.2 9.2M8.6 1.4c0 3-5.2 6.2-5.2 9.2',
  follow: 'M1.4 6h6.4M5 3.2L7.8 6L5 8.8M10.4 2v8',
  fit: 'M1.2 2v8M10.8 2v8M2.8 6h6.4M4.6 4.2L2.8 6l1.8 1.8M7.4 4.2L9.2 6L7.4 7.8',
  plus: 'M6 2v8M2 6h8',
  minus: 'M2 6h8',
  key: 'M1 2.6h10v7H1zM3 4.8h.4M5 4.8h.4M7 4.8h.4M9 4.8h.2M3.6 7.4h4.8',
  export: 'M6 7.4V1.4M3.6 3.6L6 1.2l2.4 2.4M1.6 6.6v4h8.8v-4',
  legend: 'M1.4 3h2M5.2 3h5.4M1.4 6h2M5.2 6h5.4M1.4 9h2M5.2 9h5.4',
  close: 'M2.6 2.6l6.8 6.8M9.4 2.6L2.6 9.4',
  open: 'M4 3l3.2 3L4 9',
  above: 'M2.6 7.6L6 4.2l3.4 3.4',
  below: 'M2.6 4.4L6 7.8l3.4-3.4',
  up: 'M6 10.4V1.8M2.6 5.2L6 1.8l3.4 3.4',
  down: 'M6 1.6v8.6M2.6 6.8L6 10.2l3.4-3.4',
  previous: 'M7.6 2.6L4.2 6l3.4 3.4',
  next: 'M4.4 2.6L7.8 6L4.4 9.4',
  loop: 'M10.2 4.4A4.6 4.6 0 1 0 10.6 6.6M10.6 1.8v2.8H7.8',
  task: 'M1.5 2.5h5v7h-5zM8 6h3.4M9.6 4.2L11.4 6L9.6 7.8',
  pin: 'M4 1.6h4M4.9 1.6v3.2L3 7.2h6L7.1 4.8V1.6M6 7.2v3.6',
  play: 'M3.2 1.8L9.8 6L3.2 10.2z',
} as const;

export type Sign = keyof typeof SIGNS;

const paths = new Map<string, Path2D>();

/** A sign for the canvas, made once. */
export function glyphPath(glyph: string): Path2D {
  let path = paths.get(glyph);
  if (path === undefined) paths.set(glyph, (path = new Path2D(glyph)));
  return path;
}
