"""What it costs a server to be a node: requests a second of redis-benchmark against redis-server,
and the processor time of the server for each request, outside Ordeal and as an untouched node of
world `real`, with the client beside the server (the same network namespace), and with the client on
another node, through the fabric. The places take turns on the same machine; medians of their rounds
are compared. Asserts nothing, for the machine may be busy.

    python3 bench/cost.py build/release/bin
    python3 bench/cost.py build/release/bin --rounds 21 --fault eio --fault clock-bump

With `--fault` the scenario has those faults, which begin only after the measurement: the node is
started with what they need, and nothing is broken.
"""

import argparse
import json
import os
import pathlib
import signal
import statistics
import subprocess
import sys
import tempfile
import time

PORT = 7379
REDIS = ["redis-server", "--bind", "0.0.0.0", "--protected-mode", "no", "--save", "", "--port"]
# Waits for its turn, measures, says what it saw.
CLIENT = r"""
while :; do
    while [ ! -e "$TURNS/$PLACE.go" ]; do sleep 0.02; done
    rm "$TURNS/$PLACE.go"
    redis-benchmark -h "$SERVER" -p "$PORT" -n "$REQUESTS" -c 20 -t get,set --csv \
        > "$TURNS/$PLACE.new" 2>&1
    mv "$TURNS/$PLACE.new" "$TURNS/$PLACE.figures"
done
"""


def client(place, server, turns, requests):
    """The shell command of a client that waits for its turns."""
    variables = f"PLACE={place} SERVER={server} TURNS={turns} REQUESTS={requests} PORT={PORT}"
    return f"{variables}; {CLIENT}"


def scenario(turns, requests, faults):
    """Node 1 is a server with a client beside it, node 2 a client only."""
    beside = client("beside", "127.0.0.1", turns, requests)
    through = client("through", "10.77.0.1", turns, requests)
    serve = " ".join(f"'{word}'" for word in [*REDIS, str(PORT)])
    commands = {
        "n1": f"({beside}) & echo $$ > {turns}/node.pid; exec {serve}",
        "n2": f"while :; do sleep 1; done & {through}",
    }
    return {
        "name": "cost",
        "system": {
            "nodes": 2,
            "command": ["sh", "-c", commands["n1"]],
            "port": PORT,
            "ready": {"tcp": "{node.ip}:%d" % PORT, "within": "30s"},
            "each": {
                "n2": {"command": ["sh", "-c", commands["n2"]], "ready": {"command": ["true"]}}
            },
        },
        "workload": {"client": "redis", "concurrency": 1, "rate": 1},
        "nemesis": [
            {"fault": fault, "target": ["n1"], "at": "59m", "for": "1s"} for fault in faults
        ],
        "phases": {"warm-up": "0", "run": "60m", "recover": "0"},
    }


def processor_seconds(pid):
    """What a process has used of the processor."""
    words = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def node_server(harness):
    """The pid of the redis-server below the harness."""
    children = {}
    for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            name, _, rest = stat.read_text().partition("(")[2].rpartition(")")
        except OSError:
            continue
        children.setdefault(int(rest.split()[1]), []).append((int(stat.parent.name), name))
    waiting = [harness]
    while waiting:
        for pid, name in children.get(waiting.pop(), []):
            if name == "redis-server":
                return pid
            waiting.append(pid)
    return None


def wait_for(what, process):
    """Until that is true; not longer than a minute, nor than the process lives."""
    deadline = time.monotonic() + 60
    while not (found := what()):
        if time.monotonic() > deadline or process.poll() is not None:
            sys.exit("the server has not started, or not answered within a minute")
        time.sleep(0.02)
    return found


def measure(turns, place, server, process, requests):
    """(requests a second, server's processor time in us for each) of one round in a place."""
    figures = turns / f"{place}.figures"
    before = processor_seconds(server)
    (turns / f"{place}.go").touch()
    wait_for(figures.exists, process)
    used = processor_seconds(server) - before
    rates = [float(line.split('","')[1]) for line in figures.read_text().splitlines()[1:]]
    figures.unlink()
    return statistics.harmonic_mean(rates), 1e6 * used / (requests * len(rates))


def start(programs, turns, requests, faults):
    """The server and client outside, the harness, and what is to be measured."""
    outside = subprocess.Popen([*REDIS, str(PORT)], stdout=subprocess.DEVNULL, cwd=turns)
    clients = subprocess.Popen(
        ["sh", "-c", client("outside", "127.0.0.1", turns, requests)], start_new_session=True
    )
    path = turns / "scenario.json"
    path.write_text(json.dumps(scenario(turns, requests, faults)))
    command = [f"{programs}/ordeal", "run", "--quiet", "--store", turns / "store", path]
    harness = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    return outside, clients, harness


def rounds(turns, options, outside, harness):
    """Figures of each place, round by round."""
    inside = wait_for(lambda: node_server(harness.pid), harness)
    servers = {"outside": outside.pid, "beside": inside, "through": inside}
    seen = {place: [] for place in servers}
    for number in range(options.rounds + 1):
        for place, server in servers.items():
            figures = measure(turns, place, server, harness, options.requests)
            if number > 0:  # the first one only warms up
                seen[place].append(figures)
    return seen


def show(seen):
    """A table of medians, and the ratios to outside."""
    names = {
        "outside": "outside Ordeal",
        "beside": "node, client beside it",
        "through": "node, client through the fabric",
    }
    usual = [statistics.median(column) for column in zip(*seen["outside"])]
    print(f"{'':32}{'requests/s':>12}{'ratio':>8}{'us/request':>12}{'ratio':>8}")
    for place, name in names.items():
        rate, used = (statistics.median(column) for column in zip(*seen[place]))
        print(f"{name:32}{rate:12.0f}{rate / usual[0]:8.3f}{used:12.2f}{used / usual[1]:8.3f}")


def main():
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("programs", help="the folder with the program ordeal")
    parser.add_argument("--rounds", type=int, default=11)
    parser.add_argument("--requests", type=int, default=50_000)
    parser.add_argument("--fault", action="append", default=[])
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="cost-") as folder:
        turns = pathlib.Path(folder)
        started = start(options.programs, turns, options.requests, options.fault)
        outside, clients, harness = started
        try:
            show(rounds(turns, options, outside, harness))
        finally:
            os.killpg(clients.pid, signal.SIGKILL)
            outside.kill()
            harness.send_signal(signal.SIGINT)
            for process in started:
                process.wait()


if __name__ == "__main__":
    main()
