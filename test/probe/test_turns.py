"""The probe's threads and a loop that is never idle."""

from running import recorded_text

TURNS = """
import time, _thread
from coroscope_probe.clock import clock
from coroscope_probe.turns import NEVER, Door, Turns

turns = Turns()
door = Door(turns)
log = []
never = _thread.allocate_lock()
never.acquire()

def work():
    for _ in range(5):
        door.sleep(never.acquire, (True, 0.01))
        log.append("begin")
        until = time.perf_counter() + 0.002
        while time.perf_counter() < until:
            pass
        log.append("end")
    door.close()

_thread.start_new_thread(work, ())
for _ in range(5):
    # On a busy machine the thread may have done all its work meanwhile.
    while (turns.due == NEVER or clock() < turns.due) and log.count("end") < 5:
        time.sleep(0)
    turns.give(clock())
    log.append("loop")
while log.count("end") < 5:
    time.sleep(0.001)
# There too a thread may come too late to be waited for, but hardly each time.
print(log.count("begin"), log.count("end"), ("end", "loop") in zip(log, log[1:]))

absent = Door(turns)
absent.due = due = clock() - 1
turns.give(clock())
print(absent.due > due, turns.due == absent.due)
"""


def test_a_loop_stands_aside_while_a_thread_works():
    outcome = recorded_text(TURNS)
    assert outcome.out == "5 5 True\nTrue True\n"


BUSY = """
import asyncio, os, time

async def main():
    steps, until = 0, time.monotonic() + 1.5
    while time.monotonic() < until:
        steps += 1
        await asyncio.sleep(0)
    os.write(1, b"%d" % steps)
    os._exit(0)

asyncio.run(main())
"""


def test_runs_of_a_loop_that_is_never_idle_are_sent_meanwhile():
    outcome = recorded_text(BUSY, partial=True)
    assert len(outcome.trace.tasks[1]["steps"]) > int(outcome.out) // 2
