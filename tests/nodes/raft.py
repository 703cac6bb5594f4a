#!/usr/bin/env python3
"""Raft (Ongaro & Ousterhout 2014) for the workload lin-kv, without snapshots and without changes of
members. Reads go through the log like everything else. What Raft wants on disk (term, vote, log) is
in the file `raft` of the working folder before anything is said that rests on it. A follower hands
requests on to its leader. --majority=half: n/2 nodes are taken for a majority, which they are not.
"""

import json
import os
import random
import sys

sys.dont_write_bytecode = True
from node import (  # noqa: E402
    KEY_DOES_NOT_EXIST,
    PRECONDITION_FAILED,
    TEMPORARILY_UNAVAILABLE,
    Node,
)

FILE = "raft"
HEARTBEAT_S = 0.08
ELECTION_S = (0.4, 0.8)
MOST_ENTRIES = 100  # of one message

node = Node()


class Disk:
    """What survives a kill: one change a line, of which the last one may be torn."""

    def __init__(self):
        self.term = 0
        self.vote = None
        self.log = []  # [term, operation]; log[0] has index 1
        if os.path.exists(FILE):
            with open(FILE, "rb") as file:
                whole = file.read()
            whole = whole[: whole.rfind(b"\n") + 1]
            os.truncate(FILE, len(whole))
            for line in whole.splitlines():
                self._take(json.loads(line))
        self.file = open(FILE, "a", encoding="utf-8", buffering=1 << 16)

    def _take(self, change):
        if change[0] == "term":
            self.term, self.vote = change[1], change[2]
        else:
            del self.log[change[1] :]
            self.log.extend(change[2])

    def _keep(self, change):
        self._take(change)
        self.file.write(json.dumps(change) + "\n")
        self.file.flush()

    def set_term(self, term, vote):
        self._keep(["term", term, vote])

    def append(self, entries, behind):
        """Puts entries behind that many, in place of what was there."""
        self._keep(["log", behind, entries])


class Store:
    """The state machine: every node applies the same operations in the same order."""

    def __init__(self):
        self.values = {}
        self.done = set()  # requests: one that comes twice is executed once

    def execute(self, operation):
        """The body of the answer; None for nothing, or nothing again."""
        if operation is None or operation["id"] in self.done:
            return None
        self.done.add(operation["id"])
        request = operation["request"]
        key = str(request["key"])
        if request["type"] == "write":
            self.values[key] = request["value"]
            return {"type": "write_ok"}
        if key not in self.values:
            return {"type": "error", "code": KEY_DOES_NOT_EXIST, "text": "no key " + key}
        if request["type"] == "read":
            return {"type": "read_ok", "value": self.values[key]}
        if self.values[key] != request["from"]:
            text = f"it has {self.values[key]}, not {request['from']}"
            return {"type": "error", "code": PRECONDITION_FAILED, "text": text}
        self.values[key] = request["to"]
        return {"type": "cas_ok"}


