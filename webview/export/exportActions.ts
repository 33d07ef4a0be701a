import type { ViewAction } from '../../src/core/messages.ts';
import type { Desk } from '../desk.ts';
import type { Theme } from '../theme.ts';
import { copyPicture, exportPicture, type ExportParts } from './exportPicture.ts';
import { exportParts } from './exportParts.ts';

/** What can be done with the picture. */
type PictureAction = Extract<ViewAction, 'exportPng' | 'exportSvg' | 'copyPicture'>;

/** What the menu offers. */
export type ExportAction = PictureAction | 'saveRecording';

const ACTIONS: Readonly<Record<PictureAction, true>> = {
  exportPng: true,
  exportSvg: true,
  copyPicture: true,
};

/** Whether a command of the editor is one of them. */
export function isExportAction(action: ViewAction): action is PictureAction {
  return Object.hasOwn(ACTIONS, action);
}

/** Printed and magnified, a picture of a screen's own pixels is coarse. */
const LEAST_RATIO = 2;

/** Saves or copies what the page shows, and says so. */
export async function exportView(
  { store, page, port, sizes, notify }: Desk,
  theme: Theme,
  action: ExportAction,
  above: Pick<ExportParts, 'tests' | 'charts'> = { tests: null, charts: null },
): Promise<void> {
  if (action === 'saveRecording') return port.post({ type: 'saveRecording' });
  if (store.rows.length === 0) return notify('There is no timeline yet to make a picture of.');
  const parts = exportParts(store, sizes, page.labels.clientWidth, above);
  const ratio = Math.max(LEAST_RATIO, window.devicePixelRatio);
  if (action === 'copyPicture') {
    const answer = await copyPicture(parts, theme, ratio);
    if (answer === 'copied') return notify('Copied the picture.');
    notify('The clipboard takes no pictures here; save the picture instead.');
  }
  const kind = action === 'exportSvg' ? 'svg' : 'png';
  port.post({ type: 'saveFile', kind, bytes: await exportPicture(parts, theme, kind, ratio) });
}
