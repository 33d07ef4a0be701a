import type { ProcessRow, TaskKey, TaskPicture, TaskRow } from './taskRows.ts';

/** Pictures of several programs as one; its times are those of the first. */
export function mergePictures(pictures: readonly TaskPicture[]): TaskPicture {
  const [first] = pictures;
  if (first === undefined) return { exact: false, at: 0, processes: [], rows: new Map(), findings: [] };
  if (pictures.length === 1) return first;
  const rows = new Map<TaskKey, TaskRow>();
  const processes: ProcessRow[] = [];
  for (const picture of pictures) {
    const shift = first.at - picture.at;
    for (const [key, row] of picture.rows)
      rows.set(key, row.since === null ? row : { ...row, since: row.since + shift });
    processes.push(...picture.processes);
  }
  const findings = pictures.flatMap((picture) => picture.findings);
  return { exact: pictures.some(({ exact }) => exact), at: first.at, processes, rows, findings };
}
