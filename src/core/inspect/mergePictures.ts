import type { ProcessRow, TaskKey, TaskPicture, TaskRow } from './taskRows.ts';

/** Pictures of several programs as one. Each was taken under a name of its own. */
export function mergePictures(pictures: readonly TaskPicture[]): TaskPicture {
  const [first] = pictures;
  if (first === undefined) return { processes: [], rows: new Map(), findings: [] };
  if (pictures.length === 1) return first;
  const rows = new Map<TaskKey, TaskRow>();
  const processes: ProcessRow[] = [];
  for (const picture of pictures) {
    for (const [key, row] of picture.rows) rows.set(key, row);
    processes.push(...picture.processes);
  }
  const findings = pictures.flatMap((picture) => picture.findings);
  return { processes, rows, findings };
}
