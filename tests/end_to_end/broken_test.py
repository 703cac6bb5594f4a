"""What is wrong with a scenario, or with the place where it should run, is said clearly: a table of
mistakes, each with the exit code and the words that must be there. Nothing is left running.
"""

import os
import subprocess
import unittest

import support
from support import EndToEnd, scenario

USAGE, INTERNAL = 254, 255


def with_command(*command, **system):
    return scenario(system={"command": list(command), **system})


READY = {"log": "listening", "within": "1s"}
SHELL = ("sh", "-c")

# name: (scenario, exit code, words that the message must hold)
MISTAKES = {
    "bad JSON": ('{"name": "x",\n  "system" {}}', USAGE, ["scenario.json:2:", "':'"]),
    "truncated JSON": ('{"name": "x", "system": {"nodes": 3', USAGE, ["scenario.json:1:"]),
    "empty file": ("", USAGE, ["scenario.json"]),
    "unknown key": (
        scenario(workload={"mix": {"raed": 1}}),
        USAGE,
        ["scenario.json:", "workload.mix.raed", 'did you mean "read"?'],
    ),
    "unknown key at the top": (
        scenario(nemsis=[]), USAGE, ["scenario.json:", "nemsis", 'did you mean "nemesis"?'],
    ),
    "wrong type": (
        scenario(system={"nodes": "three"}), USAGE, ["system.nodes", "integer", "string"],
    ),
    "out of range": (scenario(system={"nodes": 0}), USAGE, ["system.nodes", "1"]),
    "duration without unit": (scenario(phases={"run": "20"}), USAGE, ["phases.run", "unit"]),
    "unknown model": (scenario(workload={"model": "registr"}), USAGE, ["register"]),
    "consistency that the model does not have": (
        scenario(workload={"model": "append-kv", "mix": {"get": 1}},
                 check={"consistency": "causal"}),
        USAGE,
        ["check.consistency", "causal", "registers", "append-kv"],
    ),
    "unknown fault": (
        scenario(nemesis=[{"fault": "partitoin", "every": "1s", "for": "1s"}]),
        USAGE,
        ["nemesis[0].fault", "partition"],
    ),
    "shape that needs more nodes": (
        scenario(
            system={"nodes": 2},
            nemesis=[{"fault": "partition", "shape": "bridge", "at": "0s", "for": "1s"}],
        ),
        USAGE,
        ["nemesis[0]", "bridge", "3"],
    ),
    "unknown placeholder": (with_command("abd", "{node.idd}"), INTERNAL, ["{node.idd}", "node.id"]),
    "missing binary": (
        with_command("no-such-server", "--x"), INTERNAL, ["no-such-server", "PATH"],
    ),
    "binary that is not executable": (
        with_command("/etc/hostname"), INTERNAL, ["/etc/hostname", "execut"],
    ),
    "node that never gets ready": (
        with_command(*SHELL, "echo still thinking; sleep 60", ready=READY),
        INTERNAL,
        ["ready", "listening", "1s", "still thinking"],
    ),
    "node that dies at once": (
        with_command(*SHELL, "echo out of luck; exit 3", ready=READY),
        INTERNAL,
        ["exit code 3", "out of luck"],
    ),
}  # fmt: skip


class Broken(EndToEnd):
    """One test for each mistake of the table, made below, and those that need a place prepared."""

    def check(self, code, out, err, expected, words):
        self.assertEqual(code, expected, out + err)
        self.assertEqual(out, "")
        for word in words:
            self.assertIn(word, err)
        self.assertLess(len(err.splitlines()), 60, err)
        self.assert_nothing_left()

    def test_missing_file(self):
        code, out, err = self.ordeal("run", "no-such-file.json")
        self.check(code, out, err, USAGE, ["no-such-file.json", "No such file"])

    def test_one_broken_scenario_keeps_the_others_from_starting(self):
        good, bad = self.write(scenario(), "good.json"), self.write("{", "bad.json")
        code, out, err = self.ordeal("run", "--store", self.store, good, bad)
        self.check(code, out, err, USAGE, ["bad.json"])
        self.assertFalse(self.store.exists())

    def test_port_clash(self):
        """Two servers of one node want the same port."""
        clash = "python3 -c 'import socket; s=[socket.socket() for _ in \"12\"]; " \
                '[x.bind(("0.0.0.0", 7000)) for x in s]' "'"
        document = with_command(*SHELL, clash, ready=READY)
        code, out, err = self.run_scenario(document)
        self.check(code, out, err, INTERNAL, ["exit code 1", "Address already in use"])

    def test_unwritable_store(self):
        self.store.write_text("a file where the store should be")
        code, out, err = self.run_scenario(scenario())
        self.check(code, out, err, INTERNAL, [str(self.store), "--store"])

    def test_a_store_without_permission(self):
        self.user = support.UNPRIVILEGED
        if os.geteuid() != 0:
            self.skipTest("needs root, to become another user")
        self.store.mkdir(mode=0o755)
        code, out, err = self.run_scenario(scenario())
        self.check(code, out, err, INTERNAL, [str(self.store), "Permission denied", "--store"])

    def test_full_disk(self):
        """The store is a small file system of its own, in a mount namespace of the test."""
        if os.geteuid() != 0:
            self.skipTest("needs root, to mount a small file system")
        path = self.write(scenario(workload={"rate": 2000}, phases={"run": "20s"}))
        self.store.mkdir()
        line = f"mount -t tmpfs -o size=400k none {self.store} && exec {support.PROGRAMS}/ordeal " \
               f"run --store {self.store} {path}; "
        environment = {"PATH": f"{support.PROGRAMS}:{os.environ['PATH']}",
                       "ORDEAL_TEST": str(self.folder)}
        process = subprocess.Popen(
            ["unshare", "--mount", "sh", "-c", line], stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True, env=environment, cwd=self.folder,
        )
        code, out, err = self.finish(process)
        self.check(code, out, err, INTERNAL, ["No space left on device", "--store"])

    def test_command_line(self):
        for arguments, words in (
            ([], ["subcommand"]),
            (["rnu"], ["rnu"]),
            (["run"], ["SCENARIO"]),
            (["run", "x.json", "--seed", "many"], ["--seed"]),
            (["verify", "x.jsonl", "--initial", "{"], ["--initial"]),
            (["verify", "x.jsonl", "--timeout", "5"], ["--timeout", "unit"]),
            (["verify", "no-such-history.jsonl"], ["no-such-history.jsonl"]),
            (["list", "flaults"], ["flaults", "faults"]),
        ):
            with self.subTest(arguments=arguments):
                code, _, err = self.ordeal(*arguments)
                self.assertEqual(code, USAGE, err)
                for word in words:
                    self.assertIn(word, err)


def add_test(name, document, expected, words):
    def test(self):
        code, out, err = self.run_scenario(document)
        self.check(code, out, err, expected, words)

    setattr(Broken, f"test_{name.replace(' ', '_')}", test)


for title, (mistake, exit_code, needed) in MISTAKES.items():
    add_test(title, mistake, exit_code, needed)


if __name__ == "__main__":
    unittest.main()
