import { expect, it } from 'vitest';
import { TaskTable } from '../../src/core/building/taskTable.ts';
import { randomFrom } from './randomColumns.ts';

it('a table of tasks is one, whichever numbers come and go', () => {
  const random = randomFrom(7);
  const table = new TaskTable<{ id: number }>();
  const plain = new Map<number, { id: number }>();
  let newest = 1_000;
  for (let i = 0; i < 20_000; i++) {
    if (random(3_000) === 0) newest += 1_000;
    const id = random(50) === 0 ? 1 + random(newest) : (newest += 1 + random(3));
    if (!plain.has(id)) {
      plain.set(id, { id });
      table.add(plain.get(id)!);
    }
    if (i % 1_500 > 0) continue;
    const gone = [...plain.values()].filter((task) => task.id < newest - 600 && random(9) > 0);
    table.remove(gone);
    for (const task of gone) plain.delete(task.id);
    for (let known = 0; known <= newest + 20; known++)
      if (table.get(known) !== plain.get(known)) expect(table.get(known), `${known}`).toBe(plain.get(known));
  }
});
