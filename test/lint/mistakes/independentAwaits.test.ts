import { describe, expect, it } from 'vitest';
import { fixedBy, marksOf, mistakesIn } from './support.ts';

const FETCHES = `
import asyncio, aiohttp, collections
async def user(n):
    await asyncio.sleep(n)
    return n
async def orders(n):
    async with aiohttp.ClientSession() as session:
        async with session.get(f'https://example.com/{n}') as answer:
            return await answer.json()
async def say(n):
    await asyncio.sleep(n)
    print(n)
`;

describe('CORO204, independent awaits one after another', () => {
  it('sees awaits between which nothing flows', () => {
    const source = `${FETCHES}
class Profile:
    async def friends(self):
        await asyncio.sleep(1)
        return self.name
    async def both(self):
        a = await self.friends()
        b = await user(2)  # CORO204
        return a, b
async def main(n):
    a = await user(n)
    b = await orders(n)  # CORO204
    c = await user(3)
    n += 1
    (x, y) = await user(n)
    # A comment.
    await orders(x_of(n))
    z = await orders(y)
    if n:
        await user(1)
        await user(2)  # CORO204
`;
    expect(mistakesIn(source)).toEqual(marksOf(source));
  });

  it('is silent where one may depend on the other', () => {
    const source = `${FETCHES}
state = {}
class Account:
    async def login(self):
        await asyncio.sleep(1)
        self.token = 1
        return 1
    async def balance(self):
        await asyncio.sleep(1)
        return self.token
async def save(n):
    await asyncio.sleep(1)
    state['n'] = n
async def query(db, n):
    return await db.execute(n)
async def fill(rows):
    await asyncio.sleep(1)
    rows.append(1)
async def instant(n): return n
waiting = collections.deque()
async def join(n):
    await asyncio.sleep(1)
    waiting.append(n)
    return len(waiting)
class Base:
    async def first(self): raise NotImplementedError
    async def second(self): raise NotImplementedError
    async def both(self):
        a = await self.first()
        b = await self.second()
async def main(n, account: Account, db, reader, rows):
    a = await user(n)
    b = await orders(a)
    c = await account.login()
    d = await account.balance()
    await save(1)
    await save(2)
    e = await query(db, 1)
    f = await query(db, 2)
    await fill(rows)
    await fill(rows)
    g = await reader.readline()
    h = await reader.readline()
    await asyncio.sleep(1)
    await asyncio.sleep(1)
    i = await instant(1)
    j = await instant(2)
    await say(1)
    await say(2)
    await join(1)
    await join(2)
    k = await user(n)
    n = await user(k)
    print(n)
    n = await orders(n)
`;
    expect(mistakesIn(source)).toEqual([]);
  });
});

describe('its fixes', () => {
  const main = (...lines: string[]): string =>
    `${FETCHES}async def main(n):\n${lines.map((line) => `    ${line}\n`).join('')}`;

  it('gather', () => {
    expect(fixedBy(main('a = await user(n)', 'b = await orders(n)', 'return a, b'))).toBe(
      main('a, b = await asyncio.gather(user(n), orders(n))', 'return a, b'),
    );
    expect(fixedBy(main('await user(n)', 'x, y = await orders(n)', 'z = await user(3)'))).toBe(
      main('_, (x, y), z = await asyncio.gather(user(n), orders(n), user(3))'),
    );
    expect(fixedBy(main('await user(1)', 'await user(2)'))).toBe(
      main('await asyncio.gather(user(1), user(2))'),
    );
    const long = `'${'n'.repeat(60)}'`;
    expect(fixedBy(main(`await user(${long})`, `await orders(${long})`))).toBe(
      main('await asyncio.gather(', `    user(${long}),`, `    orders(${long}),`, ')'),
    );
  });

  it('start them in a task group, from 3.11 on', () => {
    const before = main('a = await user(n)', 'await orders(n)', 'return a');
    expect(fixedBy(before, { title: /group/ })).toBe(
      main(
        'async with asyncio.TaskGroup() as group:',
        '    a_task = group.create_task(user(n))',
        '    group.create_task(orders(n))',
        'a = a_task.result()',
        'return a',
      ),
    );
    expect(fixedBy(before, { title: /group/, python: [3, 10] })).toBeNull();
  });
});
