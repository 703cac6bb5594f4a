"""A client of NATS JetStream for Ordeal's `exec`: NATS's text protocol, and JetStream's requests.

Workloads: `set` (a stream; a read is all of its messages) and `queue`, `total-queue` (a stream with
one durable consumer; a message is taken once its acknowledgement is acknowledged).
"""

import collections
import itertools
import json
import socket
import sys
import time

STREAM = "ordeal"
CONSUMER = "takers"


class InDoubt(Exception):
    """Nobody knows whether it happened."""


class Refused(Exception):
    """It certainly did not happen."""


class Nats:
    """A connection to one server, with an inbox; every request has a deadline."""

    def __init__(self, ip, port, timeout):
        self.timeout = timeout
        self.socket = socket.create_connection((ip, port), timeout)
        self.stream = self.socket.makefile("rb")
        self.numbers = itertools.count()
        self.received = collections.defaultdict(collections.deque)  # by number
        self.inbox = f"_INBOX.{time.time_ns()}"
        options = {"verbose": False, "pedantic": False, "headers": True, "no_responders": True}
        self.send(f"CONNECT {json.dumps(options)}\r\nPING\r\n".encode())
        while self.line() != b"PONG":
            pass

    def send(self, data):
        self.socket.sendall(data)

    def line(self):
        line = self.stream.readline()
        if not line.endswith(b"\n"):
            raise ConnectionError("the server closed the connection")
        if line.startswith(b"-ERR"):
            raise ConnectionError(line.decode().strip())
        return line.strip()

    def publish(self, subject, payload, reply):
        self.send(f"PUB {subject} {reply} {len(payload)}\r\n".encode() + payload + b"\r\n")

    def subscribe(self):
        """(number, inbox): what is sent to the inbox comes under that number."""
        number = next(self.numbers)
        inbox = f"{self.inbox}.{number}"
        self.send(f"SUB {inbox} {number}\r\n".encode())
        return number, inbox

    def receive(self, number, deadline):
        """(reply subject or None, status or None, payload) of the next message."""
        while not self.received[number]:
            self.socket.settimeout(max(deadline - time.monotonic(), 0.001))
            words = self.line().split()
            if words[0] == b"PING":
                self.send(b"PONG\r\n")
            if words[0] not in (b"MSG", b"HMSG"):
                continue
            data = self.stream.read(int(words[-1]) + 2)[:-2]
            with_headers = words[0] == b"HMSG"
            headers = data[: int(words[-2])] if with_headers else b""
            status = headers.split(b"\r\n")[0][len("NATS/1.0 ") :].decode() or None
            reply = words[3].decode() if len(words) == (6 if with_headers else 5) else None
            self.received[int(words[2])].append((reply, status, data[len(headers) :]))
        return self.received[number].popleft()

    def answer(self, subject, payload=b""):
        """The message that answers a request: (reply subject, status, payload)."""
        deadline = time.monotonic() + self.timeout
        number, inbox = self.subscribe()
        self.publish(subject, payload, inbox)
        answer = self.receive(number, deadline)
        self.send(f"UNSUB {number}\r\n".encode())
        return answer

    def request(self, subject, document):
        """The document that answers a request."""
        _, status, data = self.answer(subject, json.dumps(document).encode())
        if status and status.startswith("503"):
            raise Refused("no responders: nobody has taken the message")
        answer = json.loads(data)
        error = answer.get("error")
        if error:
            refused = 400 <= error["code"] < 500 and error["code"] != 408
            raise (Refused if refused else InDoubt)(error.get("description", "error"))
        return answer


class Client:
    """The functions of the workloads."""

    def __init__(self, opening):
        here = next(node for node in opening["endpoints"] if node["node"] == opening["node"])
        self.timeout = 0.9 * opening["timeout"]
        self.nats = Nats(here["ip"], here["port"], self.timeout)
        replicas = len(opening["endpoints"])
        self.create(f"STREAM.CREATE.{STREAM}", {
            "name": STREAM, "subjects": [STREAM], "num_replicas": replicas, "storage": "file"})
        if opening["workload"].endswith("queue"):
            self.create(f"CONSUMER.DURABLE.CREATE.{STREAM}.{CONSUMER}", {
                "stream_name": STREAM, "config": {
                    "durable_name": CONSUMER, "ack_policy": "explicit", "ack_wait": 5 * 10**9,
                    "deliver_policy": "all", "max_ack_pending": 100000}})

    def create(self, name, document):
        """What is there already, and is the same, is no error."""
        try:
            self.nats.request(f"$JS.API.{name}", document)
        except Refused as error:
            if "already" not in str(error):
                raise

    def add(self, value):
        self.nats.request(STREAM, value)
        return value

    enqueue = add

    def read(self, _):
        """All messages, by a consumer of one reading. Each tells its number and how many follow."""
        number, inbox = self.nats.subscribe()
        deadline = time.monotonic() + self.timeout
        made = self.nats.request(f"$JS.API.CONSUMER.CREATE.{STREAM}", {
            "stream_name": STREAM, "config": {
                "deliver_subject": inbox, "ack_policy": "none", "deliver_policy": "all",
                "replay_policy": "instant", "inactive_threshold": 10**9}})
        values = []
        pending = made["num_pending"] + made["delivered"]["consumer_seq"]
        while pending > 0:
            reply, _, data = self.nats.receive(number, deadline)
            values.append(json.loads(data))
            position, pending = (int(reply.split(".")[at]) for at in (-3, -1))
            if position != len(values):
                raise InDoubt("a message was left out in delivery")
        self.nats.send(f"UNSUB {number}\r\n".encode())
        return values

    def dequeue(self, _):
        subject = f"$JS.API.CONSUMER.MSG.NEXT.{STREAM}.{CONSUMER}"
        reply, status, data = self.nats.answer(subject, b'{"batch": 1, "no_wait": true}')
        if status:
            raise Refused("empty" if status.startswith("404") else status)
        _, status, _ = self.nats.answer(reply, b"+ACK")
        if status:
            raise InDoubt(f"the acknowledgement was not taken: {status}")
        return json.loads(data)

    def drain(self, _):
        values = []
        while True:
            try:
                values.append(self.dequeue(None))
            except Refused:
                return values


def say(kind, **more):
    print(json.dumps({"type": kind, **more}), flush=True)


def main():
    opening = json.loads(sys.stdin.readline())
    try:
        client = Client(opening)
    except (OSError, InDoubt, Refused) as error:
        say("fail", error=f"cannot connect: {error}")
        return
    say("ok")
    for line in sys.stdin:
        asked = json.loads(line)
        client.nats.received.clear()  # late answers to nobody
        try:
            say("ok", value=getattr(client, asked["f"])(asked["value"]))
        except Refused as error:
            say("fail", error=str(error))
        except (OSError, InDoubt) as error:
            say("info", error=str(error) or type(error).__name__)
            return


main()
