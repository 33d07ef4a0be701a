import { lab, rgb, type LabColor, type RGBColor } from 'd3';

/** How different two colours look, as CIEDE2000 has it: 1 is hardly seen, 10 at a glance. */
export function colorDistance(one: string | RGBColor, other: string | RGBColor): number {
  const [a, b] = [one, other].map((color) => lab(typeof color === 'string' ? rgb(color) : color)) as [
    LabColor,
    LabColor,
  ];
  const mean = (x: number, y: number): number => (x + y) / 2;
  const seventh = mean(Math.hypot(a.a, a.b), Math.hypot(b.a, b.b)) ** 7;
  const g = 0.5 * (1 - Math.sqrt(seventh / (seventh + 25 ** 7)));
  const [a1, a2] = [a.a * (1 + g), b.a * (1 + g)];
  const [c1, c2] = [Math.hypot(a1, a.b), Math.hypot(a2, b.b)];
  const hueOf = (x: number, y: number): number => ((Math.atan2(y, x) * 180) / Math.PI + 360) % 360;
  const [h1, h2] = [hueOf(a1, a.b), hueOf(a2, b.b)];
  const isGrey = c1 * c2 === 0;
  let turn = isGrey ? 0 : h2 - h1;
  if (turn > 180) turn -= 360;
  if (turn < -180) turn += 360;
  const lightness = mean(a.l, b.l);
  const chroma = mean(c1, c2);
  let hue = isGrey ? h1 + h2 : mean(h1, h2);
  if (!isGrey && Math.abs(h1 - h2) > 180) hue += h1 + h2 < 360 ? 180 : -180;
  const cos = (degrees: number): number => Math.cos((degrees * Math.PI) / 180);
  const t =
    1 - 0.17 * cos(hue - 30) + 0.24 * cos(2 * hue) + 0.32 * cos(3 * hue + 6) - 0.2 * cos(4 * hue - 63);
  const sl = 1 + (0.015 * (lightness - 50) ** 2) / Math.sqrt(20 + (lightness - 50) ** 2);
  const sc = 1 + 0.045 * chroma;
  const sh = 1 + 0.015 * chroma * t;
  const chroma7 = chroma ** 7;
  const rc = 2 * Math.sqrt(chroma7 / (chroma7 + 25 ** 7));
  const rt = -Math.sin((60 * Math.exp(-(((hue - 275) / 25) ** 2)) * Math.PI) / 180) * rc;
  const dl = (b.l - a.l) / sl;
  const dc = (c2 - c1) / sc;
  const dh = (2 * Math.sqrt(c1 * c2) * Math.sin((turn * Math.PI) / 360)) / sh;
  return Math.sqrt(dl ** 2 + dc ** 2 + dh ** 2 + rt * dc * dh);
}
