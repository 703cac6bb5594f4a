"""Clocks of real servers: what they write into their logs, the evidence, and the history."""

import datetime
import json
import pathlib
import shutil
import unittest

import support
from support import EndToEnd, UNPRIVILEGED

DAY = 86_400 * 10**9
SERVERS = {  # a program or file of the server -> a scenario of it, and how its log writes a date
    "etcd": ("etcd/linearizable", "%Y-%m-%d"),
    "redis-server": ("redis/standalone", "%d %b %Y"),
    "nats-server": ("nats/set", "%Y/%m/%d"),
    "/usr/share/java/zookeeper.jar": ("zookeeper/registers", "%Y-%m-%d"),
}
JVM_LOGS_ITS_START = {"JAVA_TOOL_OPTIONS": "-Xlog:gc+init:stdout:time"}  # ZooKeeper itself does not
NOISE = 50 * 10**6  # how far a measurement may be off on a machine that is overloaded


def installed(name):
    return pathlib.Path(name).exists() if "/" in name else shutil.which(name) is not None


class Clocks(EndToEnd):
    def begin(self, scenario):
        """A run in which every clock is a day ahead while a server is killed and started again."""
        document = {
            "include": str(support.ROOT / "scenarios" / f"{scenario}.json"),
            "name": "clocks",
            "system": {"environment": JVM_LOGS_ITS_START},
            "nemesis": [
                {"fault": "clock-bump", "target": "all", "offset": "24h", "at": "300ms",
                 "for": "5s"},
                {"fault": "kill", "target": ["n1"], "at": "1s", "restart-after": "200ms"},
            ],
            "phases": {"warm-up": "500ms", "run": "6s", "recover": "1s"},
            "check": {"min-ok": 1},
        }  # fmt: skip
        path = self.write(document, f"{scenario.replace('/', '-')}.json")
        return self.start("run", "--quiet", "--store", self.store / scenario, path)

    def lines(self, scenario, name):
        run = (self.store / scenario / "latest").resolve()
        return [json.loads(line) for line in (run / name).read_text().splitlines()]

    def assert_logged(self, scenario, texts):
        """The server's own words after its restart."""
        run = (self.store / scenario / "latest").resolve()
        log = (run / "nodes" / "n1" / "output.log").read_text(errors="replace")
        self.assertTrue(any(text in log for text in texts), f"none of {texts} in\n{log[-3000:]}")

    def assert_measured(self, scenario):
        """The evidence, and the offsets that completions carry."""
        ends = [line for line in self.lines(scenario, "faults.jsonl")
                if line["fault"] == "clock-bump" and line["phase"] == "end"]  # fmt: skip
        self.assertEqual(len(ends), 1)
        self.assertTrue(ends[0]["bit"], ends)
        evidence = ends[0]["evidence"]["end"]
        for offset in evidence["measured-at-end-ns"].values():
            self.assertLess(abs(offset - DAY), NOISE, evidence)
        for offset in evidence["healed-ns"].values():
            self.assertLess(abs(offset), NOISE, evidence)
        self.assertNotIn("without-it", evidence)
        events = self.lines(scenario, "history.jsonl")
        offsets = [event["clock-offset"] for event in events if "clock-offset" in event]
        self.assertTrue(any(abs(offset - DAY) < NOISE for offset in offsets), offsets[:50])
        self.assertTrue(any(abs(offset) < NOISE for offset in offsets), offsets[:50])
        self.assertFalse([e for e in events if e["type"] == "invoke" and "clock-offset" in e])

    def test_servers(self):
        there = {what for name, what in SERVERS.items() if installed(name)}
        if not there:
            self.skipTest("no server is installed")
        day = datetime.timedelta(days=1)
        begun = datetime.datetime.now()
        runs = {scenario: self.begin(scenario) for scenario, _ in there}
        results = {scenario: self.finish(run, within=200) for scenario, run in runs.items()}
        ended = datetime.datetime.now()
        for scenario, pattern in there:
            with self.subTest(scenario):
                _, out, err = results[scenario]
                self.assertTrue((self.store / scenario / "latest").exists(), out + err)
                self.assert_logged(scenario, [(t + day).strftime(pattern) for t in (begun, ended)])
                self.assert_measured(scenario)
        self.assert_nothing_left()


class ClocksAsANormalUser(Clocks):
    user = UNPRIVILEGED


if __name__ == "__main__":
    unittest.main()
