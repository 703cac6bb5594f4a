"""World sim for programs in lock-step: our own, one in Python, and some that misbehave."""

import json
import pathlib
import re
import signal
import subprocess
import sys
import unittest

from support import PROGRAMS, EndToEnd, processes_with, until

ROOT = pathlib.Path(__file__).resolve().parents[2]
FILES = ("history.jsonl", "trace.jsonl", "faults.jsonl")


def scenario(path, run, **system):
    """A scenario of the repository in world sim, with another length of run."""
    text = re.sub(r"^\s*//.*$", "", (ROOT / "scenarios" / path).read_text(), flags=re.MULTILINE)
    document = json.loads(text)
    del document["$schema"]
    document["system"] |= {"world": "sim"} | system
    document["phases"]["run"] = run
    document["check"]["min-ok"] = 100
    return document


class LockStep(EndToEnd):
    def files(self):
        return {name: (self.latest() / name).read_bytes() for name in FILES}

    def simulate(self, program, path, seed):
        arguments = [PROGRAMS / program, "simulate", path, "--seed", str(seed), "--trace"]
        done = subprocess.run(arguments, cwd=self.folder, capture_output=True, text=True)
        return done.returncode, done.stderr

    def assert_same_as_in_process(self, program, document, seeds):
        path = self.write(document)
        for seed in seeds:
            code, out, err = self.ordeal("run", "--store", self.store, "--seed", seed, path)
            lock_step = self.files()
            self.assertEqual(self.simulate(program, path, seed)[0], code, out + err)
            for name, content in self.files().items():
                self.assertEqual(lock_step[name], content, f"{name}, seed {seed}")
            self.assertGreater(len(lock_step["trace.jsonl"]), 100_000)
        self.assert_nothing_left()

    def test_abd_is_the_same_to_the_byte(self):
        self.assert_same_as_in_process("abd", scenario("abd/partition.json", "6s"), (1, 2, 3))

    def test_a_planted_bug_is_the_same_to_the_byte(self):
        document = scenario("abd/bug-forgets.json", "6s")
        self.assert_same_as_in_process("abd", document, (1, 2))
        lines = self.read("trace.jsonl")
        self.assertEqual(lines[0]["configuration"], {"bug": "forgets"})
        self.assertTrue(any("recovered" in line for line in lines), "a node was killed")

    def test_raft_is_the_same_to_the_byte(self):
        self.assert_same_as_in_process("raft", scenario("raft/partition.json", "6s"), (1, 2))

    def test_pauses_are_the_same_to_the_byte(self):
        document = scenario("abd/partition.json", "4s")
        document["nemesis"] = [{"fault": "pause", "target": "one", "every": "1s", "for": "700ms"}]
        document["network"] |= {"duplicate": 0.1, "loss": 0.05, "rate": "1mbit"}
        self.assert_same_as_in_process("abd", document, (4,))

    def test_wrong_clocks_and_disks_are_the_same_to_the_byte(self):
        document = scenario("abd/partition.json", "6s")
        document["nemesis"] = [
            {"fault": "clock-drift", "target": "one", "every": "2s", "for": "1s"},
            {"fault": "clock-bump", "target": "one", "every": "3s", "for": "1s"},
            {"fault": "lying-fsync", "target": "one", "every": "2s", "for": "1900ms"},
            {"fault": "power-loss", "target": "one", "every": "1s", "restart-after": "300ms"},
        ]
        self.assert_same_as_in_process("abd", document, (5,))

    def test_any_scenario_of_actors_runs_in_sim(self):
        path = ROOT / "scenarios/abd/bug-no-quorum.json"
        words = ("run", "--store", self.store, "--world", "sim", "--seed", 1, path)
        code, out, err = self.ordeal(*words)
        self.assertEqual(code, 1, out + err)
        self.assertIn("--world sim", out)
        self.assertEqual(self.read("scenario.json")["system"]["world"], "sim")
        self.assertEqual(self.ordeal("run", "--world", "simm", path)[0], 254)

    def test_what_the_simulation_cannot_do_is_refused_by_name(self):
        document = scenario("abd/partition.json", "1s")
        document["network"]["corrupt"] = 0.5
        code, _, err = self.run_scenario(document)
        self.assertEqual(code, 255)
        self.assertIn("world sim cannot corrupt messages", err)
        code, _, err = self.run_scenario(scenario("abd/partition.json", "1s"), "--fail-fast")
        self.assertEqual(code, 255)
        self.assertIn("cannot --fail-fast", err)

    def test_sim_is_a_world(self):
        self.assertIn("sim", self.ordeal("list", "worlds")[1].split())


