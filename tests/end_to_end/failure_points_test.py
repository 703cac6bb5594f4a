"""Failure points of libfiu, in an actor and in Redis: they fail, the program says so in its own
words and gives up, loses nothing, and is back at the end. What cannot have any is refused."""

import json
import shutil
import unittest

import support
from support import EndToEnd

# scenario -> the faults, and what the node that they hit writes
RUNS = {
    "abd/partition": {
        "wal/sync": "storage.json.next: could not sync it to the disk: Input/output error",
        "wal/append": "storage.json.next: could not write to it: Input/output error",
    },
    "redis/standalone": {
        "posix/io/sync/fdatasync": "Can't persist AOF for fsync error",
        "posix/io/sync/*": "Can't persist AOF for fsync error",
    },
}
VALID, SETUP = 0, 255


class FailurePoints(EndToEnd):
    """Both at the same time, each with a store of its own."""

    def begin(self, include, points):
        """Starts a run in which n1 fails at one point after the other."""
        scenario = {
            "include": str(support.ROOT / "scenarios" / f"{include}.json"),
            "name": include.replace("/", "-"),
            "nemesis": [
                {"fault": "fiu", "point": point, "target": ["n1"], "at": f"{at}s", "for": "1s"}
                for at, point in zip((1, 4), points)
            ],
            "phases": {"warm-up": "500ms", "run": "6s", "recover": "2s"},
            "check": {"min-ok": 1},
        }
        path = self.write(scenario, include.replace("/", "-") + ".json")
        path.chmod(0o644)
        return self.start("run", "--quiet", "--store", self.folder / "store", "--seed", 7, path)

    def test_what_fails_is_said_and_heals(self):
        names = [name for name in RUNS if "redis" not in name or shutil.which("redis-server")]
        runs = {name: self.begin(name, RUNS[name]) for name in names}
        for name, process in runs.items():
            code, out, err = self.finish(process, within=120)
            self.assertEqual(code, VALID, out + err)
            run = next((self.folder / "store" / name.replace("/", "-")).glob("2*"))
            said = (run / "nodes/n1/output.log").read_text()
            ends = [json.loads(line) for line in (run / "faults.jsonl").read_text().splitlines()]
            ends = [one for one in ends if one["phase"] == "end"]
            self.assertEqual(len(ends), len(RUNS[name]))
            for end, words in zip(ends, RUNS[name].values()):
                with self.subTest(run=name, fault=end):
                    self.assertTrue(end["bit"])
                    evidence = end["evidence"]["end"]
                    calls = evidence["calls"]["n1"]
                    self.assertEqual(calls["asked"], calls["failed"])
                    self.assertIn("gave-up", evidence)
                    self.assertIn("restarted", evidence)
                    self.assertIn(words, said)
        self.assert_nothing_left()

    def test_a_program_without_the_c_library_is_refused(self):
        if shutil.which("etcd") is None:
            self.skipTest("apt-get install etcd-server")
        run = self.begin("etcd/linearizable", ["posix/io/sync/fdatasync"])
        code, out, err = self.finish(run, within=60)
        self.assertEqual(code, SETUP, out + err)
        self.assertIn("is written in Go", err)
        self.assertIn("use eio, enospc, slow or lying-fsync", err)
        self.assert_nothing_left()


class FailurePointsAsANormalUser(FailurePoints):
    user = support.UNPRIVILEGED


if __name__ == "__main__":
    unittest.main()
