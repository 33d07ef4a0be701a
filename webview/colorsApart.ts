import { hcl, rgb, type HCLColor, type RGBColor } from 'd3';
import { colorDistance } from './colorDistance.ts';

/** Colours this far apart are told apart at a glance, also as thin lines side by side. */
export const APART = 15;

/** A little more than that is aimed at: colours are rounded to whole bytes later. */
const AIM = APART + 0.5;

const TURNS = [0, 12, -12, 24, -24, 36, -36, 48, -48, 60, -60];
const CHROMAS = [1, 0.6, 1.2, 0.3];
const SHIFTS = [0, 8, -8, 16, -16, 24, -24, 32, -32];

/**
 * Changes colours as little as it takes for each to be told apart from all before it, and from some others. `isSeen`:
 * whether a colour may be used at all. Where nothing will do, as on a mid-grey ground, it is the one that is farthest.
 */
export function colorsApart(
  colors: readonly RGBColor[],
  others: readonly RGBColor[],
  isSeen: (color: RGBColor) => boolean,
): RGBColor[] {
  const taken = [...others];
  return colors.map((color) => {
    const gap = (tried: RGBColor): number => Math.min(...taken.map((other) => colorDistance(tried, other)));
    const chosen = gap(color) >= AIM ? color : nearest(color, gap, isSeen);
    taken.push(chosen);
    return chosen;
  });
}

function nearest(
  color: RGBColor,
  gap: (tried: RGBColor) => number,
  isSeen: (color: RGBColor) => boolean,
): RGBColor {
  let best = color;
  let [bestGap, bestChange] = [gap(color), 0];
  for (const tried of variants(hcl(color))) {
    if (!isSeen(tried)) continue;
    const itsGap = gap(tried);
    const change = colorDistance(color, tried);
    const isBetter = bestGap >= AIM ? itsGap >= AIM && change < bestChange : itsGap > bestGap;
    if (isBetter) [best, bestGap, bestChange] = [tried, itsGap, change];
  }
  return best;
}

function* variants({ h, c, l }: HCLColor): Generator<RGBColor> {
  // A grey has no hue to turn.
  const isGrey = !(c > 2);
  for (const shift of SHIFTS)
    for (const turn of isGrey ? [0] : TURNS)
      for (const chroma of isGrey ? [1] : CHROMAS) {
        const { r, g, b } = hcl(isGrey ? 0 : h + turn, isGrey ? 0 : c * chroma, l + shift)
          .rgb()
          .clamp();
        yield rgb(r, g, b);
      }
}
