"""What a suspension waits for, told by the standard library's function that was called.

The names are those of asyncio's own coroutines, by module. A function that is missing here says nothing (an
`__aenter__` that only calls `acquire`): the next one inwards is asked.
"""

from .paths import parted

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


BY_LIBRARY = {
    "trio": ({
        "_timeouts": {"sleep": "sleep", "sleep_until": "sleep", "sleep_forever": "sleep"},
        "_sync": {
            "Event.wait": "event", "CapacityLimiter.acquire": "semaphore", "CapacityLimiter.acquire_on_behalf_of": "semaphore",
            "Semaphore.acquire": "semaphore", "_LockImpl.acquire": "lock", "Condition.acquire": "lock",
            "Condition.wait": "condition",
        },
        "_channel": {"MemorySendChannel.send": "queue.put", "MemoryReceiveChannel.receive": "queue.get"},
        "_unbounded_queue": {"UnboundedQueue.get_batch": "queue.get", "UnboundedQueue.__anext__": "queue.get"},
        "_parking_lot": {"ParkingLot.park": "future"},
        "_traps": {
            "cancel_shielded_checkpoint": "yield", "wait_task_rescheduled": "future",
            "temporarily_detach_coroutine_object": "future", "reattach_detached_coroutine_object": "future",
        },
        "_run": {
            "checkpoint": "yield", "checkpoint_if_cancelled": "yield", "Nursery._nested_child_finished": "wait",
            "Nursery.start": "wait",
        },
        "_signals": {"SignalReceiver.__anext__": "event"},
    }, {
        "_threads": "executor", "_file_io": "executor", "_path": "executor", "_subprocess": "subprocess", "_socket": "socket",
        "_highlevel_open_tcp_stream": "socket", "_highlevel_open_tcp_listeners": "socket", "_highlevel_ssl_helpers": "socket",
        "_highlevel_open_unix_stream": "socket", "_highlevel_serve_listeners": "socket", "_highlevel_socket": "stream",
        "_highlevel_generic": "stream", "_ssl": "stream", "_unix_pipes": "stream", "_windows_pipes": "stream", "_dtls": "socket",
        "_io_epoll": "socket", "_io_kqueue": "socket", "_io_windows": "socket",
    }),
    "anyio": ({
        "_eventloop": {"sleep": "sleep", "sleep_forever": "sleep", "sleep_until": "sleep"},
        "lowlevel": {"checkpoint": "yield", "checkpoint_if_cancelled": "yield", "cancel_shielded_checkpoint": "yield"},
        "memory": {
            "MemoryObjectReceiveStream.receive": "queue.get", "MemoryObjectSendStream.send": "queue.put",
        },
        "_synchronization": {
            "Condition.wait": "condition", "Condition.wait_for": "condition", "Condition.acquire": "lock",
            "EventAdapter.wait": "event", "LockAdapter.acquire": "lock", "SemaphoreAdapter.acquire": "semaphore",
            "CapacityLimiterAdapter.acquire": "semaphore", "CapacityLimiterAdapter.acquire_on_behalf_of": "semaphore",
            "CapacityLimiterAdapter.__aenter__": "semaphore",
        },
        "_asyncio": {
            "TaskGroup.__aexit__": "wait", "TaskGroup.start": "wait", "Event.wait": "event", "Lock.acquire": "lock",
            "Semaphore.acquire": "semaphore", "CapacityLimiter.acquire": "semaphore",
            "CapacityLimiter.acquire_on_behalf_of": "semaphore", "CapacityLimiter.__aenter__": "semaphore",
            "AsyncIOBackend.run_sync_in_worker_thread": "executor", "AsyncIOBackend.getaddrinfo": "executor",
            "AsyncIOBackend.getnameinfo": "executor", "AsyncIOBackend.wait_readable": "socket",
            "AsyncIOBackend.wait_writable": "socket", "AsyncIOBackend.open_process": "subprocess", "Process.wait": "subprocess",
            "SocketStream.receive": "stream", "SocketStream.send": "stream", "UNIXSocketStream.receive": "stream",
            "UNIXSocketStream.send": "stream", "StreamReaderWrapper.receive": "stream", "StreamWriterWrapper.send": "stream",
            "TCPSocketListener.accept": "socket", "UNIXSocketListener.accept": "socket", "UDPSocket.receive": "socket",
            "UDPSocket.send": "socket", "ConnectedUDPSocket.receive": "socket", "ConnectedUDPSocket.send": "socket",
            "_SignalReceiver.__anext__": "event",
        },
    }, {
        "_fileio": "executor", "to_thread": "executor", "to_process": "executor", "to_interpreter": "executor",
        "_sockets": "socket", "_subprocesses": "subprocess", "tls": "stream", "buffered": "stream", "text": "stream",
    }),
}
"""Of libraries that are a way to run tasks themselves: by function and by module."""


def library_of(file):
    """Which of these libraries a file belongs to: its folder's name, or an empty text."""
    parts = file.replace("\\", "/").split("/")
    for name in BY_LIBRARY:
        if name in parts[:-1]:
            return name
    return ""


def kind_of_function(file, name):
    """The kind's number, or 0 for a function that tells nothing."""
    folder, module = parted(file)
    module = module.rpartition(".")[0]
    by_function, by_module = BY_FUNCTION, BY_MODULE
    if parted(folder)[1] != "asyncio":
        by_function, by_module = BY_LIBRARY.get(library_of(file), ({}, {}))
    kind = by_function.get(module, {}).get(name) or by_module.get(module)
    return NUMBERS[kind] if kind else 0
