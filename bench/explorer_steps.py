#!/usr/bin/env python3
"""How long the explorer takes to answer a step.

    bench/explorer_steps.py [build/release/bin/paxos] [--steps N] [-- options of explore]

Walks at random through a model as the page does, from its start to its end again and again: each
step is one request for the state after it, with a preview of all that may happen next. Prints the
times from the request to the last byte of the answer.
"""

import argparse
import http.client
import json
import random
import re
import statistics
import subprocess
import time


def served(program, options):
    """A running explorer, and its port."""
    command = [program, "explore", "--port", "0", *options]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    port = int(re.search(r":(\d+)/", server.stdout.readline())[1])
    return server, port


def walk(connection, steps, chance):
    """Milliseconds, bytes and actions of each answer."""
    answers = []
    path = ["0"]
    while len(answers) < steps:
        begin = time.perf_counter()
        connection.request("GET", "/api/v1/states/" + "/".join(path),
                           headers={"Accept-Encoding": "gzip, deflate, br"})
        body = connection.getresponse().read()
        taken = (time.perf_counter() - begin) * 1e3
        actions = [each for each in json.loads(body)["actions"] if each["outcome"] == "step"]
        answers.append((taken, len(body), len(actions)))
        path = [*path, str(chance.choice(actions)["place"])] if actions else ["0"]
    return answers


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", nargs="?", default="build/release/bin/paxos")
    parser.add_argument("--steps", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("options", nargs="*", default=["--clients", "3"])
    arguments = parser.parse_args()
    server, port = served(arguments.program, arguments.options)
    try:
        # As a browser asks, which can take compressed answers.
        connection = http.client.HTTPConnection("127.0.0.1", port)
        answers = walk(connection, arguments.steps, random.Random(arguments.seed))
    finally:
        server.terminate()
        server.wait()
    times = sorted(taken for taken, _, _ in answers)
    print(f"{len(times)} steps of {arguments.program} {' '.join(arguments.options)}: "
          f"median {statistics.median(times):.2f} ms, "
          f"99 of 100 within {times[len(times) * 99 // 100]:.2f} ms, longest {times[-1]:.2f} ms; "
          f"median {statistics.median(size for _, size, _ in answers) / 1e3:.0f} kB, "
          f"at most {max(actions for _, _, actions in answers)} actions")


if __name__ == "__main__":
    main()