class Foreign(EndToEnd):
    """Programs that are not ours."""

    def python(self, source, **workload):
        """A scenario with a program in Python."""
        path = source if isinstance(source, pathlib.Path) else self.write(source, "node.py")
        document = scenario("abd/partition.json", "4s", command=[sys.executable, str(path)])
        document["system"] |= {"lock-step": []}
        del document["system"]["ready"]
        document["workload"] |= workload
        document["nemesis"][1] |= {"every": "1s", "restart-after": "200ms"}
        return document

    def test_the_register_of_the_book_is_linearizable(self):
        document = self.python(ROOT / "examples/lock-step/register.py")
        histories = []
        for _ in range(2):
            code, out, err = self.run_scenario(document, "--seed", 1)
            self.assertEqual(code, 0, out + err)
            histories.append((self.latest() / "history.jsonl").read_bytes())
            self.assertGreater(len({line["state"] for line in self.read("trace.jsonl")}), 100)
        self.assertEqual(*histories)
        self.assert_nothing_left()

    def test_a_register_that_forgets_is_not(self):
        source = (ROOT / "examples/lock-step/register.py").read_text()
        wrong = source.replace('body.get("recovered", {})', "{}")
        self.assertNotEqual(source, wrong)
        code, out, err = self.run_scenario(self.python(wrong, rate=500), "--seed", 1)
        self.assertEqual(code, 1, out + err)

    def test_a_maelstrom_program_needs_one_more_line(self):
        code, out, err = self.run_scenario(
            self.python(
                "import json, sys\n"
                "for line in sys.stdin:\n"
                "    message = json.loads(line)\n"
                "    body = message['body']\n"
                "    kind = body['type']\n"
                "    reply = {'type': kind + '_ok', 'in_reply_to': body['msg_id'], 'value': 5}\n"
                "    print(json.dumps({'src': 'n1', 'dest': message['src'], 'body': reply}))\n"
                "    print('{\"idle\":true}', flush=True)\n",
                initial=5,
                mix={"read": 1},
            ),
            "--seed", 1,
        )  # fmt: skip
        self.assertEqual(code, 0, out + err)

    def test_a_killed_harness_leaves_nothing(self):
        path = self.write(self.python("import time\ntime.sleep(10000)\n"))
        harness = self.start("run", "--store", self.store, path)
        node = str(self.folder / "node.py")
        until(lambda: processes_with(node), "a node to run")
        harness.kill()
        self.assertEqual(self.finish(harness)[0], -signal.SIGKILL)
        self.assert_nothing_left()

    def test_a_program_that_does_not_keep_to_it_is_named(self):
        for source, complaint in (
            ("print('hello', flush=True); input()", 'line 1 of the answer, "hello", is no line'),
            ("import sys; sys.exit('no such disk')", "it ended (exit code 1)"),
            ("print('{\"dest\":\"seq-kv\",\"body\":{}}', flush=True); input()", "is no id"),
        ):
            code, _, err = self.run_scenario(self.python(source))
            self.assertEqual(code, 255, err)
            self.assertIn("n1, told {", err)
            self.assertIn(complaint, err)
            self.assertEqual("disk" in source, "    no such disk" in err, "its last lines")
            self.assert_nothing_left()


if __name__ == "__main__":
    unittest.main()
