"""`ordeal run` from a scenario file to the verdict: what it prints, what it stores, how it ends."""

import json
import os
import signal
import subprocess
import unittest
import xml.etree.ElementTree

import support
from support import EndToEnd, scenario

FAULTS = [
    {"fault": "partition", "shape": "majorities-ring", "after": "100ms", "every": "1s",
     "for": "400ms"},
    {"fault": "kill", "target": "one", "after": "600ms", "every": "1s", "restart-after": "200ms"},
    {"fault": "pause", "target": "one", "after": "300ms", "every": "1s", "for": "100ms"},
]  # fmt: skip


class Run(EndToEnd):
    """A whole run, with every kind of fault."""

    def test_a_correct_system_under_faults_is_valid(self):
        document = scenario(nemesis=FAULTS, phases={"run": "3s"})
        code, out, err = self.run_scenario(document, "--json")
        self.assertEqual(code, 0, out + err)
        result = json.loads(out)
        self.assertEqual(result["verdict"], "valid")
        self.assertEqual(result["seed"], 7)
        self.assertGreater(result["operations"]["ok"], 200)
        self.assert_stored(result)
        self.assert_faults_have_evidence()
        self.assert_nothing_left()

    def assert_stored(self, result):
        history = self.read("history.jsonl")
        oks = [event for event in history if event["type"] == "ok"]
        self.assertEqual(len(oks), result["operations"]["ok"])
        self.assertEqual([event["index"] for event in history], list(range(len(history))))
        times = [event["time"] for event in history]
        self.assertEqual(times, sorted(times))
        self.assertEqual(self.read("verdict.json")["verdict"], "valid")
        self.assertEqual(self.read("scenario.json")["workload"]["keys"], 2)
        self.assertEqual(self.read("run.json")["seed"], 7)
        page = (self.latest() / "report.html").read_text()
        self.assertIn("valid", page)
        for node in ("n1", "n2", "n3"):
            self.assertIn("listening", (self.latest() / "nodes" / node / "output.log").read_text())

    def assert_faults_have_evidence(self):
        lines = self.read("faults.jsonl")
        ended = {}
        for line in lines:
            if line["phase"] == "end":
                ended.setdefault(line["fault"], []).append(line)
        self.assertEqual(sorted(ended), ["kill", "partition", "pause"])
        for faults in ended.values():
            self.assertEqual(len(faults), 3)
            self.assertTrue(all(fault["bit"] for fault in faults), faults)
        for partition in ended["partition"]:
            self.assertGreater(partition["evidence"]["end"]["packets-dropped"], 0)
        history = self.read("history.jsonl")
        begun = [event["f"] for event in history if event["process"] == "nemesis"]
        for word in ("partition", "heal-partition", "kill", "restart", "pause", "resume"):
            self.assertEqual(begun.count(word), 3, word)

    def test_a_planted_bug_is_found_and_explained(self):
        document = scenario(
            system={"command": [*support.ABD, "--bug=no-quorum"]},
            workload={"concurrency": 6, "rate": 400, "values": "distinct"},
            network={"latency": {"distribution": "exponential", "mean": "5ms"}},
            phases={"run": "3s"},
        )
        code, out, err = self.run_scenario(document)
        self.assertEqual(code, 1, out + err)
        self.assertIn("test: invalid", out)
        self.assertIn("read", out)
        self.assertIn("repeat with", out)
        self.assertEqual(self.read("verdict.json")["verdict"], "invalid")
        code, out, _ = self.ordeal("verify", self.latest())
        self.assertEqual(code, 1, out)

    def test_several_scenarios_give_one_document_and_one_junit_file(self):
        first, second = (scenario(name=name, phases={"run": "300ms"}) for name in ("one", "two"))
        paths = [self.write(first, "one.json"), self.write(second, "two.json")]
        junit = self.folder / "junit.xml"
        code, out, err = self.ordeal(
            "run", "--store", self.store, "--json", "--junit", junit, *paths
        )
        self.assertEqual(code, 0, out + err)
        self.assertEqual([run["scenario"] for run in json.loads(out)], ["one", "two"])
        cases = xml.etree.ElementTree.parse(junit).findall(".//testcase")
        self.assertEqual([case.get("name") for case in cases], ["one", "two"])

    def test_the_same_seed_gives_the_same_faults(self):
        schedules = []
        for _ in range(2):
            self.run_scenario(scenario(nemesis=FAULTS), "--seed", "99")
            faults = self.read("faults.jsonl")
            schedules.append([(f["phase"], f["fault"], f["value"], f["asked"]) for f in faults])
        self.assertEqual(*schedules)
        self.assertGreater(len(schedules[0]), 3)


