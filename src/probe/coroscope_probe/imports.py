"""Hears when a module has been imported, without wrapping anything that stays.

The finder stands first in `sys.meta_path` while it waits. It has the others find the module, and for as long as the
module's code runs its loader's `exec_module` is one that calls back at the end.
"""

import sys

from . import faults


def after_import(hooks, functions):
    """Calls each function, `{"module": function}`, once its module is there: now, or when the program imports it."""
    waiting = Imports(hooks, functions)
    for name in list(functions):
        module = sys.modules.get(name)
        spec = getattr(module, "__spec__", None)
        if module is not None and not getattr(spec, "_initializing", False):
            try:
                waiting.arrived(name)
            except Exception as fault:
                waiting.refuse(name, fault)
    if waiting.functions:
        sys.meta_path.insert(0, waiting)
        hooks.undo["imports of " + ", ".join(waiting.functions)] = waiting.stop


class Imports:
    def __init__(self, hooks, functions):
        self.hooks = hooks
        self.functions = dict(functions)

    def find_spec(self, name, path=None, target=None):
        try:
            return self.find(name, path, target) if name in self.functions else None
        except Exception as fault:
            self.refuse(name, fault)

    def find(self, name, path, target):
        for finder in list(sys.meta_path):
            find = None if finder is self else getattr(finder, "find_spec", None)
            spec = find and find(name, path, target)
            if spec is not None:
                self.follow(name, spec.loader)
                return spec
        return None

    def follow(self, name, loader):
        original = getattr(loader, "exec_module", None)
        if original is None:
            return

        def exec_module(module):
            try:
                vars(loader).pop("exec_module", None)
            except Exception as fault:
                self.refuse(name, fault)
            original(module)
            try:
                self.arrived(name)
            except Exception as fault:
                self.refuse(name, fault)

        try:
            loader.exec_module = exec_module
        except AttributeError:  # a loader without attributes of its own
            self.functions.pop(name, None)

    def arrived(self, name):
        function = self.functions.pop(name, None)
        if not self.functions:
            self.stop()
        if function is not None and self.hooks.recorder.on:
            function()

    def refuse(self, name, fault):
        if not faults.is_own(fault):
            raise fault
        self.hooks.recorder.problem(name, faults.describe(fault))

    def stop(self):
        for at, finder in enumerate(sys.meta_path):
            if finder is self:
                del sys.meta_path[at]
                break
