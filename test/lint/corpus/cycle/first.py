import second


def start(number):
    if number:
        return second.proceed(number - 1)
    return None


def own(number):
    return number


async def run():
    start(3)  # expect: CORO104
    own(3)  # ok: CORO104
