"""At a stop of the real debugger: what it is told, and what it shows of other tasks' frames."""

import json
import subprocess
import sys

from dap_client import DapClient
from running import PROBE, environment, marked_line

PROGRAM = """
import asyncio, sys
import debugpy
print(debugpy.listen(("127.0.0.1", 0))[1], flush=True)
debugpy.wait_for_client()

class Loud:
    def __init__(self, number):
        self.number = number
    def __repr__(self):
        print("repr", self.number, flush=True)
        return "loud"

async def leaf(future, number):
    loud, again = Loud(number), number
    await future  # leaf

async def waiting(future, number):
    await leaf(future, number)  # waiting

def helper():
    debugpy.breakpoint()
    return 1  # stop

async def stopping():
    return helper()  # stopping

async def main():
    future = asyncio.get_running_loop().create_future()
    tasks = [asyncio.create_task(waiting(future, number), name="waiting %d" % number) for number in range(50)]
    await asyncio.sleep(0)
    await asyncio.create_task(stopping())  # main
    future.set_result(1)
    await asyncio.wait(tasks)
    print("end", flush=True)

asyncio.run(main())
"""
BOOT = (
    "exec(compile((lambda f:(f.read(),f.close())[0])(open({0!r},'rb')),'<frozen coroscope>','exec'),"
    "{{'__name__':'coroscope_boot','__file__':{0!r},'OPTIONS':{{'file':{1!r}}}}})")
ASK = "(lambda p: p and p.ask(%d,%r))(__import__('sys').modules.get('coroscope_probe'))"
FRAMES = "__import__('sys').modules['coroscope_probe'].frames."


def asked(client, number, what):
    client.evaluate(ASK % (number, what))
    parts = [body for body in client.own if body.get("answer") == number]
    assert parts and "fault" not in parts[0], parts
    return json.loads("".join(body["text"] for body in parts))


def test_a_stop(tmp_path):
    path = tmp_path / "program.py"
    path.write_text(PROGRAM, encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, str(path)], env=environment(PYDEVD_DISABLE_FILE_VALIDATION="1"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)
    try:
        client = DapClient(int(process.stdout.readline()))
        client.evaluate(BOOT.format(str(PROBE / "boot.py"), str(tmp_path / "run.tasktrace")))
        client.configured()
        thread = client.until("stopped")["body"]["threadId"]
        frame, = client.ask("stackTrace", threadId=thread, startFrame=0, levels=1)["stackFrames"]
        told = asked(client, 1, "snapshot")
        rows = {row[5]: row for row in told["tasks"]}
        stacks = {name: [told["places"][place] for place in told["stacks"][row[7]]] for name, row in rows.items()}

        def lines(name):
            return [(place[1], place[2]) for place in stacks[name]]

        assert len(rows) == 52 and told["recording"]
        assert lines("waiting 33") == [(marked_line(PROGRAM, "waiting"), "waiting"), (marked_line(PROGRAM, "leaf"), "leaf")]
        current = told["tasks"][told["loops"][0][5]]
        assert current[6] == "stopping" and current[3] == 0
        assert lines(current[5]) == [(marked_line(PROGRAM, "stopping"), "stopping"), (frame["line"], "helper")]

        def evaluated(expression):
            return client.ask("evaluate", expression=FRAMES + expression, frameId=frame["id"], context="watch")

        given = evaluated("variables(%s, 1)" % rows["waiting 33"][0])
        shown = {one["name"]: one for one in client.ask("variables", variablesReference=given["variablesReference"])["variables"]}
        assert {"again", "future", "loud", "number"} <= set(shown) and shown["again"]["value"] == "33"
        assert shown["loud"]["value"] == "loud" and shown["loud"]["variablesReference"]
        assert evaluated("evaluate(%s, 1, 'again + loud.number')" % rows["waiting 33"][0])["result"] == "66"
        of_current = evaluated("variables(%s, 1)" % current[0])["variablesReference"]
        client.ask("variables", variablesReference=of_current)
        assert asked(client, 2, "graph")["lone"] == []
        assert asked(client, 3, "about")["debugpy"]
        client.ask("continue", threadId=thread)
        assert [process.stdout.readline() for _ in range(2)] == [b"repr 33\n", b"end\n"]  # once, where it is shown
        client.detach()
        out, err = process.communicate(timeout=60)
        assert (process.returncode, out, err) == (0, b"", b"")
        assert [output for output in client.output if output.get("category") not in ("telemetry", "stdout")] == []
    finally:
        process.kill()
        process.wait()