class Raft:
    def __init__(self, half):
        self.half = half
        self.disk = Disk()
        self.store = Store()
        self.role = "follower"
        self.leader = None
        self.commit = 0
        self.applied = 0
        self.votes = set()
        self.next = {}  # of each other node: the index of the first entry to send
        self.match = {}  # the highest that it is known to have
        self.waiting = {}  # id of a request -> what answers it
        self.requests = 0
        self.boot = os.urandom(4).hex()
        self.timer = 0
        node.started.append(self.wait)

    @property
    def majority(self):
        return len(node.ids) // 2 + (0 if self.half else 1)

    def last(self):
        """Index and term of the last entry."""
        log = self.disk.log
        return len(log), log[-1][0] if log else 0

    # Roles

    def wait(self):
        """Starts the timer of an election anew; only the newest one counts."""
        self.timer += 1
        mine = self.timer
        node.after(random.uniform(*ELECTION_S), lambda: mine == self.timer and self.elect())

    def elect(self):
        self.role, self.leader, self.votes = "candidate", None, {node.id}
        self.disk.set_term(self.disk.term + 1, node.id)
        self.wait()
        index, term = self.last()
        for other in node.others:
            self.say(other, "request_vote", last_index=index, last_term=term)
        self.count_votes()

    def count_votes(self):
        if self.role != "candidate" or len(self.votes) < self.majority:
            return
        self.role, self.leader = "leader", node.id
        self.timer += 1  # a leader waits for nobody
        self.next = {other: len(self.disk.log) + 1 for other in node.others}
        self.match = {other: 0 for other in node.others}
        self.disk.append([[self.disk.term, None]], len(self.disk.log))
        self.beat(self.disk.term)

    def beat(self, term):
        if self.role != "leader" or term != self.disk.term:
            return
        node.after(HEARTBEAT_S, lambda: self.beat(term))
        for other in node.others:
            self.replicate(other)
        self.advance()

    def follow(self, term):
        """A newer term was heard of."""
        self.disk.set_term(term, None)
        self.role, self.leader = "follower", None
        for answer in self.waiting.values():
            answer(None)
        self.waiting.clear()
        self.wait()

    # Messages between nodes

    def say(self, other, kind, **fields):
        node.send(other, {"type": kind, "term": self.disk.term, **fields})

    def hears(self, handler):
        def handle(message):
            body = message["body"]
            if body["term"] > self.disk.term:
                self.follow(body["term"])
            handler(message["src"], body)

        return handle

    def on_request_vote(self, other, body):
        newer = (body["last_term"], body["last_index"]) >= self.last()[::-1]
        granted = body["term"] == self.disk.term and self.disk.vote in (None, other) and newer
        if granted:
            if self.disk.vote is None:
                self.disk.set_term(self.disk.term, other)
            self.wait()
        self.say(other, "request_vote_res", granted=granted)

    def on_request_vote_res(self, other, body):
        if body["granted"] and body["term"] == self.disk.term:
            self.votes.add(other)
            self.count_votes()

    def replicate(self, other):
        first = self.next[other]
        before = self.disk.log[first - 2][0] if first > 1 else 0
        entries = self.disk.log[first - 1 : first - 1 + MOST_ENTRIES]
        self.say(
            other, "append", index=first - 1, index_term=before, entries=entries, commit=self.commit
        )

    def on_append(self, other, body):
        if body["term"] < self.disk.term:
            return self.say(other, "append_res", matches=False, index=0)
        self.role, self.leader = "follower", other
        self.wait()
        log, index = self.disk.log, body["index"]
        if index > len(log) or (index > 0 and log[index - 1][0] != body["index_term"]):
            return self.say(other, "append_res", matches=False, index=min(index - 1, len(log)))
        for number, entry in enumerate(body["entries"]):
            place = index + number
            if place >= len(log) or log[place][0] != entry[0]:  # same term, same entry
                self.disk.append(body["entries"][number:], place)
                break
        reached = index + len(body["entries"])
        self.commit = max(self.commit, min(body["commit"], reached))
        self.apply()
        return self.say(other, "append_res", matches=True, index=reached)

    def on_append_res(self, other, body):
        if self.role != "leader" or body["term"] != self.disk.term:
            return
        if body["matches"]:
            self.match[other] = max(self.match[other], body["index"])
            self.next[other] = self.match[other] + 1
            self.advance()
            if self.next[other] <= len(self.disk.log):
                self.replicate(other)
        else:
            self.next[other] = max(1, min(self.next[other] - 1, body["index"] + 1))

    def advance(self):
        """Commits what a majority has, if it is of this term (section 5.4.2)."""
        everyone = sorted([*self.match.values(), len(self.disk.log)], reverse=True)
        index = everyone[self.majority - 1]
        if index > self.commit and self.disk.log[index - 1][0] == self.disk.term:
            self.commit = index
            self.apply()

    def apply(self):
        while self.applied < self.commit:
            operation = self.disk.log[self.applied][1]
            self.applied += 1
            result = self.store.execute(operation)
            if result and operation["id"] in self.waiting:
                self.waiting.pop(operation["id"])(result)

    # Requests of clients

    def propose(self, operation, answer):
        self.waiting[operation["id"]] = answer
        behind = len(self.disk.log)
        self.disk.append([[self.disk.term, operation]], behind)
        for other in node.others:
            if self.next[other] == behind + 1:  # else it is catching up
                self.replicate(other)
        self.advance()

    def on_client(self, message):
        request = {k: v for k, v in message["body"].items() if k != "msg_id"}
        self.requests += 1
        operation = {"id": f"{node.id}-{self.boot}-{self.requests}", "request": request}

        def answer(body):
            if body:  # else it may be executed or not: the client's deadline will tell
                node.reply(message, body)

        if self.role == "leader":
            self.propose(operation, answer)
        elif self.leader is not None:
            node.rpc(self.leader, {"type": "forward", "operation": operation}, answer, 5.0)
        else:
            node.error(message, TEMPORARILY_UNAVAILABLE, "there is no leader")

    def on_forward(self, message):
        if self.role != "leader":
            return node.error(message, TEMPORARILY_UNAVAILABLE, "not the leader")
        return self.propose(
            message["body"]["operation"], lambda body: body and node.reply(message, body)
        )


raft = Raft(half="--majority=half" in sys.argv)
for name in ("request_vote", "request_vote_res", "append", "append_res"):
    node.on(name)(raft.hears(getattr(raft, "on_" + name)))
for name in ("read", "write", "cas"):
    node.on(name)(raft.on_client)
node.on("forward")(raft.on_forward)
node.run()
