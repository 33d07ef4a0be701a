/** Python programs of any size for the benchmarks of hints: what asyncio code looks like, with a blocking call now and then. */

/** A module of about so many lines, that calls functions of `imports`. */
export function pythonModule(lines: number, seed: number, imports: readonly string[] = []): string {
  const parts = [
    'import asyncio\nimport logging\nimport time\n',
    ...imports.map((name) => `import ${name}\n`),
  ];
  parts.push('\nlog = logging.getLogger(__name__)\n');
  for (let length = 6 + imports.length, number = 0; length < lines; length += UNIT_LINES, number++)
    parts.push(unit(seed * 1000 + number, number, imports[number % Math.max(1, imports.length)]));
  return parts.join('');
}

const UNIT_LINES = 36;

/** A class with coroutines and helpers; every fourth blocks. */
function unit(id: number, number: number, imported: string | undefined): string {
  return `

class Service${number}:
    """Serves orders of kind ${id}."""

    def __init__(self, name, limit=${id % 17}):
        self.name = name
        self.limit = limit
        self.queue = asyncio.Queue(maxsize=limit)
        self.seen = {}

    def price(self, order):
        total = sum(item["price"] * item.get("count", 1) for item in order["items"])
        return round(total * 1.19, 2) if order.get("taxed") else total

    async def serve(self):
        while True:
            order = await self.queue.get()
            if order is None:
                break
            try:
                async with asyncio.timeout(5):
                    await self.cook(order, retries=${id % 5})
            except TimeoutError:
                log.warning("order %s took too long", order["id"])
            finally:
                self.queue.task_done()

    async def cook(self, order, *, retries=0):
        self.seen[order["id"]] = f"{self.name}: {self.price(order)!r}"
        ${number % 4 === 0 ? 'time.sleep(0.1)' : imported ? `${imported}.helper${number % 3}(order)` : 'await asyncio.sleep(0.1)'}
        return [each for each in order["items"] if each not in self.seen]


def helper${number}(order):
    return time.sleep(order["delay"]) if order else None
`;
}
