"""Objects that stand for functions of the standard library which may raise an exception.

No frame of the probe's may show in its traceback. So calling such an object only does what is to be done before, and then it
is the original that is called, or another function written in C.
"""

import sys

SHOWN = ("__name__", "__qualname__", "__self__", "__doc__", "__text_signature__")


class StandIn:
    def __init__(self, module, name, before, refuse):
        """`before()` does what is to be done, and gives the function to be called if that is not the original."""
        self.original = original = getattr(module, name)
        self.before = before
        self.refuse = refuse
        self.__module__ = module.__name__
        self.__dict__.update((shown, getattr(original, shown)) for shown in SHOWN)

    def function(self):
        try:
            return self.before() or self.original
        except BaseException as fault:
            self.refuse(fault)
        return self.original

    def __repr__(self):
        return repr(self.original)

    def __reduce__(self):
        return self.original.__name__

    __call__ = property(function)
    __signature__ = property(lambda self: sys.modules.get("inspect").signature(self.original))


def stand_in(hooks, module, name, before):
    """Puts such an object in the place of a module's function."""
    where = "%s.%s" % (module.__name__, name)
    hooks.replace(where, module, name, StandIn(module, name, before, hooks.refuser(where)))
