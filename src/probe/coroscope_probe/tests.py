"""Which test runs: rows of the table `bands`, one for each phase of a test that pytest runs.

pytest says in the environment what it is at, for whoever wants to know. Right after it does, that is read: nothing is asked
of the test or of pytest's objects.
"""

import os
import sys

from .clock import clock
from .imports import after_import
from .splice import LAST, install_grafts, splice

TEST = 1
PHASES = {"setup": 1, "call": 2, "teardown": 3}
VARIABLE = "PYTEST_CURRENT_TEST"

splice_update = splice((LAST, "", "told = tested(when)"))


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

    def hook(self):
        runner = sys.modules["_pytest.runner"]
        install_grafts(self.hooks, "pytest", {"tested": self.tested}, ((runner, "_update_current_test_var", edit_update),))

    def tested(self, when):
        """pytest turns to a phase of a test, or (None) has done with it."""
        phase = PHASES.get(when, 0) if type(when) is str else 0
        environment = os.environ
        name = environment.get(VARIABLE, "") if phase and type(environment) is self.environment else ""
        if phase and not name:
            phase = 0
        elif phase:
            name = name.rpartition(" (")[0] or name
        recorder = self.recorder
        recorder.facts["bands"].append((clock(), TEST, phase, name, recorder.current_serial()))
