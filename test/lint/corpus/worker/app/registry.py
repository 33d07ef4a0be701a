import functools
import time

JOBS = {}


def job(function):
    JOBS[function.__name__] = function
    return function


def logged(function):
    @functools.wraps(function)
    async def wrapper(*args, **kwargs):
        started = time.monotonic()  # ok: CORO101
        try:
            return await function(*args, **kwargs)
        finally:
            print(function.__name__, time.monotonic() - started)

    return wrapper


def throttled(seconds):
    def decorate(function):
        @functools.wraps(function)
        def wrapper(*args):
            time.sleep(seconds)  # ok: CORO101
            return function(*args)

        return wrapper

    return decorate
