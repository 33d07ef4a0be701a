"""Faults in the middle of an answer: they are answered, stay where they are, and the next question is answered as ever."""

import json
import subprocess
import sys

from fault_injection import Copy
from fault_places import SIZE
from running import HERE, Outcome, environment

OURS = "answers.py alive.py stacks.py executing.py holding.py lone.py snapshot.py about.py".split()
PROGRAM = """
import asyncio, builtins, gc, json, sys, threading
sys.path.insert(0, HERE)
import asked
asked.install()
numbers, chosen, state = set(NUMBERS), {"at": 0, "count": 0}, {}
kinds = RuntimeError, KeyError, AttributeError, OSError, TypeError, ValueError

def place(number, function=None):
    if number in numbers and threading.get_ident() == state.get("thread"):
        chosen["count"] += 1
        if chosen["count"] == chosen["at"]:
            raise kinds[number % len(kinds)]("a fault of the probe's own")
    return function

def attempt(what, raised):
    state["thread"] = threading.get_ident()
    del asked.MESSAGES[:]
    try:
        sys.modules["coroscope_probe"].ask(1, what)
    except BaseException as fault:
        raised.append(fault)

def ask(what, at):
    chosen.update(at=at, count=0)
    raised = []
    thread = threading.Thread(target=attempt, args=(what, raised))
    thread.start()
    thread.join()
    assert raised == [], raised
    return [message for message in asked.MESSAGES if message["answer"] == 1]

def collects():
    # The probe's own threads put the threshold away too, for milliseconds.
    for _ in range(100):
        if gc.get_threshold.original()[0]:  # what stands there tells the program its own
            return True
        asked.time.sleep(0.01)
    return False

async def waiting(lock, future):
    async with lock:
        await future

async def main():
    loop = asyncio.get_running_loop()
    lock, future = asyncio.Lock(), loop.create_future()
    tasks = [loop.create_task(waiting(lock, future)) for _ in range(3)]
    tasks.append(loop.create_task(asyncio.wait_for(asyncio.Event().wait(), 3600)))
    tasks.append(loop.create_task(asyncio.sleep(3600)))
    await asyncio.sleep(0)
    builtins.coroscope_place = place
    answered = {}
    for what in ("snapshot", "graph", "about"):
        ask(what, 0)
        at, total, faults = 1, chosen["count"], 0
        while at <= total:
            told = ask(what, at)
            faults += len(told) == 1 and "fault" in told[0]
            assert collects(), (what, at)
            at += 1 + at // 25
        told = ask(what, 0)
        assert len(told) == 1 and len(json.loads(told[0]["text"])) > 5
        answered[what] = faults
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    print(json.dumps(answered))

asyncio.run(main())
"""


def test_faults(tmp_path):
    copy = Copy(tmp_path)
    numbers = [
        number for number, text in copy.places.items()
        if text.partition(":")[0] in OURS and "collector." not in text and "send" not in text]
    assert len(numbers) > 200
    path = tmp_path / "program.py"
    path.write_text(PROGRAM.replace("HERE", repr(str(HERE))).replace("NUMBERS", repr(numbers)), encoding="utf-8")
    seen = tmp_path / "seen"
    seen.write_bytes(bytes(2 * SIZE))
    variables = environment(str(tmp_path / "run.tasktrace"))
    variables.update(PYTHONPATH=str(copy.probe / "site"), FAULTS="", FAULTS_SEEN=str(seen))
    outcome = Outcome(subprocess.run(
        [sys.executable, str(path)], env=variables, timeout=120, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE))
    assert (outcome.code, outcome.err) == (0, "")
    assert all(count > 20 for count in json.loads(outcome.out).values())
