"""A plain client of the Debug Adapter Protocol, as far as the tests need one."""

import itertools
import json
import queue
import socket
import threading


class DapClient:
    """Connects to what `debugpy.listen` opened, and attaches."""

    def __init__(self, port):
        self.connection = socket.create_connection(("127.0.0.1", port), 30)
        self.connection.settimeout(None)
        self.reading = self.connection.makefile("rb")
        self.numbers = itertools.count(1)
        self.waiting = {}
        self.events = queue.Queue()
        self.own = []  # bodies of the probe's events
        self.output = []
        threading.Thread(target=self.read, daemon=True).start()
        self.ask("initialize", adapterID="debugpy", clientID="vscode", pathFormat="path")
        self.attached = self.post("attach", request="attach", type="debugpy", name="test", justMyCode=True)
        self.until("initialized")

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
        self.connection.sendall(b"Content-Length: %d\r\n\r\n%s" % (len(data), data))
        return answer

    def ask(self, command, **arguments):
        answer = self.post(command, **arguments).get(timeout=60)
        assert answer["success"], answer
        return answer.get("body")

    def evaluate(self, expression):
        """As the host asks: on the debugger's own thread, for nothing but what it does."""
        return self.ask("evaluate", expression=expression, context="repl")

    def configured(self):
        self.ask("setExceptionBreakpoints", filters=["uncaught"])
        self.ask("configurationDone")
        assert self.attached.get(timeout=60)["success"]

    def until(self, event, timeout=60):
        while True:
            message = self.events.get(timeout=timeout)
            if message["event"] == event:
                return message

    def detach(self):
        self.ask("disconnect", terminateDebuggee=False)
        self.connection.close()
