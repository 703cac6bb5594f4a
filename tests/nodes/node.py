"""What every node in Python here shares: messages of Maelstrom's protocol, one JSON object a line
on stdin and stdout, in one thread. Handlers and timers are called in turn; a handler that is a
generator may `yield node.call(dest, body)` and goes on with the body of the answer, or with None
when none came in time.
"""

import heapq
import json
import os
import select
import sys
import time

TEMPORARILY_UNAVAILABLE = 11
KEY_DOES_NOT_EXIST = 20
PRECONDITION_FAILED = 22


class Node:
    def __init__(self):
        self.id = None
        self.ids = []
        self.handlers = {"init": self._init}
        self.started = []  # called once the node has its name
        self._next_msg_id = 0
        self._waiting = {}  # msg_id -> what to do with the answer
        self._timers = []
        self._tie = 0
        self._output = []

    # Messages

    def on(self, kind):
        """Decorates the handler of a type: it gets the message."""

        def register(handler):
            self.handlers[kind] = handler
            return handler

        return register

    def send(self, dest, body):
        self._output.append(json.dumps({"src": self.id, "dest": dest, "body": body}))

    def reply(self, message, body):
        self.send(message["src"], {**body, "in_reply_to": message["body"]["msg_id"]})

    def error(self, message, code, text):
        self.reply(message, {"type": "error", "code": code, "text": text})

    def rpc(self, dest, body, answered, timeout=1.0):
        """Sends a request; calls answered(body of the answer), or answered(None) after timeout."""
        self._next_msg_id += 1
        number = self._next_msg_id
        self._waiting[number] = answered
        self.send(dest, {**body, "msg_id": number})
        self.after(timeout, lambda: self._answer(number, None))

    def call(self, dest, body, timeout=1.0):
        """For a generator to yield."""
        return lambda answered: self.rpc(dest, body, answered, timeout)

    @property
    def others(self):
        return [other for other in self.ids if other != self.id]

    # Time

    def after(self, seconds, action):
        self._tie += 1
        heapq.heappush(self._timers, (time.monotonic() + seconds, self._tie, action))

    def every(self, seconds, action):
        def again():
            self.after(seconds, again)
            action()

        self.after(seconds, again)

    # The loop

    def run(self):
        """Until stdin ends."""
        rest = b""
        while True:
            self._flush()
            if not select.select([0], [], [], self._until_next_timer())[0]:
                self._ring()
                continue
            data = os.read(0, 1 << 16)
            if not data:
                return
            *lines, rest = (rest + data).split(b"\n")
            for line in lines:
                self._handle(json.loads(line))
            self._ring()

    def _flush(self):
        if self._output:
            sys.stdout.write("\n".join(self._output) + "\n")
            sys.stdout.flush()
            self._output.clear()

    def _until_next_timer(self):
        if not self._timers:
            return None
        return max(0.0, self._timers[0][0] - time.monotonic())

    def _ring(self):
        now = time.monotonic()
        while self._timers and self._timers[0][0] <= now:
            heapq.heappop(self._timers)[2]()

    def _handle(self, message):
        body = message["body"]
        if "in_reply_to" in body:
            self._answer(body["in_reply_to"], body)
        elif body["type"] in self.handlers:
            self._go_on(self.handlers[body["type"]](message))
        else:
            self.error(message, 10, "this node does not know " + body["type"])

    def _answer(self, number, body):
        answered = self._waiting.pop(number, None)
        if answered:
            answered(body)

    def _go_on(self, steps, answer=None):
        """One step of a handler that is a generator."""
        if not hasattr(steps, "send"):
            return
        try:
            steps.send(answer)(lambda body: self._go_on(steps, body))
        except StopIteration:
            pass

    def _init(self, message):
        self.id = message["body"]["node_id"]
        self.ids = message["body"]["node_ids"]
        for action in self.started:
            action()
        self.reply(message, {"type": "init_ok"})


def log(*words):
    print(*words, file=sys.stderr, flush=True)
