"""How long each check of a workload takes on a correct history of 100,000 operations, as `ordeal
verify --check` tells, without reading the file. Prints a table; asserts nothing.

    python3 bench/checks.py build/release/bin [OPERATIONS]
"""

import json
import pathlib
import random
import subprocess
import sys
import tempfile

PROCESSES = 10
READS = 200  # of sets, which list everything


class History:
    """Operations of a few processes, one after the other within a process, written as events."""

    def __init__(self, path):
        self.file = open(path, "w", encoding="utf-8")
        self.index = 0

    def event(self, process, kind, f, value, key):
        event = {"index": self.index, "time": 1000 * self.index, "process": process, "type": kind,
                 "f": f, "value": value}
        if key is not None:
            event["key"] = key
        self.file.write(json.dumps(event) + "\n")
        self.index += 1

    def ok(self, process, f, asked, answered, key=None):
        self.event(process, "invoke", f, asked, key)
        self.event(process, "ok", f, answered, key)


def added(history, count, f):
    there = []
    for i in range(count):
        if i % max(1, count // READS) == count // READS - 1:
            history.ok(i % PROCESSES, "read", None, there)
        else:
            there.append(i)
            history.ok(i % PROCESSES, f, i, i)


def queued(history, count, ending):
    bag = []
    for i in range(count - 1):
        if random.random() < 0.5 or not bag:
            bag.append(i)
            history.ok(i % PROCESSES, "enqueue", i, i)
        else:
            history.ok(i % PROCESSES, "dequeue", None, bag.pop(random.randrange(len(bag))))
    if ending:
        history.ok(0, "drain", None, bag)


def counted(history, count):
    total = 0
    for i in range(count):
        if i % 2:
            history.ok(i % PROCESSES, "read", None, total)
        else:
            number = random.randint(-5, 5)
            total += number
            history.ok(i % PROCESSES, "add", number, number)


def banked(history, count):
    balances = [10] * 8
    for i in range(count):
        if i % 2:
            history.ok(i % PROCESSES, "read", None, {str(k): b for k, b in enumerate(balances)})
        else:
            a, b = random.sample(range(8), 2)
            amount = random.randint(0, balances[a])
            balances[a] -= amount
            balances[b] += amount
            transfer = {"from": a, "to": b, "amount": amount}
            history.ok(i % PROCESSES, "transfer", transfer, transfer)


def locked(history, count):
    for i in range(0, count, 2):
        history.ok(i % PROCESSES, "acquire", None, i, key="k0")
        history.ok(i % PROCESSES, "release", None, None, key="k0")


def logged(history, count):
    length = 0
    position = [0] * PROCESSES
    for process in range(PROCESSES):
        history.ok(process, "assign", ["k0"], ["k0"])
    for i in range(count - PROCESSES):
        process = i % PROCESSES
        if random.random() < 0.8:
            history.ok(process, "send", ["k0", length], ["k0", [length, length]])
            length += 1
        else:
            messages = [[at, at] for at in range(position[process], length)]
            position[process] = length
            history.ok(process, "poll", None, {"k0": messages})


def identified(history, count):
    for i in range(count):
        history.ok(i % PROCESSES, "generate", None, f"id-{i}")


CHECKS = {
    "set": lambda history, count: added(history, count, "add"),
    "broadcast": lambda history, count: added(history, count, "broadcast"),
    "queue": lambda history, count: queued(history, count, ending=False),
    "total-queue": lambda history, count: queued(history, count, ending=True),
    "counter": counted,
    "eventual": counted,
    "unique-ids": identified,
    "bank": banked,
    "lock": locked,
    "kafka": logged,
}


def main():
    program = pathlib.Path(sys.argv[1]) / "ordeal"
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
    random.seed(1)
    print("| check | operations | file, MB | seconds | verdict |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "history.jsonl"
        for check, make in CHECKS.items():
            history = History(path)
            make(history, count)
            history.file.close()
            found = subprocess.run([program, "verify", "--json", "--check", check, path],
                                   capture_output=True, text=True, check=False)
            report = json.loads(found.stdout)
            print(f"| `{check}` | {report['operations']} | {path.stat().st_size / 1e6:.0f} | "
                  f"{report['seconds']:.3f} | {report['verdict']} |", flush=True)


if __name__ == "__main__":
    main()
