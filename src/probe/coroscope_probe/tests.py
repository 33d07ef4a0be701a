"""Which test runs: rows of the table `bands`, one for each phase of a test that pytest runs, and one for how each went.

pytest says in the environment what it is at, for whoever wants to know. Right after it does, that is read. How a phase went is
read from the attributes of pytest's own report: nothing is asked of the test, and nothing of what plugins make.
"""

import os
import sys

from .clock import clock
from .imports import after_import
from .splice import BEFORE, LAST, install_grafts, splice

TEST = 1
PHASES = {"setup": 1, "call": 2, "teardown": 3}
OUTCOMES = {"passed": 1, "failed": 2, "skipped": 3}
FAILED_AS_EXPECTED = 4
VARIABLE = "PYTEST_CURRENT_TEST"

splice_update = splice((LAST, "", "told = tested(when)"))

# Behind the hooks that make the report, and may still change it.
edit_report = splice((BEFORE, "return report", "told = reported(report)"))


def edit_update(ast, definition):
    names = [argument.arg for argument in definition.args.args]
    return names == ["item", "when"] and splice_update(ast, definition)


def install(hooks):
    tests = Tests(hooks)
    after_import(hooks, {"_pytest.runner": tests.hook})


class Tests:
    def __init__(self, hooks):
        self.hooks = hooks
        self.recorder = hooks.recorder
        self.environment = type(os.environ)
        self.last = 0, ""

    def hook(self):
        runner = sys.modules["_pytest.runner"]
        install_grafts(self.hooks, "pytest", {"tested": self.tested, "reported": self.reported}, (
            (runner, "_update_current_test_var", edit_update), (runner, "call_and_report", edit_report)))

    def tested(self, when):
        """pytest turns to a phase of a test, or (None) has done with it."""
        phase = PHASES.get(when, 0) if type(when) is str else 0
        environment = os.environ
        name = environment.get(VARIABLE, "") if phase and type(environment) is self.environment else ""
        if phase and not name:
            phase = 0
        elif phase:
            name = name.rpartition(" (")[0] or name
        self.tell(phase, name, 0)

    def reported(self, report):
        """pytest knows how a phase went; only where the report is pytest's own is it read."""
        kind = getattr(sys.modules.get("_pytest.reports"), "TestReport", None)
        if type(report) is not kind:
            return
        known = vars(report)
        outcome, when, name = known.get("outcome"), known.get("when"), known.get("nodeid")
        told = OUTCOMES.get(outcome, 0) if type(outcome) is str else 0
        if told == OUTCOMES["skipped"] and "wasxfail" in known:
            told = FAILED_AS_EXPECTED
        if not told:
            return
        phase = PHASES.get(when, 0) if type(when) is str and type(name) is str else 0
        if phase and self.last != (phase, name):
            self.tell(phase, name, 0)  # skipped before pytest turned to it: a phase of no length
        self.tell(0, "", told)

    def tell(self, phase, name, outcome):
        if phase:
            self.last = phase, name
        recorder = self.recorder
        recorder.facts["bands"].append((clock(), TEST, phase, name, recorder.current_serial(), outcome))
