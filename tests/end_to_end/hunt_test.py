"""Hunts and shrinks as a user starts them: by `ordeal` and by programs of actors."""

import json
import signal
import unittest

from programs_test import Program
from support import ROOT, scenario, until

PARTITION = ROOT / "scenarios/abd/partition.json"


def slow_and_without_quorum():
    """Of a real system, and nearly every run of it is invalid."""
    bug = scenario(nemesis=[])
    bug["system"]["command"] = bug["system"]["command"] + ["--bug=no-quorum"]
    bug["network"] = {"latency": {"distribution": "exponential", "mean": "20ms"}}
    return bug


class Hunt(Program):
    """What is found, what is kept of it, and that a hunt is the same again."""

    def hunt(self, *words, code=1):
        result, out, err = self.ordeal("hunt", PARTITION, "--json", *words)
        self.assertEqual(result, code, err)
        return json.loads(out)

    def test_planted_bugs_are_found_and_kept(self):
        for bug in ("no-quorum", "forgets"):
            report = self.hunt("--bug", bug, "--seed", "1", "--seeds", "2000", "--jobs", "2")
            found = report["found"]
            self.assertEqual((found["again"], found["identical"]), (1, 1))
            run = found["run"]
            self.assertEqual(run["verdict"], "invalid")
            program, command, path = run["repeat"].split()
            code, out, _ = self.call(program, command, path, "--json")
            self.assertEqual(code, 1, out)
            self.assertEqual(json.loads(out)["seed"], found["seed"])
            kept = (self.folder / run["directory"] / "history.jsonl").read_text()
            again = (self.folder / json.loads(out)["directory"] / "history.jsonl").read_text()
            self.assertEqual(kept, again)

    def test_nothing_is_found_in_a_correct_system(self):
        report = self.hunt("--seed", "1", "--seeds", "200", code=0)
        self.assertEqual((report["verdict"], report["tries"]), ("valid", 200))
        self.assertGreater(report["states"], 1000)

    def test_a_hunt_is_the_same_with_any_number_of_jobs(self):
        words = ("--bug", "forgets", "--seed", "2", "--seeds", "500")
        reports = [self.hunt(*words, "--jobs", jobs) for jobs in (1, 3)]
        tries = [(r["tries"], r["found"]["seed"], r["states"]) for r in reports]
        self.assertEqual(tries[0], tries[1])

    def test_it_can_be_interrupted(self):
        process = self.start("hunt", PARTITION, "--budget", "10m")
        until(lambda: "hunt with seed" in process.stderr.readline(), "the hunt to begin")
        process.send_signal(signal.SIGINT)
        code, out, _ = self.finish(process)
        self.assertEqual(code, 130)
        self.assertIn("nothing found", out)

    def test_a_real_system_is_hunted_by_running_it(self):
        path = self.write(slow_and_without_quorum())
        words = ("--real", "--seeds", "20", "--seed", "1", "--json")
        code, out, err = self.ordeal("hunt", path, *words)
        self.assertEqual(code, 1, err)
        found = json.loads(out)["found"]
        self.assertEqual(found["again"], 3)
        kept = self.folder / found["run"]["directory"]
        self.assertEqual(json.loads((kept / "scenario.json").read_text())["seed"], found["seed"])
        self.assert_nothing_left()

    def test_usage_errors(self):
        for words, expected in [
            ((), "scenario"),
            (("nowhere.json",), "nowhere.json"),
            ((PARTITION, "--bug", "forgts"), "forgets"),
            ((PARTITION, "--job", "3"), "--jobs"),
        ]:
            code, out, err = self.ordeal("hunt", *words)
            self.assertEqual((code, out), (254, ""), words)
            self.assertIn(expected, err)


class Shrink(Program):
    """From a run that fails to a small scenario, and its story."""

    def shrink(self, source, *words):
        code, out, err = self.ordeal("shrink", source, "--json", *words)
        self.assertEqual(code, 0, err)
        return json.loads(out)

    def assert_small_and_failing(self, report, operations, faults):
        self.assertTrue(report["complete"])
        self.assertLessEqual(report["after"]["operations"], operations)
        self.assertLessEqual(report["after"]["faults"], faults)
        self.assertEqual((report["again"], report["failed_again"]), (10, 10))
        program, command, path = report["repeat"].split()
        code, out, _ = self.call(program, command, path, "--json")
        self.assertEqual(code, 1, out)
        self.assertEqual(json.loads(out)["seed"], report["seed"])

    def test_a_hunted_run_becomes_a_few_operations(self):
        for bug, operations, faults in [("no-quorum", 3, 1), ("forgets", 4, 3)]:
            words = ("--bug", bug, "--seed", "1", "--seeds", "2000")
            self.assertEqual(self.ordeal("hunt", PARTITION, *words)[0], 1)
            report = self.shrink(self.store / "latest")
            self.assertGreater(report["before"]["operations"], 20)
            self.assert_small_and_failing(report, operations, faults)
            story = (self.folder / report["directory"] / "story.txt").read_text()
            self.assertEqual(story, report["story"])
            for text in ("process 0 asks n1: ", "sends query", "Why no correct system", "returned"):
                self.assertIn(text, story)

    def test_a_scenario_becomes_small_and_goes_where_it_is_wanted(self):
        path = ROOT / "scenarios/abd/bug-no-quorum.json"
        report = self.shrink(path, "--output", self.folder / "small.json")
        self.assert_small_and_failing(report, 3, 1)
        self.assertEqual(report["repro"], str(self.folder / "small.json"))

    def test_a_real_system_is_run_again_and_again(self):
        path = self.write(slow_and_without_quorum())
        report = self.shrink(path, "--real", "--budget", "5s", "--seed", "1")
        self.assertLessEqual(report["after"]["operations"], report["before"]["operations"])
        self.assertEqual(report["again"], 5)
        self.assertIn("Why no correct system", report["story"])
        self.assertIn(self.ordeal("run", "--store", self.store, report["repro"])[0], (0, 1))
        self.assert_nothing_left()

    def test_what_does_not_fail_cannot_be_made_smaller(self):
        for source, expected in [
            ((PARTITION, "--seed", "1"), "does not fail with seed 1"),
            (("nowhere",), "nowhere"),
            ((self.folder,), "no run"),
            ((), "scenario"),
        ]:
            code, out, err = self.ordeal("shrink", *source)
            self.assertEqual((code, out), (254, ""), source)
            self.assertIn(expected, err)


if __name__ == "__main__":
    unittest.main()
