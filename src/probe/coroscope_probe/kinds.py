"""What a suspension waits for, told by the standard library's function that was called.

The names are those of asyncio's own coroutines, by module. A function that is missing here says nothing (an
`__aenter__` that only calls `acquire`): the next one inwards is asked.
"""

import os

NAMES = (
    "none sleep task gather wait timeout lock event condition semaphore barrier queue.get queue.put stream socket "
    "subprocess executor future yield").split()
NUMBERS = {name: number for number, name in enumerate(NAMES)}

BY_FUNCTION = {
    "tasks": {
        "sleep": "sleep", "__sleep0": "yield", "wait_for": "timeout", "wait": "wait", "_wait": "wait",
        "as_completed.<locals>._wait_for_one": "wait", "_AsCompletedIterator.__anext__": "wait",
        "_AsCompletedIterator._wait_for_one": "wait",
    },
    "locks": {
        "Lock.acquire": "lock", "Event.wait": "event", "Condition.wait": "condition", "Condition.wait_for": "condition",
        "Semaphore.acquire": "semaphore", "Barrier.__aenter__": "barrier", "Barrier.wait": "barrier",
        "Barrier.reset": "barrier", "Barrier.abort": "barrier",
    },
    "queues": {"Queue.get": "queue.get", "Queue.put": "queue.put", "Queue.join": "event"},
    "base_events": {
        "BaseEventLoop.getaddrinfo": "executor", "BaseEventLoop.getnameinfo": "executor",
        "BaseEventLoop.shutdown_default_executor": "executor", "BaseEventLoop.shutdown_asyncgens": "gather",
        "BaseEventLoop.subprocess_exec": "subprocess", "BaseEventLoop.subprocess_shell": "subprocess",
        "BaseEventLoop.connect_read_pipe": "stream", "BaseEventLoop.connect_write_pipe": "stream",
    },
    "unix_events": {"_UnixSelectorEventLoop._make_subprocess_transport": "subprocess"},
    "windows_events": {"ProactorEventLoop._make_subprocess_transport": "subprocess"},
}

BY_MODULE = {
    "base_events": "socket", "selector_events": "socket", "proactor_events": "socket", "unix_events": "socket",
    "windows_events": "socket", "streams": "stream", "subprocess": "subprocess", "base_subprocess": "subprocess",
    "taskgroups": "wait", "staggered": "wait", "threads": "executor",
}


def kind_of_function(file, name):
    """The kind's number, or 0 for a function that tells nothing."""
    folder, module = os.path.split(file)
    if os.path.basename(folder) != "asyncio":
        return 0
    module = module.rpartition(".")[0]
    kind = BY_FUNCTION.get(module, {}).get(name) or BY_MODULE.get(module)
    return NUMBERS[kind] if kind else 0
