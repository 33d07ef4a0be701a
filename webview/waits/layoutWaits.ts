import { chainsOf } from '../../src/core/inspect/waitChains.ts';
import type { WaitArrow } from '../../src/core/inspect/waitPicture.ts';
import { orderLayers } from './orderLayers.ts';

/** Chains of waiting go from left to right where there is room for that, else downwards. */
export type Direction = 'right' | 'down';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface WaitLayout {
  readonly width: number;
  readonly height: number;
  /** The upper left corners of the boxes. */
  readonly boxes: readonly Point[];
  /** By arrow, the points that it goes through, from its begin to its end; fewer than two: it is not drawn. */
  readonly arrows: readonly (readonly Point[])[];
}

export const BOX = { width: 160, height: 42 } as const;
/** Between layers there is room for an arrow's words. */
const LAYER_GAP = { right: 64, down: 44 } as const;
const GAP = 14;
/** What an arrow that passes a layer takes of it. */
const PASS = 8;
/** An arrow that goes back stands beside the one that goes forth between the same boxes, with its words. */
const ASIDE = { right: 14, down: 48 } as const;
const MARGIN = 12;

/**
 * Places boxes in layers, so that whoever waits stands before what it waits for. An arrow that closes a cycle goes back; one
 * that spans layers passes between the boxes of those.
 */
export function layoutWaits(count: number, arrows: readonly WaitArrow[], direction: Direction): WaitLayout {
  const { closes, onwards } = chainsOf({
    count,
    from: arrows.map(({ from }) => from),
    to: arrows.map(({ to }) => to),
  });
  const deepest = onwards.reduce((most, depth) => Math.max(most, depth), 0);
  /** Of boxes, then of the places at which arrows pass a layer. */
  const layerOf = onwards.map((depth) => deepest - depth);
  const links: [number, number][] = [];
  const routes = arrows.map(({ from, to }, arrow) => {
    if (from === to) return [];
    const isBack = closes[arrow] === true;
    const [first, last] = isBack ? [to, from] : [from, to];
    const route = [first];
    for (let layer = layerOf[first]! + 1; layer < layerOf[last]!; layer++) {
      route.push(layerOf.length);
      layerOf.push(layer);
    }
    route.push(last);
    for (let i = 1; i < route.length; i++) links.push([route[i - 1]!, route[i]!]);
    return isBack ? route.reverse() : route;
  });
  const isRight = direction === 'right';
  const [along, across] = isRight ? [BOX.width, BOX.height] : [BOX.height, BOX.width];
  const sizeOf = (at: number): number => (at < count ? across : PASS);
  const middles = orderLayers(layerOf, links, (a, b) => (sizeOf(a) + sizeOf(b)) / 2 + GAP);
  const least = middles.reduce((min, middle, at) => Math.min(min, middle - sizeOf(at) / 2), Infinity);
  const most = middles.reduce((max, middle, at) => Math.max(max, middle + sizeOf(at) / 2), -Infinity);
  const step = along + LAYER_GAP[direction];
  const place = (onAxis: number, beside: number): Point => {
    const [x, y] = isRight ? [onAxis, beside] : [beside, onAxis];
    return { x: MARGIN + x, y: MARGIN + y };
  };
  const beside = (at: number): number => middles[at]! - least;
  const points = (route: readonly number[], arrow: number): readonly Point[] => {
    const isBack = closes[arrow] === true;
    return route.map((at, i) => {
      const from = layerOf[at]! * step;
      if (at >= count) return place(from + along / 2, beside(at));
      const leaves = (i === 0) !== isBack;
      return place(leaves ? from + along : from, beside(at) + (isBack ? ASIDE[direction] : 0));
    });
  };
  const length = count === 0 ? 0 : deepest * step + along;
  const breadth = count === 0 ? 0 : most - least;
  return {
    width: (isRight ? length : breadth) + 2 * MARGIN,
    height: (isRight ? breadth : length) + 2 * MARGIN,
    boxes: Array.from({ length: count }, (_, at) => place(layerOf[at]! * step, beside(at) - across / 2)),
    arrows: routes.map(points),
  };
}
