"""Has what was recorded leave the process before a signal that it sends itself ends it.

Servers that a signal asked to stop shut down, put the signal's former action back and raise it again, so that whoever
started them learns how they ended. Nothing runs after that, no function of `atexit` either.
"""

import sys

from .clock import clock
from .imports import after_import

AT_MOST_EVERY = 1000000000  # nanoseconds: some programs send themselves signals all the time


def install(hooks, hand_over):
    """From now on `signal.raise_signal` calls `hand_over` first."""
    def replace():
        module = sys.modules["signal"]
        refuse = hooks.refuser("signal.raise_signal")
        hooks.replace("signal.raise_signal", module, "raise_signal", RaiseSignal(module.raise_signal, hand_over, refuse))

    after_import(hooks, {"signal": replace})


class RaiseSignal:
    """Stands for `signal.raise_signal`.

    What the signal's handler raises comes through it, and no frame of the probe's may show in that traceback. So calling this
    object only does what is to be done before, and then it is the original that is called.
    """

    def __init__(self, original, hand_over, refuse):
        self.original = original
        self.hand_over = hand_over
        self.refuse = refuse
        self.last = 0
        self.__doc__ = original.__doc__

    def function(self):
        try:
            now = clock()
            if now - self.last >= AT_MOST_EVERY:
                self.last = now
                self.hand_over()
        except BaseException as fault:
            self.refuse(fault)
        return self.original

    def __repr__(self):
        return repr(self.original)

    def __reduce__(self):
        return "raise_signal"

    __name__ = __qualname__ = "raise_signal"
    __module__ = "signal"
    __call__ = property(function)
