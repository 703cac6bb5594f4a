"""Real runs, carried into the model: how many of correct systems replay with no difference, and how
long the path of each failing one becomes.

    bench/replay.py [--programs DIR] [--runs N] [--seconds S] [--jobs J] SCENARIO...

Each scenario is run N times by `ordeal run`, each time with another seed and a run phase of S
seconds, and each run is replayed. A scenario is one of a correct system or of a planted bug; a bug
that a run does not show is no failure here, and is counted."""

import argparse
import collections
import concurrent.futures
import json
import pathlib
import re
import subprocess
import sys
import tempfile


def shortened(scenario, seconds, folder):
    """A copy of the scenario with another run phase, which needs no least number of operations."""
    text = scenario.read_text()
    text = re.sub(r'"run": "[^"]*"', f'"run": "{seconds}s"', text)
    text = re.sub(r', *"min-ok": [0-9]+', "", text)
    copy = folder / f"{scenario.parent.name}-{scenario.name}"
    copy.write_text(text)
    return copy


def call(*words):
    words = [str(word) for word in words]
    return subprocess.run(words, capture_output=True, text=True, check=False)


def one(programs, scenario, seed, folder):
    store = folder / f"store-{scenario.stem}-{seed}"
    ran = call(programs / "ordeal", "run", scenario, "--seed", seed, "--store", store, "--quiet")
    if ran.returncode not in (0, 1, 2):
        return {"ran": f"exit code {ran.returncode}", "why": (ran.stderr + ran.stdout)[-300:]}
    replayed = call(programs / "ordeal", "replay", store, "--json", "--budget", "60s")
    if not replayed.stdout.startswith("{"):
        return {"ran": ran.returncode, "why": replayed.stderr[-300:]}
    return {"ran": ran.returncode, **json.loads(replayed.stdout)}


def summary(results):
    count = collections.Counter()
    lengths = []
    for result in results:
        if "verdict" not in result:
            count["not replayed: " + result["why"]] += 1
            continue
        if "difference" in result:
            count["differ"] += 1
            continue
        count["no difference"] += 1
        count["steps"] += result["steps"]
        if result["verdict"] == "invalid":
            count["invalid"] += 1
        if result["ran"] != 1 and result["verdict"] == "invalid":
            count["a property broke that clients did not see"] += 1
        if "path" in result:
            path = result["path"]
            lengths.append((path["shrunk_length"], path["length"], path["shortest"]))
    return count, lengths


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--programs", type=pathlib.Path, default=pathlib.Path("build/release/bin"))
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("scenarios", type=pathlib.Path, nargs="+")
    arguments = parser.parse_args()
    differences = 0
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
            for scenario in arguments.scenarios:
                copy = shortened(scenario, arguments.seconds, folder)
                results = list(pool.map(lambda seed, file=copy: one(
                    arguments.programs, file, seed, folder), range(1, arguments.runs + 1)))
                count, lengths = summary(results)
                differences += arguments.runs - count["no difference"]
                print(f"{scenario.parent.name}/{scenario.stem}: {arguments.runs} runs: "
                      + ", ".join(f"{n} {what}" for what, n in count.items()))
                for shrunk, length, shortest in lengths:
                    mark = "the shortest" if shortest else "not known to be the shortest"
                    print(f"    {shrunk} steps left, path of {length} ({mark})")
                sys.stdout.flush()
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
