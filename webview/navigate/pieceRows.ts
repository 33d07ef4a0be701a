import { formatDuration, printable, subjectTitle } from '../../src/core/format.ts';
import type { Phase } from '../../src/core/phase.ts';
import { resourceName } from '../../src/core/resourceName.ts';
import type { Trace } from '../../src/core/trace.ts';
import { resourceWaitedFor } from '../describeResource.ts';
import { LaneCursor, type Track } from '../laneCursor.ts';
import { pieceOf, type Selection } from '../selection.ts';
import type { LaneOwner } from '../rowTypes.ts';
import { placeLabel } from '../labels.ts';
import { formatMoment } from '../moments.ts';

/** A piece in a table: its length in words, and what to select for it. */
export interface PieceCell {
  readonly text: string;
  readonly select: Selection;
}

/** A run with what lies before it on its lane. */
export interface PieceRow {
  readonly position: number;
  /** When its first piece begins. */
  readonly from: string;
  readonly cells: Readonly<Partial<Record<Phase, PieceCell>>>;
  /** Of a step what it awaited then, of a loop's run who ran. */
  readonly words: string;
}

/** The row for a position of a lane; its length stands for what still goes on. Null where nothing is. */
export function pieceRow(owner: LaneOwner, track: Track, position: number): PieceRow | null {
  const { trace, lane } = track;
  const cursor = new LaneCursor(track);
  const cells: Partial<Record<Phase, PieceCell>> = {};
  let from = Number.NaN;
  let goesOn = position >= lane.first && cursor.enter(position, 'suspended');
  while (goesOn && cursor.position === position) {
    const select = pieceOf(owner, cursor);
    if (select !== null && !(cursor.phase in cells)) {
      if (Number.isNaN(from)) from = cursor.from;
      cells[cursor.phase] = { text: formatDuration(cursor.to - cursor.from), select };
    }
    goesOn = cursor.next();
  }
  if (Number.isNaN(from)) return null;
  return {
    position,
    from: formatMoment(trace, from),
    cells,
    words: wordsOf(trace, owner, lane.run(position)),
  };
}

function wordsOf(trace: Trace, owner: LaneOwner, run: number): string {
  if (run < 0) return 'goes on';
  if (!('task' in owner)) return subjectTitle(trace, trace.runs.subject(run));
  const { task } = owner;
  const site = trace.site(trace.runs.site(run));
  if (site !== undefined) {
    const resource = resourceWaitedFor(trace, task.id, trace.runs.begin(run), trace.runs.end(run));
    const what = resource === undefined ? site.kind : `${site.kind} · ${resourceName(resource)}`;
    return printable(site.place ? `${what} · ${placeLabel(site.place)}` : what, 120);
  }
  return task.ended !== null && task.lane.run(task.lane.length - 1) === run ? 'ends' : '';
}
