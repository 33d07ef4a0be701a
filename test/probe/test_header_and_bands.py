"""What the wire says of how a process is recorded, and of the tests that it runs."""

import json

from running import recorded_text, run
from trace_reader import read_trace

BANDS = """
import asyncio
import sys

sender = sys.modules["coroscope_probe.sender"].Sender
clock = sys.modules["coroscope_probe.clock"].clock
tick = sender.tick

def tick_with_bands(self, last):
    sender.tick = tick
    self.recorder.facts["bands"] += [
        (clock(), 1, 1, "test_a.py::test_one", 0, 0), (clock(), 1, 2, "test_a.py::test_one", 0, 1), (clock(), 1, 0, "", 0, 2)]
    return tick(self, last)

sender.tick = tick_with_bands
asyncio.run(asyncio.sleep(0.01))
"""


def test_rows_of_bands_arrive():
    outcome = recorded_text(BANDS)
    assert outcome.err == ""
    rows = outcome.trace.facts["bands"]
    assert [(row["kind"], row["phase"], row["name"], row["task"], row["outcome"]) for row in rows] == [
        (1, 1, "test_a.py::test_one", 0, 0), (1, 2, "test_a.py::test_one", 0, 1), (1, 0, "", 0, 2)]
    times = [row["at"] for row in rows]
    assert times == sorted(times) and 0 < times[0] <= times[-1] <= outcome.trace.finish


def test_header(tmp_path):
    program = tmp_path / "program.py"
    program.write_text("import asyncio\nasyncio.run(asyncio.sleep(0))\n")
    for options, joined in ({}, None), ({"join": True}, 1):
        file = str(tmp_path / "run.tasktrace")
        assert run([program], trace=json.dumps(dict(options, file=file))).returncode == 0
        header = read_trace(file).header
        assert (header["transport"], header.get("joined")) == ("file", joined)
