"""Scenarios of real servers come to the verdict that they expect: those that take less than half a
minute, of each server some. `make systems` runs all of them, with many seeds."""

import pathlib
import re
import shutil
import unittest

import support
from support import EndToEnd

SCENARIOS = {  # a program or file of the server -> scenarios
    "etcd": ["etcd/linearizable", "etcd/serializable-reads"],
    "redis-sentinel": ["redis/sentinel-lost-writes", "redis/standalone", "redis/locks-clock-bump"],
    "/usr/share/java/zookeeper.jar": ["zookeeper/plain-reads"],
    "/usr/lib/postgresql/15/bin/postgres": [
        "postgres/bank-read-committed", "postgres/asynchronous-standby",
    ],
}  # fmt: skip
SEEDS = 3  # a fault of a server need not show itself in every run
CODES = {"valid": 0, "invalid": 1}


def installed(name):
    """Whether the program is in PATH, or the file there."""
    return pathlib.Path(name).exists() if "/" in name else shutil.which(name) is not None


class Servers(EndToEnd):
    """All at the same time, each with a store of its own."""

    def begin(self, name, seed):
        """Starts a run of the scenario."""
        path = support.ROOT / "scenarios" / f"{name}.json"
        return self.start("run", "--quiet", "--store", self.store / name, "--seed", seed, path)

    def test_verdicts(self):
        names = [name for file, all in SCENARIOS.items() if installed(file) for name in all]
        if not names:
            self.skipTest("no server is installed")
        pending = {name: "" for name in names}
        for seed in range(1, SEEDS + 1):
            runs = {name: self.begin(name, seed) for name in pending}
            for name, process in runs.items():
                code, out, err = self.finish(process, within=200)
                text = (support.ROOT / "scenarios" / f"{name}.json").read_text()
                expected = re.search(r'"expect": "(\w+)"', text).group(1)
                if code == CODES[expected]:
                    del pending[name]
                elif expected == "valid" and code == CODES["invalid"]:
                    self.fail(f"{name}, which is to be valid: {out}{err}")
                else:
                    pending[name] = f"exit code {code}\n{out}{err}"
        self.assertEqual(pending, {})
        self.assert_nothing_left()

    def test_nats_through_a_program_in_python(self):
        if not installed("nats-server"):
            self.skipTest("apt-get install nats-server")
        undisturbed = {
            "include": str(support.ROOT / "scenarios/nats/set.json"),
            "name": "nats-undisturbed",
            "nemesis": [],
            "phases": {"warm-up": "500ms", "run": "2s", "recover": "500ms", "settle": "500ms"},
            "workload": {"timeout": "10s"},
            "check": {"min-ok": 1},
        }
        code, out, err = self.run_scenario(undisturbed, "--seed", 1, within=200)
        self.assertEqual(code, CODES["valid"], out + err)
        self.assert_nothing_left()


if __name__ == "__main__":
    unittest.main()
