"""Some of the interpreter's own tests of asyncio give the same with the probe as without, test by test.

On some versions only: `npm run test:transparency` runs all of them on each. They come with Pythons that were built from source, and some that were not.
"""

import importlib.util
import re

from running import VERSION, bare, recorded, steady

NAMES = ("test_locks", "test_queues", "test_timeouts", "test_eager_task_factory", "test_runners", "test_pep492", "test_selector_events",
         "test_tasks.CTask_CFuture_Tests", "test_base_events.BaseEventLoopTests")


def names():
    """Those that this version has."""
    return ["test.test_asyncio." + name for name in NAMES
            if importlib.util.find_spec("test.test_asyncio." + name.partition(".")[0]) is not None]


def told(outcome):
    """The outcome of each test, and everything printed in between."""
    text = re.sub(r"in [\d.]+s", "", re.sub(r"Task-\d+", "Task-N", steady(outcome.err)))
    # A loop that debugs tells of callbacks that take long, which a busy machine makes of any.
    text = re.sub(r"Executing <.*> took [\d.]+ seconds\n", "", text)
    return outcome.code, sorted(re.findall(r"^(\w+ \([\w.]+\)).* \.\.\. (.*)$", text, re.M)), text


VERSIONS = (3, 9), (3, 12), (3, 14)

if VERSION in VERSIONS and importlib.util.find_spec("test") is not None and importlib.util.find_spec("test.test_asyncio") is not None:

    def test_asyncios_own_tests(tmp_path):
        arguments = ["-W", "default", "-m", "unittest", "-v"] + names()
        outcome = recorded(*arguments, cwd=str(tmp_path), timeout=120)
        without = bare(*arguments, cwd=str(tmp_path), timeout=120)
        assert told(outcome)[1] == told(without)[1]
        assert told(outcome) == told(without)
        assert len(told(without)[1]) > 300 and len(outcome.trace.tasks) > 300
        assert [problem for problem in outcome.trace.problems if "<frozen coroscope" in problem["message"]] == []
