"""The debugger of a new Jupyter kernel, as a debug adapter on stdin and stdout: what VS Code's Jupyter extension makes of it.

Requests go over the kernel's control channel as they come, and what it publishes of its debugger comes back as events. By
the request `execute` the kernel runs a cell; the events `kernel`, `printed` and `executed` tell of it.
"""

import json
import sys
import threading

from jupyter_client.manager import KernelManager

writing = threading.Lock()


def write(message):
    data = json.dumps(message).encode()
    with writing:
        sys.stdout.buffer.write(b"Content-Length: %d\r\n\r\n%s" % (len(data), data))
        sys.stdout.buffer.flush()


def event(name, body):
    write({"type": "event", "event": name, "seq": 0, "body": body})


def read():
    """The next message; None at the end."""
    length = 0
    for line in sys.stdin.buffer:
        if not line.strip():
            return json.loads(sys.stdin.buffer.read(length))
        if line.startswith(b"Content-Length:"):
            length = int(line.partition(b":")[2])
    return None


def follow(get, take):
    def work():
        while True:
            message = get(timeout=None)
            take(message["msg_type"], message["content"])

    threading.Thread(target=work, daemon=True).start()


def published(kind, content):
    if kind == "debug_event":
        write(content)
    elif kind == "stream":
        event("printed", content)


def replied(kind, content):
    if kind == "execute_reply":
        event("executed", content)


def answered(kind, content):
    if kind == "debug_reply":
        write(content)


manager = KernelManager()
manager.kernel_spec.argv[0] = sys.executable
manager.start_kernel(stdout=sys.stderr)
try:
    client = manager.blocking_client()
    client.start_channels()
    client.wait_for_ready(timeout=120)
    event("kernel", {"pid": manager.provisioner.pid})
    follow(client.get_iopub_msg, published)
    follow(client.get_shell_msg, replied)
    follow(client.get_control_msg, answered)
    for request in iter(read, None):
        if request["command"] == "execute":
            client.execute(request["arguments"]["code"])
            write({"type": "response", "request_seq": request["seq"], "success": True, "command": "execute"})
        else:
            client.control_channel.send(client.session.msg("debug_request", request))
finally:
    manager.shutdown_kernel(now=True)
