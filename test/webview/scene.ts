import type { Trace } from '../../src/core/trace.ts';
import { BlockIndex } from '../../webview/blockIndex.ts';
import { CellCache } from '../../webview/cellCache.ts';
import { SuspensionLabels } from '../../webview/labels.ts';
import type { Scene } from '../../webview/scene.ts';
import { buildRows } from '../../webview/rows.ts';
import type { View } from '../../webview/viewport.ts';

/** A scene of all rows of a trace, as far as they fit. */
export function sceneOf(trace: Trace, view: View, width: number, height = 4000): Scene {
  const blocks = new BlockIndex();
  blocks.update(trace);
  return {
    trace,
    rows: buildRows(trace, new Set()),
    blocks,
    labels: new SuspensionLabels(),
    cells: new CellCache(),
    density: null,
    view,
    present: trace.now,
    hasEnded: false,
    width,
    height,
    scroll: 0,
    matcher: null,
    moments: [],
  };
}
