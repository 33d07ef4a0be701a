import { formatDuration, printable } from '../../src/core/format.ts';
import { axisOf, overlayOf, pictureOf, sceneOf, type Sizes } from '../frame.ts';
import { laneText } from '../laneTexts.ts';
import { Boxes, Strips } from '../picture.ts';
import { ownerOf } from '../rows.ts';
import { extentOfTrace, shownSession, type Store } from '../store.ts';
import { spanOf, type Px } from '../viewport.ts';
import type { ExportParts } from './exportPicture.ts';

/** Lays out what the page shows now, without the pointer. `above`: what it shows between axis and lanes. */
export function exportParts(
  store: Store,
  sizes: Sizes,
  labelWidth: Px,
  above: Pick<ExportParts, 'tests' | 'charts'> = { tests: null, charts: null },
): ExportParts {
  const scene = sceneOf(store, sizes);
  const picture = pictureOf(store, scene, new Boxes(), new Strips(), true);
  const labels = picture.rows.flatMap(({ row, y }) => {
    const owner = ownerOf(scene.trace, scene.rows, row);
    if (owner === undefined) return [];
    const { name, detail } = laneText(scene.trace, scene.rows, row, owner, scene.hasEnded);
    return [{ y, depth: scene.rows.depth[row]!, name, detail }];
  });
  return {
    title: titleOf(store, scene.view.begin, spanOf(scene.view)),
    picture,
    overlay: overlayOf(store, scene),
    ...axisOf(store, scene, picture.markers, null),
    ...above,
    labels,
    labelWidth,
    keys: store.occurring.keys,
  };
}

/** What was recorded, and which part of it is to be seen. */
function titleOf(store: Store, begin: number, span: number): string {
  const name = printable(shownSession(store)?.name ?? 'Task Timeline', 60);
  const since = begin - extentOfTrace(store).begin;
  return `${name} · ${formatDuration(span)}${since > 0 ? `, from ${formatDuration(since)} on` : ''}`;
}
