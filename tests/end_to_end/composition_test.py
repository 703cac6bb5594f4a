"""Faults that a scenario asks for by one word: which there are here, presets, groups, swarms, quiet
periods, and what random compositions of them leave behind."""

import json
import subprocess
import sys
import unittest

from support import PROGRAMS, ROOT, UNPRIVILEGED, EndToEnd, scenario


class Composition(EndToEnd):
    """Runs of the small scenario."""

    def run_with(self, nemesis, *words, **changes):
        """What the run's files say: run.json, scenario.json, faults.jsonl."""
        document = scenario(**changes) | {"nemesis": nemesis}
        code, out, errors = self.run_scenario(document, *words)
        self.assertEqual(code, 0, out + errors)
        faults = [fault for fault in self.read("faults.jsonl") if fault["phase"] == "end"]
        return self.read("run.json"), self.read("scenario.json"), faults

    def test_list_says_what_there_is_in_which_world(self):
        code, out, errors = self.ordeal("list", "faults", "--json")
        self.assertEqual(code, 0, errors)
        faults = {fault["name"]: fault["worlds"] for fault in json.loads(out)["faults"]}
        self.assertEqual(faults["kill"]["real"], {"available": True})
        self.assertEqual(faults["descriptors"]["real"], {"available": True})
        self.assertEqual(faults["partition"]["sim"], {"available": True})
        self.assertFalse(faults["stutter"]["sim"]["available"])
        self.assertIn("world sim", faults["stutter"]["sim"]["why"])
        for worlds in faults.values():
            self.assertEqual(sorted(worlds), ["real", "router", "sim"])
            for world in worlds.values():
                self.assertEqual(world["available"], "why" not in world)

    def test_presets_are_plain_faults_in_the_stored_scenario(self):
        _, stored, faults = self.run_with(["kill-one", "latency-all"])
        self.assertEqual([plan["fault"] for plan in stored["nemesis"]], ["kill", "latency"])
        self.assertEqual(stored["nemesis"][0]["every"], "250ms")
        self.assertIn("kill", {fault["fault"] for fault in faults})

    def test_everything_is_what_there_is_here(self):
        about, stored, faults = self.run_with("everything")
        self.assertTrue(faults)
        there = json.loads(self.ordeal("list", "faults", "--json")[1])["faults"]
        able = {fault["name"] for fault in there if fault["worlds"]["real"]["available"]}
        self.assertLessEqual({plan["fault"] for plan in stored["nemesis"]}, able)
        for left_out in about.get("nemesis", {}).get("left-out", []):
            self.assertNotIn(left_out["fault"], able)

    def test_the_stored_scenario_of_a_swarm_gives_the_same_schedule(self):
        swarm = {"swarm": ["kill-one", "pause-one", "latency-all", "partition-one"]}
        swarm["quiet"] = {"every": "400ms", "for": "100ms"}
        about, stored, _ = self.run_with(swarm, "--seed", "3")
        drawn = {one["fault"].split()[0] for one in about["nemesis"]["drawn"]}
        self.assertEqual(drawn, {plan["fault"] for plan in stored["nemesis"]["faults"]})
        again, stored_again, _ = self.run_with(stored["nemesis"], "--seed", "3")
        self.assertEqual(stored_again["nemesis"], stored["nemesis"])
        self.assertNotIn("nemesis", again)

    def test_what_cannot_be_had_fails_before_anything_starts(self):
        path = self.write(scenario(nemesis=["clock-bump-one"], system={"world": "router"}))
        code, _, errors = self.ordeal("run", path, "--store", self.store)
        self.assertEqual(code, 255)
        self.assertIn('world router cannot suffer "clock-bump"', errors)

    def test_compositions_leave_nothing_behind(self):
        command = [sys.executable, ROOT / "tools/compositions", "--runs", "2", "--system", "raft"]
        done = subprocess.run(
            [*command, "--programs", PROGRAMS], capture_output=True, text=True, check=False
        )
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


class CompositionAsANormalUser(Composition):
    """The same, as somebody who may do nothing special."""

    user = UNPRIVILEGED
    test_compositions_leave_nothing_behind = None


if __name__ == "__main__":
    unittest.main()
