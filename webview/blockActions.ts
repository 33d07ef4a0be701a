import { formatDuration } from '../src/core/format.ts';
import type { Desk } from './desk.ts';
import { select } from './select.ts';
import { derive, isLive, viewOf } from './store.ts';
import { BlockWalk } from './walkBlocks.ts';

// How the user goes from block to block.

/** Selects the block after (1) or before (−1) the selected, and brings it into view. */
export function walkBlocks(desk: Desk, by: 1 | -1): void {
  const { store } = desk;
  derive(store);
  const walk = new BlockWalk(store.trace, store.blocks);
  show(desk, walk, walk.step(store.navigation.selection, viewOf(store), by));
}

/** Selects the longest block, or the next where one is selected. */
export function showBlock(desk: Desk): void {
  const { store } = desk;
  derive(store);
  const walk = new BlockWalk(store.trace, store.blocks);
  const { worst } = store.blocks.all;
  const isAtBlock = walk.positionOf(store.navigation.selection) >= 0;
  if (isAtBlock || worst === undefined) return walkBlocks(desk, 1);
  show(desk, walk, walk.positionOf({ kind: 'run', run: worst.run }));
}

function show(desk: Desk, walk: BlockWalk, position: number): void {
  const selection = walk.at(position);
  if (selection === null) return desk.notify(nothing(desk));
  // What goes on now is in sight while the present is followed, and would soon grow out of any other view.
  const isFollowed = selection.kind === 'running' && desk.store.navigation.view === null;
  select(desk, selection, isFollowed ? 'reach' : 'words', `Block ${position + 1} of ${walk.length}`);
}

function nothing({ store }: Desk): string {
  const { loops, blockingFrom } = store.trace;
  if (loops.length === 0) return 'No blocks: nothing has been recorded yet';
  return `No blocks${isLive(store) ? ' so far' : ''}: nothing held the event loop for ${formatDuration(blockingFrom)} or longer`;
}
