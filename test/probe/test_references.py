"""Nothing that the program makes lives longer because of the probe."""

from running import same

ALIVE = """
import asyncio, gc, sys, weakref
gc.disable()
references = []

class Marked(Exception):
    pass

class Task(asyncio.Task):
    pass

async def work(kind):
    marker = Marked()
    references.append((kind + " local", weakref.ref(marker)))
    if kind == "sleep":
        await asyncio.sleep(0.001)
    elif kind == "lock":
        lock = asyncio.Lock()
        async with lock:
            await asyncio.sleep(0)
    elif kind == "gather":
        await asyncio.gather(asyncio.sleep(0), asyncio.sleep(0.001))
    elif kind == "wait":
        await asyncio.wait([asyncio.ensure_future(asyncio.sleep(0.001))])
    elif kind == "as_completed":
        for future in asyncio.as_completed([asyncio.sleep(0.001), asyncio.sleep(0)]):
            await future
    elif kind == "wait_for":
        await asyncio.wait_for(asyncio.sleep(0.001), 1)
    elif kind == "executor":
        await asyncio.get_running_loop().run_in_executor(None, len, "abc")
    elif kind == "future":
        future = asyncio.get_running_loop().create_future()
        references.append(("future", weakref.ref(future)))
        asyncio.get_running_loop().call_soon(future.set_result, 1)
        await future
    return None

async def main(kind):
    loop = asyncio.get_running_loop()
    coroutine = work(kind)
    references.append((kind + " coroutine", weakref.ref(coroutine)))
    task = loop.create_task(coroutine)
    references.append((kind + " task", weakref.ref(task)))
    del coroutine
    await task

for kind in ("sleep", "lock", "gather", "wait", "as_completed", "wait_for", "executor", "future"):
    loop = asyncio.new_event_loop()
    references.append((kind + " loop", weakref.ref(loop)))
    loop.run_until_complete(main(kind))
    loop.run_until_complete(loop.shutdown_default_executor())
    loop.close()
    del loop
print([(name, sys.getrefcount(ref())) for name, ref in references if ref() is not None])
gc.collect()
print([name for name, ref in references if ref() is not None])
"""


def test_nothing_is_kept_alive(tmp_path):
    outcome = same(ALIVE, tmp_path)
    assert outcome.out.endswith("[]\n")
    assert len(outcome.trace.tasks) > 8
