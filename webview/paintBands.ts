import { ROW_HEIGHT } from './boxes.ts';
import type { Picture, RowBand, TimeBand } from './picture.ts';
import { SIGNS } from './glyphs.ts';
import type { PaintTarget } from './paint/target.ts';
import type { Theme } from './theme.ts';
import { snap } from './surface.ts';
import type { Px } from './viewport.ts';

/** Paints what covers many rows: a veil over blocked tasks, opaque stripes where time is not the program's, gaps. */
export function paintBands(
  target: PaintTarget,
  picture: Picture,
  isPinned: boolean,
  theme: Theme,
  kind: TimeBand['kind'],
): void {
  const { context } = target;
  const { width, height } = picture;
  for (const band of picture.bands) {
    if (band.kind !== kind || (isPinned && kind === 'block')) continue;
    const x0 = snap(target, Math.max(-4, band.x0));
    const x1 = snap(target, Math.max(Math.min(width + 4, band.x1), band.x0 + 1));
    const top = isPinned ? 0 : Math.max(picture.pinnedHeight, band.top);
    const bottom = isPinned ? picture.pinnedHeight : Math.min(height, band.bottom);
    if (bottom <= top) continue;
    if (kind === 'block') {
      context.globalAlpha = theme.isHighContrast ? 0.2 : 0.09;
      context.fillStyle = theme.error;
      context.fillRect(x0, top, x1 - x0, bottom - top);
      context.globalAlpha = 1;
      continue;
    }
    const color = kind === 'pause' ? theme.muted : theme.warning;
    context.fillStyle =
      kind === 'pause'
        ? target.hatch(theme.pause, theme.pauseStripe, 10, 0.5)
        : target.hatch(theme.pause, color, 8, 0.18);
    context.fillRect(x0, top, x1 - x0, bottom - top);
    context.fillStyle = color;
    context.fillRect(x0, top, 1, bottom - top);
    context.fillRect(x1 - 1, top, 1, bottom - top);
    if (isPinned || picture.rows.some((row) => isHeldIn(row, band))) continue;
    label(
      target,
      band,
      Math.max(x0, 0),
      Math.min(x1, width),
      top,
      bottom,
      theme,
      kind === 'pause' ? SIGNS.pause : SIGNS.loss,
      color,
    );
  }
}

/** Whether a step is held in the band, whose bar says so. */
function isHeldIn({ heldFrom }: RowBand, { kind, x0, x1 }: TimeBand): boolean {
  return kind === 'pause' && heldFrom !== null && heldFrom >= x0 && heldFrom <= x1;
}

function label(
  target: PaintTarget,
  band: TimeBand,
  left: Px,
  right: Px,
  top: Px,
  bottom: Px,
  theme: Theme,
  sign: string,
  color: string,
): void {
  const { context } = target;
  context.font = `600 ${theme.fontSize - 1.5}px ${theme.font}`;
  const text = target.textWidth(band.label) + 26;
  const isUpright = right - left < text + 8;
  const length = Math.min(text, isUpright ? bottom - top - 8 : right - left);
  if (right - left < 16 || (isUpright && bottom - top < text + 8)) return;
  context.save();
  context.translate(
    (left + right) / 2,
    isUpright
      ? (top + bottom) / 2
      : top + ROW_HEIGHT / 2 + Math.min(ROW_HEIGHT, (bottom - top - ROW_HEIGHT) / 2),
  );
  if (isUpright) context.rotate(-Math.PI / 2);
  context.fillStyle = theme.background;
  context.strokeStyle = color;
  context.lineWidth = 1;
  context.beginPath();
  context.roundRect(-length / 2, -9, length, 18, 9);
  context.fill();
  context.stroke();
  context.fillStyle = theme.foreground;
  context.fillText(band.label, -length / 2 + 20, 0.5);
  target.glyph(sign, theme.foreground, -length / 2 + 7, -5, 10, 1.6);
  context.restore();
}
