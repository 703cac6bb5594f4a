"""Scenarios in virtual time, as a user runs them: `abd simulate SCENARIO`."""

import json
import unittest

from programs_test import Program
from support import ROOT


def of_actors(pattern):
    """The scenario files whose systems are examples."""
    return {path for path in (ROOT / "scenarios").glob(pattern)
            if (ROOT / "examples" / path.parent.name).is_dir()}


class VirtualTime(Program):
    """Every stored scenario of actors, its bugs, its files, and what is refused."""

    def simulate(self, program, scenario, *words):
        return self.call(program, "simulate", ROOT / "scenarios" / program / scenario, *words)

    def latest(self, name):
        return (self.folder / "store/latest" / name).read_text()

    def test_correct_systems_stay_valid(self):
        correct = of_actors("*/*.json") - of_actors("*/bug-*.json")
        self.assertGreaterEqual(len(correct), 2)
        for path in correct:
            words = ("--seed", "1", "--seeds", "3")
            code, out, err = self.simulate(path.parent.name, path.name, *words)
            self.assertEqual(code, 0, out)
            self.assertIn(f"{path.parent.name}-{path.stem}: valid", out)
            self.assertIn("3 seeds, ", err)

    def test_every_planted_bug_of_a_scenario_is_found(self):
        bugs = of_actors("*/bug-*.json")
        self.assertGreaterEqual(len(bugs), 4)
        for path in bugs:
            words = ("--seed", "1", "--seeds", "200", "--json")
            code, out, _ = self.simulate(path.parent.name, path.name, *words)
            self.assertEqual(code, 1, path)
            self.assertEqual(json.loads(out)["verdict"], "invalid")

    def test_leases_need_clocks_that_run_alike(self):
        alike = (ROOT / "scenarios/lock-service/clock-drift.json").read_text()
        self.assertIn("[0.9, 1.1]", alike)
        apart = self.folder / "apart.json"
        apart.write_text(alike.replace("[0.9, 1.1]", "[0.6, 1.4]").replace("500}", "1}"))
        code, out, _ = self.call(
            "lock-service", "simulate", apart, "--seed", "1", "--seeds", "50")
        self.assertEqual(code, 1, out)

    def test_counters_are_judged_by_what_is_read_in_the_end(self):
        code, out, _ = self.simulate("crdt-counter", "bug-adds-up.json", "--seed", "1", "--json")
        self.assertEqual(code, 1)
        check = next(c for c in json.loads(out)["checks"] if c["name"] == "eventual")
        self.assertEqual(check["verdict"], "invalid")
        said = "the sum of what was added|what had been added makes"
        self.assertRegex(check["explanation"], said)
        code, out, _ = self.call("ordeal", "verify", self.folder / "store/latest", "--json")
        self.assertEqual(code, 1)
        self.assertEqual(json.loads(out)["checks"], [check])

    def test_a_run_is_repeated_to_the_byte(self):
        words = ("--seed", "5", "--trace")
        kept = []
        for _ in range(2):
            self.assertEqual(self.simulate("abd", "partition.json", *words)[0], 0)
            kept.append([self.latest(n) for n in ("history.jsonl", "trace.jsonl", "faults.jsonl")])
        self.assertEqual(kept[0], kept[1])
        self.assertEqual(json.loads(self.latest("run.json"))["seed"], 5)
        nodes = {json.loads(line)["node"] for line in kept[0][1].splitlines()}
        self.assertEqual(nodes, {"n1", "n2", "n3"})

    def test_the_history_is_judged_again_by_verify(self):
        self.assertEqual(self.simulate("abd", "partition.json", "--seed", "2")[0], 0)
        code, out, _ = self.call("ordeal", "verify", self.folder / "store/latest")
        self.assertEqual(code, 0, out)

    def test_what_cannot_be_simulated_is_a_usage_error(self):
        for program, words, expected in [
            ("raft", (ROOT / "scenarios/abd/partition.json",), 'not "abd"'),
            ("abd", ("nowhere.json",), "nowhere.json"),
            ("abd", (ROOT / "scenarios/abd/partition.json", "--sed=1"), "--seed"),
        ]:
            code, out, err = self.call(program, "simulate", *words)
            self.assertEqual((code, out), (254, ""), words)
            self.assertIn(expected, err)


if __name__ == "__main__":
    unittest.main()