class RunAsANormalUser(Run):
    """The same, without any privilege."""

    user = support.UNPRIVILEGED


class Stopping(EndToEnd):
    """Ctrl-C and kill -9, in the middle of faults."""

    def begin(self):
        grudge = {"n1": ["n2"], "n2": ["n1"]}  # n1 and n3 remain a majority
        faults = [
            {"fault": "partition", "grudge": grudge, "at": "0s", "for": "9s"},
            {"fault": "kill", "target": ["n2"], "at": "0s", "restart-after": "9s"},
        ]
        path = self.write(scenario(nemesis=faults, phases={"run": "10s"}))
        process = self.start("run", "--store", self.store, path, start_new_session=True)
        self.addCleanup(process.kill)
        faults_file = self.store / "latest" / "faults.jsonl"
        support.until(
            lambda: faults_file.exists() and len(faults_file.read_text().splitlines()) >= 2,
            "both faults to begin",
        )
        return process

    def test_the_first_ctrl_c_heals_saves_and_judges(self):
        process = self.begin()
        os.kill(process.pid, signal.SIGINT)
        code, out, err = self.finish(process, within=15)
        self.assertEqual(code, 130, out + err)
        verdict = self.read("verdict.json")
        self.assertTrue(verdict["interrupted"])
        self.assertIn(verdict["verdict"], ("valid", "unknown"))
        phases = [line["phase"] for line in self.read("faults.jsonl")]
        self.assertEqual(phases.count("end"), phases.count("begin"))
        self.assert_nothing_left()

    def test_the_second_ctrl_c_ends_at_once(self):
        process = self.begin()
        os.kill(process.pid, signal.SIGINT)
        os.kill(process.pid, signal.SIGINT)
        self.assertEqual(self.finish(process, within=10)[0], 130)
        self.assert_nothing_left()

    def test_kill_9_leaves_nothing_behind_but_a_readable_history(self):
        process = self.begin()
        history = self.store / "latest" / "history.jsonl"
        support.until(lambda: history.read_text().count('"ok"') > 50, "operations")
        os.kill(process.pid, signal.SIGKILL)
        self.assertEqual(self.finish(process, within=10)[0], -signal.SIGKILL)
        self.assert_nothing_left()
        events = self.read("history.jsonl")
        self.assertGreater(len(events), 100)
        self.assertEqual(len(self.read("faults.jsonl")), 2)
        code, out, err = self.ordeal("verify", self.store)
        self.assertEqual(code, 0, out + err)


    def test_kill_9_at_any_moment(self):
        """While it starts nodes, while they start, while it runs: always nothing is left."""
        path = self.write(scenario(nemesis=FAULTS, phases={"run": "10s"}))
        for after in (0.005, 0.01, 0.015, 0.02, 0.03, 0.05, 0.08, 0.15, 0.4, 1.1):
            with self.subTest(after=after):
                process = self.start("run", "--store", self.store, path)
                with self.assertRaises(subprocess.TimeoutExpired):
                    process.wait(timeout=after)
                process.kill()
                self.finish(process, within=10)
                self.assert_nothing_left()


class StoppingAsANormalUser(Stopping):
    """The same, without any privilege."""

    user = support.UNPRIVILEGED


if __name__ == "__main__":
    unittest.main()
