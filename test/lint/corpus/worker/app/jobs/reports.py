import shutil
import subprocess
from pathlib import Path

from ..registry import job, logged, throttled

REPORTS = Path("reports")


def render(name):
    subprocess.run(["pandoc", name, "-o", name + ".pdf"], check=True)  # ok: CORO104


@throttled(3)
def render_slowly(name):
    return name


def newest():
    return max(REPORTS.glob("*.pdf"), default=None)  # ok: CORO105


@job
async def make_report(name):
    render(name)  # expect: CORO104
    return newest()  # expect: CORO105


@logged
async def archive(name):
    shutil.move(name, REPORTS / "old")  # expect: CORO105


@job
def make_report_sync(name):
    render(name)  # ok: CORO104
