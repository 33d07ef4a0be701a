"""Nothing that the program makes lives longer because of the probe."""

from running import same

ALIVE = """
import asyncio, gc, sys, threading, weakref
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
    elif kind == "shield":
        await asyncio.shield(kept(asyncio.sleep(0.001)))
    elif kind == "group":
        if hasattr(asyncio, "TaskGroup"):
            async with asyncio.TaskGroup() as group:
                references.append(("group", weakref.ref(group)))
                references.append(("member", weakref.ref(group.create_task(asyncio.sleep(0.001)))))
            del group
    elif kind == "timeout":
        if hasattr(asyncio, "timeout"):
            try:
                async with asyncio.timeout(0.001) as scope:
                    references.append(("scope", weakref.ref(scope)))
                    await asyncio.sleep(60)
            except TimeoutError:
                pass
            del scope
    elif kind == "primitives":
        for made in (asyncio.Lock(), asyncio.Semaphore(), asyncio.BoundedSemaphore(), asyncio.Condition()):
            references.append((type(made).__name__, weakref.ref(made)))
            async with made:
                waiter = kept(made.acquire())
                await asyncio.sleep(0)
            await waiter
            made.release()
        event = asyncio.Event()
        references.append(("event", weakref.ref(event)))
        asyncio.get_running_loop().call_soon(event.set)
        await event.wait()
        del made, event, waiter
    elif kind == "queues":
        for queue in (asyncio.Queue(1), asyncio.PriorityQueue(1), asyncio.LifoQueue(1)):
            references.append((type(queue).__name__, weakref.ref(queue)))
            getter = kept(queue.get())
            await asyncio.sleep(0)
            item = Marked()
            references.append(("item", weakref.ref(item)))
            await queue.put(item)
            await getter
            await queue.put(item)
            putter = kept(queue.put(1))
            await asyncio.sleep(0)
            queue.get_nowait()
            await putter
            del item
        del queue, getter, putter
    elif kind == "cancel":
        message = Marked()
        references.append(("message", weakref.ref(message)))
        task = kept(asyncio.sleep(60))
        await asyncio.sleep(0)
        task.cancel(message)
        await asyncio.wait([task])
        del message, task
    elif kind == "threads":
        loop, argument = asyncio.get_running_loop(), Marked()
        references.append(("argument", weakref.ref(argument)))
        await asyncio.gather(*[loop.run_in_executor(None, id, argument) for _ in range(3)])
        future = loop.create_future()
        thread = threading.Thread(target=loop.call_soon_threadsafe, args=(future.set_result, argument))
        references.append(("thread", weakref.ref(thread)))
        thread.start()
        await future
        thread.join()
        del argument, future, thread
    elif kind == "generator":
        async def numbers():
            yield 1
            yield 2
        left = numbers()
        references.append(("generator", weakref.ref(left)))
        await left.__anext__()
        await left.aclose()
        del left
    elif kind == "error":
        error = Marked()
        references.append(("error", weakref.ref(error)))
        future = asyncio.get_running_loop().create_future()
        future.set_exception(error)
        try:
            await future
        except Marked as caught:
            caught.__traceback__ = None
        del error, future
    elif kind == "eager":
        if hasattr(asyncio, "eager_task_factory"):
            loop = asyncio.get_running_loop()
            loop.set_task_factory(asyncio.eager_task_factory)
            await asyncio.gather(kept(asyncio.sleep(0)), kept(asyncio.sleep(0.001)))
            loop.set_task_factory(None)
    return None

def kept(coroutine):
    references.append(("coroutine", weakref.ref(coroutine)))
    task = asyncio.ensure_future(coroutine)
    references.append(("task", weakref.ref(task)))
    return task

async def main(kind):
    loop = asyncio.get_running_loop()
    coroutine = work(kind)
    references.append((kind + " coroutine", weakref.ref(coroutine)))
    task = loop.create_task(coroutine)
    references.append((kind + " task", weakref.ref(task)))
    del coroutine
    await task

for kind in (
        "sleep", "lock", "gather", "wait", "as_completed", "wait_for", "executor", "future", "shield", "group", "timeout",
        "primitives", "queues", "cancel", "threads", "generator", "error", "eager"):
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
