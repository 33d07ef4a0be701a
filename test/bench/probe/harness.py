"""What all workloads have in common: the work alone is timed, and what was found is printed as one line of JSON.

A workload is run as `python workload.py COUNT LOOP`; LOOP is `asyncio` or `uvloop`.
"""

import asyncio
import json
import os
import sys
import time

COUNT = int(sys.argv[1])
if "BENCH_COUNTED" in os.environ:
    import counted
else:
    counted = None


class Watch:
    """Times what happens in its `with` block: on the wall, the process's CPU time, and that of the thread alone."""

    def __enter__(self):
        if counted:
            counted.begin()
        self.begin = now()
        return self

    def __exit__(self, *exception):
        self.seconds, self.cpu, self.thread = (end - begin for begin, end in zip(self.begin, now()))
        if counted:
            counted.end()


def now():
    return time.perf_counter(), time.process_time(), time.thread_time()


def run(main):
    """Runs `main(watch)` in the loop that is asked for, to its end."""
    watch = Watch()
    if sys.argv[2] == "uvloop":
        import uvloop

        uvloop.run(main(watch))
    else:
        asyncio.run(main(watch))
    tell(seconds=watch.seconds, cpu=watch.cpu, thread=watch.thread)


def tell(**found):
    print(json.dumps(found), flush=True)
