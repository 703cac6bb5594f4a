"""Disks that go wrong under real servers, static Go, C and a JVM: each fault takes hold, the server
does what it promises, and it answers again at the end."""

import json
import pathlib
import shutil
import unittest

import support
from support import EndToEnd

SLOW = {"distribution": "exponential", "mean": "20ms"}
# A server gives up when its log fails, waits for it, is killed before it is durable, and within it.
FAULTS = [
    {"fault": "eio", "calls": ["sync"], "nth": 1, "at": "500ms", "for": "1s"},
    {"fault": "slow", "calls": ["sync"], "latency": SLOW, "at": "2500ms", "for": "700ms"},
    {"fault": "torn-write", "nth": 1, "at": "4s", "for": "700ms"},
    {"fault": "kill-at-call", "calls": ["fdatasync"], "nth": 1, "at": "7s", "for": "700ms"},
]
SERVERS = {  # a program or file of the server -> scenario, the files of its log
    "etcd": ("etcd/linearizable", "*.wal"),
    "redis-server": ("redis/standalone", "*.aof"),
    "/usr/share/java/zookeeper.jar": ("zookeeper/sync-reads", "*log.*"),
}
SEEDS = 3  # a machine that is too busy makes too few calls for a fault to meet
VALID, INVALID = 0, 1


def installed(name):
    """Whether the program is in PATH, or the file there."""
    return pathlib.Path(name).exists() if "/" in name else shutil.which(name) is not None


class Disks(EndToEnd):
    """All servers at the same time, each with a store of its own."""

    def scenario(self, include, log):
        return {
            "include": str(support.ROOT / "scenarios" / f"{include}.json"),
            "name": include.replace("/", "-"),
            "nemesis": [{**fault, "files": log, "target": ["n1"]} for fault in FAULTS],
            "phases": {"warm-up": "1s", "run": "9s", "recover": "2s"},
            "check": {"min-ok": 1},
        }

    def begin(self, name, seed):
        include, log = SERVERS[name]
        path = self.write(self.scenario(include, log), include.replace("/", "-") + ".json")
        path.chmod(0o644)
        store = self.folder / f"store-{seed}"
        return self.start("run", "--quiet", "--store", store, "--seed", seed, path)

    def ends(self, name, seed):
        """The ends of the faults of a run, by kind."""
        runs = self.folder / f"store-{seed}" / SERVERS[name][0].replace("/", "-")
        lines = next(runs.glob("2*/faults.jsonl")).read_text()
        records = [json.loads(line) for line in lines.splitlines()]
        return {one["fault"]: one for one in records if one["phase"] == "end"}

    def what_is_missing(self, name, seed):
        """Empty when every fault of the run touched what it should, and was healed."""
        ends = self.ends(name, seed)
        for fault in FAULTS:
            end = ends.get(fault["fault"])
            if end is None or not end["bit"] or end.get("errors"):
                return f"{fault['fault']}: {end}"
            for file in end["evidence"]["end"]["calls"]["n1"]:
                self.assertTrue(any(part in file for part in ("wal", "aof", "log.")), file)
        for fault in ("kill-at-call", "torn-write"):
            self.assertIn("restarted", ends[fault]["evidence"]["end"])
        return ""

    def test_servers_keep_their_promises(self):
        pending = {name: "" for name in SERVERS if installed(name)}
        if not pending:
            self.skipTest("no server is installed")
        for seed in range(1, SEEDS + 1):
            runs = {name: self.begin(name, seed) for name in pending}
            for name, process in runs.items():
                code, out, err = self.finish(process, within=200)
                self.assertNotEqual(code, INVALID, f"{name}: {out}{err}")
                pending[name] = f"exit code {code}\n{out}{err}"
                if code == VALID:
                    pending[name] = self.what_is_missing(name, seed)
            pending = {name: missing for name, missing in pending.items() if missing}
        self.assertEqual(pending, {})
        self.assert_nothing_left()


class DisksAsANormalUser(Disks):
    user = support.UNPRIVILEGED


if __name__ == "__main__":
    unittest.main()
