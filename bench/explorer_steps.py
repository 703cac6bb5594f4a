#!/usr/bin/env python3
"""How long the explorer takes to answer a step.

    bench/explorer_steps.py [build/release/bin/paxos] [--steps N] [-- options of explore]
    bench/explorer_steps.py build/release/bin/raft --run store [--steps N]

Walks at random through a model as the page does, from its start to its end again and again: each
step is one request for the state after it, with a preview of all that may happen next. Of a
recorded run it is the steps up to where the run went wrong and behind that, one after the other.
Prints the times from the request to the last byte of the answer.
"""

import argparse
import http.client
import json
import random
import re
import statistics
import subprocess
import time


def served(program, what):
    """A running explorer, and its port."""
    command = [program, *what, "--port", "0"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    port = int(re.search(r":(\d+)/", server.stdout.readline())[1])
    return server, port


def asked(connection, path):
    """The answer, and its milliseconds and bytes."""
    begin = time.perf_counter()
    # As a browser asks, which can take compressed answers.
    connection.request("GET", "/api/v1/" + path,
                       headers={"Accept-Encoding": "gzip, deflate, br"})  # fmt: skip
    body = connection.getresponse().read()
    return json.loads(body), (time.perf_counter() - begin) * 1e3, len(body)


def along(connection, steps):
    """The same, of the steps of a recorded run."""
    model, _, _ = asked(connection, "model")
    last, answers = model["road"] - 1, []
    print(f"a run of {last} steps, opened at {model['start']}")
    first = max(0, min(int(model["start"].split("@")[1]) - steps // 2, last - steps))
    for step in range(first, min(first + steps, last + 1)):
        state, taken, size = asked(connection, f"states/run@{step}?from={step}")
        answers.append((taken, size, len(state["actions"])))
    return answers


def walk(connection, steps, chance):
    """Milliseconds, bytes and actions of each answer."""
    answers = []
    path = ["0"]
    while len(answers) < steps:
        state, taken, size = asked(connection, "states/" + "/".join(path))
        actions = [each for each in state["actions"] if each["outcome"] == "step"]
        answers.append((taken, size, len(actions)))
        path = [*path, str(chance.choice(actions)["place"])] if actions else ["0"]
    return answers


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", nargs="?", default="build/release/bin/paxos")
    parser.add_argument("--steps", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--run", help="a recorded run of the program, or a store for the newest")
    parser.add_argument("options", nargs="*", default=["--clients", "3"])
    arguments = parser.parse_args()
    what = ["explore", *arguments.options]
    if arguments.run:
        what = ["replay", arguments.run, "--explore"]
    server, port = served(arguments.program, what)
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        if arguments.run:
            answers = along(connection, arguments.steps)
        else:
            answers = walk(connection, arguments.steps, random.Random(arguments.seed))
    finally:
        server.terminate()
        server.wait()
    times = sorted(taken for taken, _, _ in answers)
    print(f"{len(times)} steps of {arguments.program} {' '.join(what)}: "
          f"median {statistics.median(times):.2f} ms, "
          f"99 of 100 within {times[len(times) * 99 // 100]:.2f} ms, longest {times[-1]:.2f} ms; "
          f"median {statistics.median(size for _, size, _ in answers) / 1e3:.0f} kB, "
          f"at most {max(actions for _, _, actions in answers)} actions")


if __name__ == "__main__":
    main()
