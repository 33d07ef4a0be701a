"""A task that swallows its cancellation cannot be stopped."""
import asyncio
import contextlib
import logging
from asyncio import CancelledError
from contextlib import suppress

log = logging.getLogger(__name__)


async def swallows(queue):
    while True:
        try:
            job = await queue.get()
            await job()
        except asyncio.CancelledError:  # expect: CORO209
            log.info("cancelled")


async def swallows_from_import(queue):
    while True:
        try:
            await queue.get()
        except CancelledError:  # expect: CORO209
            continue


async def swallows_in_tuple(queue):
    while True:
        try:
            await queue.get()
        except (ValueError, asyncio.CancelledError):  # expect: CORO209
            pass


async def swallows_everything(queue):
    while True:
        try:
            await queue.get()
        except BaseException as error:  # expect: CORO209
            log.error("failed: %s", error)


async def swallows_bare(queue):
    while True:
        try:
            await queue.get()
        except:  # expect: CORO209
            log.exception("failed")


async def swallows_by_suppress(queue):
    while True:
        with suppress(asyncio.CancelledError):  # expect: CORO209
            await queue.get()


async def swallows_by_suppress_all(queue):
    while True:
        with contextlib.suppress(BaseException):  # expect: CORO209
            await queue.get()


async def swallows_in_retry(action):
    for _ in range(3):
        try:
            return await action()
        except BaseException:  # expect: CORO209
            await asyncio.sleep(1)


async def swallows_async_with(session):
    while True:
        try:
            async with session.get("https://example.com") as answer:
                print(answer.status)
        except asyncio.CancelledError:  # expect: CORO209
            print("ignored")


async def swallows_async_for(feed):
    while True:
        try:
            async for entry in feed:
                print(entry)
        except:  # expect: CORO209
            print("ignored")


async def raises_only_sometimes(queue, stopping):
    while True:
        try:
            await queue.get()
        except asyncio.CancelledError:  # expect: CORO209
            if stopping:
                raise
            log.info("not yet")


async def swallows_named(action):
    try:
        await action()
    except asyncio.CancelledError as error:  # expect: CORO209
        log.warning("stopped by %r", error)
    await action()


async def reraises(queue):
    try:
        await queue.get()
    except asyncio.CancelledError:  # ok: CORO209
        log.info("bye")
        raise


async def reraises_named(queue):
    try:
        await queue.get()
    except BaseException as error:  # ok: CORO209
        log.info("bye")
        raise error


async def reraises_bare(connection):
    try:
        await connection.execute("COMMIT")
    except:  # ok: CORO209
        await connection.execute("ROLLBACK")
        raise


async def ordinary_errors(queue):
    while True:
        try:
            await queue.get()
        except Exception:  # ok: CORO209
            log.exception("failed")


async def cancellation_first(queue):
    while True:
        try:
            await queue.get()
        except asyncio.CancelledError:  # ok: CORO209
            raise
        except BaseException:  # ok: CORO209
            log.exception("failed")


async def finally_only(queue):
    try:
        await queue.get()
    finally:  # ok: CORO209
        log.info("bye")


async def nothing_awaited(parse, text):
    try:
        return parse(text)
    except BaseException:  # ok: CORO209
        return None


async def nothing_awaited_bare(parse, text):
    try:
        return parse(text)
    except:  # ok: CORO209
        return None


async def stops_a_task(task):
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:  # ok: CORO209
        pass


async def stops_a_task_by_suppress(task):
    task.cancel()
    with suppress(asyncio.CancelledError):  # ok: CORO209
        await task


class Service:
    def __init__(self):
        self.task = asyncio.create_task(self.run())

    async def run(self):
        await asyncio.sleep(3600)

    async def stop(self):
        self.task.cancel()
        with contextlib.suppress(asyncio.CancelledError):  # ok: CORO209
            await self.task

    async def stop_by_try(self):
        self.task.cancel()
        try:
            await self.task
        except asyncio.CancelledError:  # ok: CORO209
            log.info("stopped")


async def stops_many(tasks):
    for task in tasks:
        task.cancel()
    for task in tasks:
        try:
            await task
        except asyncio.CancelledError:  # ok: CORO209
            pass


async def timeouts(action):
    try:
        await asyncio.wait_for(action(), 3)
    except asyncio.TimeoutError:  # ok: CORO209
        return None


async def suppresses_others(queue):
    with suppress(asyncio.QueueEmpty):  # ok: CORO209
        queue.get_nowait()


def sync_main(main):
    try:
        asyncio.run(main())
    except BaseException:  # ok: CORO209
        log.info("interrupted")


async def nested_function_awaits(queue):
    try:
        async def inner():
            await queue.get()

        return inner
    except BaseException:  # ok: CORO209
        return None


async def raises_in_all_branches(queue, stopping):
    try:
        await queue.get()
    except asyncio.CancelledError:  # ok: CORO209
        if stopping:
            log.info("stopping")
            raise
        else:
            raise
