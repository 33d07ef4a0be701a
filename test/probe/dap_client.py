"""A plain client of the Debug Adapter Protocol, as far as the tests need one."""

import itertools
import json
import queue
import socket
import subprocess
import threading


class Connection:
    """Requests and what comes back, over a pair of files."""

    def __init__(self, reading, writing):
        self.reading, self.writing = reading, writing
        self.numbers = itertools.count(1)
        self.waiting = {}
        self.events = queue.Queue()
        self.own = []  # bodies of the probe's events
        self.output = []
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        try:
            while True:
                length = 0
                for line in iter(self.reading.readline, b"\r\n"):
                    if not line:
                        return
                    name, _, value = line.partition(b":")
                    length = int(value) if name.lower() == b"content-length" else length
                self.take(json.loads(self.reading.read(length)))
        except (OSError, ValueError):
            pass

    def take(self, message):
        if message["type"] == "response":
            self.waiting.pop(message["request_seq"]).put(message)
        elif message["type"] == "event":
            if message["event"] == "coroscope":
                self.own.append(message["body"])
            elif message["event"] == "output":
                self.output.append(message["body"])
            self.events.put(message)

    def post(self, command, **arguments):
        number = next(self.numbers)
        answer = self.waiting[number] = queue.Queue()
        data = json.dumps({"seq": number, "type": "request", "command": command, "arguments": arguments}).encode()
        self.writing.write(b"Content-Length: %d\r\n\r\n%s" % (len(data), data))
        self.writing.flush()
        return answer

    def ask(self, command, **arguments):
        answer = self.post(command, **arguments).get(timeout=60)
        assert answer["success"], answer
        return answer.get("body")

    def evaluate(self, expression):
        """As the host asks: on the debugger's own thread, for nothing but what it does."""
        return self.ask("evaluate", expression=expression, context="repl")

    def until(self, event, timeout=60):
        while True:
            message = self.events.get(timeout=timeout)
            if message["event"] == event:
                return message

    def begin(self, request, **arguments):
        """Begins the session, until the program waits for breakpoints; `configurationDone` lets it go on."""
        self.capabilities = self.ask("initialize", adapterID="debugpy", clientID="vscode", pathFormat="path")
        self.begun = self.post(request, request=request, type="debugpy", name="test", **arguments)
        self.until("initialized")


class DapClient(Connection):
    """Connects to what `debugpy.listen` opened, and attaches."""

    def __init__(self, port):
        self.connection = socket.create_connection(("127.0.0.1", port), 30)
        self.connection.settimeout(None)
        super().__init__(self.connection.makefile("rb"), self.connection.makefile("wb"))
        self.begin("attach", justMyCode=True)

    def configured(self):
        self.ask("setExceptionBreakpoints", filters=["uncaught"])
        self.ask("configurationDone")
        assert self.begun.get(timeout=60)["success"]

    def detach(self):
        self.ask("disconnect", terminateDebuggee=False)
        self.connection.close()


class Launched(Connection):
    """Launches a program through a debugpy's adapter, as VS Code does. `debugpy`: the package's folder."""

    def __init__(self, debugpy, python, environment, **arguments):
        self.adapter = subprocess.Popen(
            [python, str(debugpy / "adapter")], env=environment,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        super().__init__(self.adapter.stdout, self.adapter.stdin)
        self.begin("launch", python=[python], console="internalConsole", redirectOutput=True, subProcess=False, **arguments)

    def end(self):
        self.adapter.kill()
        self.adapter.wait()
        self.adapter.stdin.close()
        self.adapter.stdout.close()
