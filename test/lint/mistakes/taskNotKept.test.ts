import { describe, expect, it } from 'vitest';
import { fixedBy, marksOf, mistakesIn } from './support.ts';

describe('CORO202, task not kept', () => {
  it('sees tasks that nothing holds', () => {
    const source = `
      import asyncio
      from asyncio import create_task as spawn
      async def work(): await asyncio.sleep(0)
      class Shop:
          def __init__(self):
              self.loop = asyncio.get_running_loop()
          def open(self):
              self.loop.create_task(work())  # CORO202
      async def main(done):
          asyncio.create_task(work())  # CORO202
          spawn(work())  # CORO202
          asyncio.ensure_future(work())  # CORO202
          asyncio.get_running_loop().create_task(work())  # CORO202
          asyncio.create_task(work()).add_done_callback(done)  # CORO202
          named = asyncio.create_task(work())  # CORO202
          watched = asyncio.create_task(work())  # CORO202
          watched.add_done_callback(done)
          [asyncio.create_task(work()) for _ in range(3)]  # CORO202
    `;
    expect(mistakesIn(source)).toEqual(marksOf(source));
  });

  it('is silent where the task is kept, or is a group’s', () => {
    const source = `
      import asyncio
      tasks = set()
      kept = None
      async def work(): await asyncio.sleep(0)
      async def main(group, board):
          global kept
          kept = asyncio.create_task(work())
          task = asyncio.create_task(work())
          tasks.add(task)
          task.add_done_callback(tasks.discard)
          tasks.add(asyncio.create_task(work()))
          async with asyncio.TaskGroup() as tg:
              tg.create_task(work())
          group.create_task(work())
          board.create_task('sweep')
          await asyncio.create_task(work())
          many = [asyncio.create_task(work()) for _ in range(3)]
          await asyncio.gather(*many)
          self_made = asyncio.create_task(work())
          def stop(): self_made.cancel()
          return stop
    `;
    expect(mistakesIn(source)).toEqual([]);
  });
});

describe('its fix', () => {
  const head = 'import asyncio\n\n\nasync def work(): await asyncio.sleep(0)\n\n\n';

  it('makes a set in the module', () => {
    expect(
      fixedBy(`${head}# Starts.\nasync def main():\n    asyncio.create_task(work())\n    return 1\n`),
    ).toBe(
      `${head}background_tasks = set()\n\n\n# Starts.\nasync def main():\n` +
        '    task = asyncio.create_task(work())\n    background_tasks.add(task)\n' +
        '    task.add_done_callback(background_tasks.discard)\n    return 1\n',
    );
  });

  it('uses a set that is there', () => {
    const main = 'tasks = set()\n\n\nasync def main():\n';
    expect(fixedBy(`${head}${main}    job = asyncio.create_task(work())\n`)).toBe(
      `${head}${main}    job = asyncio.create_task(work())\n    tasks.add(job)\n` +
        '    job.add_done_callback(tasks.discard)\n',
    );
    const shop =
      'class Shop:\n    def __init__(self):\n        self.tasks = set()\n\n    async def open(self, task):\n';
    expect(fixedBy(`${head}${shop}        asyncio.create_task(task())\n`)).toBe(
      `${head}${shop}        task_2 = asyncio.create_task(task())\n        self.tasks.add(task_2)\n` +
        '        task_2.add_done_callback(self.tasks.discard)\n',
    );
  });

  it('keeps callbacks, CRLF, and statements on one line', () => {
    expect(
      fixedBy(`tasks = set()\n${head}async def main():\n    if 1: asyncio.create_task(work())\n`),
    ).toContain(
      '    if 1: task = asyncio.create_task(work()); tasks.add(task); task.add_done_callback(tasks.discard)\n',
    );
    expect(
      fixedBy(
        'import asyncio\r\nasync def main(f):\r\n\tasyncio.create_task(f()).add_done_callback(print)\r\n',
      ),
    ).toBe(
      'import asyncio\r\nbackground_tasks = set()\r\n\r\n\r\nasync def main(f):\r\n' +
        '\ttask = asyncio.create_task(f())\r\n\tbackground_tasks.add(task)\r\n' +
        '\ttask.add_done_callback(background_tasks.discard)\r\n\ttask.add_done_callback(print)\r\n',
    );
  });
});
