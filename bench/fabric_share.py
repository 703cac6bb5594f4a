#!/usr/bin/env python3
"""What the network in user space costs a server: requests a second of redis-benchmark against one
redis-server, on the loopback of the machine, on that of a node of Ordeal, and through the fabric.

    bench/fabric_share.py [--ordeal build/release/bin/ordeal] [--requests 100000] [--rounds 3]

All three in the same run, one after the other, so that ratios hold on a busy machine too; of
several rounds the medians. Needs redis-server and redis-tools.
"""

import argparse
import csv
import json
import pathlib
import shlex
import shutil
import statistics
import subprocess
import tempfile
import time

TESTS = "set,get"
SERVER = ["redis-server", "--save", "", "--appendonly", "no", "--protected-mode", "no"]


def benchmark(requests, clients):
    return f"redis-benchmark -t {TESTS} -n {requests} -c {clients} --csv"


def rates(text):
    """Requests a second, by test, of what redis-benchmark writes with --csv."""
    return {row[0]: float(row[1]) for row in csv.reader(text.splitlines()) if row[0] != "test"}


def outside(requests, clients, folder):
    """On the machine itself, over a loopback of its own port."""
    port = 26000 + int(time.time()) % 1000
    server = subprocess.Popen(
        SERVER + ["--port", str(port), "--dir", str(folder)], stdout=subprocess.DEVNULL
    )
    try:
        ping = ["redis-cli", "-p", str(port), "ping"]
        while subprocess.run(ping, capture_output=True, check=False).stdout != b"PONG\n":
            if server.poll() is not None:
                raise SystemExit(f"redis-server does not start on port {port}; try again")
            time.sleep(0.05)
        command = benchmark(requests, clients).split() + ["-p", str(port)]
        return rates(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    finally:
        server.terminate()
        server.wait()


def scenario(requests, clients):
    """n1 is the server, and is measured beside itself first; then n2 measures it from outside."""
    run = benchmark(requests, clients)
    beside = (
        f"{shlex.join(SERVER)} & until redis-cli ping; do sleep 0.05; done; "
        f"{run} > {{node.data}}/part && mv {{node.data}}/part {{node.data}}/figures; wait"
    )
    through = (
        f"{run} -h 10.77.0.1 > {{node.data}}/part && mv {{node.data}}/part {{node.data}}/figures; "
        "sleep 3600"
    )
    ready = {"command": ["test", "-s", "{node.data}/figures"], "within": "5m"}
    return {
        "name": "fabric-share",
        "system": {
            "nodes": 2, "start": "in-order", "port": 6379, "ready": ready,
            "command": ["sh", "-c", beside], "each": {"n2": {"command": ["sh", "-c", through]}},
        },
        "workload": {"client": "redis", "rate": 1, "concurrency": 1, "options": {}},
        "phases": {"warm-up": "0s", "run": "100ms", "recover": "0s"},
        "check": {"min-ok": 0},
    }  # fmt: skip


def inside(ordeal, requests, clients, folder):
    """The figures of n1 beside itself, and through the fabric."""
    file = folder / "fabric-share.json"
    file.write_text(json.dumps(scenario(requests, clients)))
    store = folder / "store"
    command = [ordeal, "run", "--quiet", "--store", store, file]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    nodes = store / "fabric-share" / "latest" / "nodes"
    if not nodes.exists():
        nodes = next(iter(store.glob("**/nodes")), None)
    if nodes is None or not (nodes / "n2/data/figures").exists():
        raise SystemExit(f"the run failed:\n{done.stdout}{done.stderr}")
    figures = [rates((nodes / node / "data/figures").read_text()) for node in ("n1", "n2")]
    shutil.rmtree(store)
    return figures


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--ordeal", default="build/release/bin/ordeal")
    parser.add_argument("--requests", type=int, default=100_000)
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    places = {"outside": [], "in a node": [], "through the fabric": []}
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for _ in range(options.rounds):
            places["outside"].append(outside(options.requests, options.clients, folder))
            beside, through = inside(options.ordeal, options.requests, options.clients, folder)
            places["in a node"].append(beside)
            places["through the fabric"].append(through)
    base = {}
    for place, rounds in places.items():
        for test in rounds[0]:
            rate = statistics.median(one[test] for one in rounds)
            base.setdefault(test, rate)
            print(f"{place:20} {test:4} {rate:10,.0f} requests/s  {rate / base[test]:6.1%}")


if __name__ == "__main__":
    main()
