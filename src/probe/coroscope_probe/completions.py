"""Which tasks are still to come in a call of `as_completed`, up to Python 3.12.

The coroutine that awaits the next one knows only a queue: the call notes which set of tasks belongs to it.
"""

import sys

from .graft import graft
from .splice import AFTER, guarded, splice

NAME = "as_completed"

edit = splice((AFTER, "todo = {ensure_future(f, loop=loop) for f in set(fs)}", "told = coming(done, todo)"))


def install(hooks):
    recorder, tasks = hooks.recorder, hooks.tasks
    known = recorder.sites.futures
    if known.completing is None:
        return
    if recorder.joining:
        known.find_completions([task for task in [life() for life in known_tasks(tasks)] if task is not None])
    original = vars(tasks)[NAME]
    made = graft(original, edit, {"coming": guarded(recorder, hooks.refuser(NAME), known.note_completion)})
    if made is None:
        recorder.problem(NAME, "asyncio.as_completed is not as the probe knows it: it is left alone.")
        return
    owners = [owner for owner in (tasks, sys.modules.get("asyncio")) if getattr(owner, NAME, None) is original]
    hooks.replace_all(NAME, [(owner, NAME, made) for owner in owners])


def known_tasks(tasks):
    """Weak references to all tasks."""
    return list((tasks._scheduled_tasks if hasattr(tasks, "_scheduled_tasks") else tasks._all_tasks).data)
