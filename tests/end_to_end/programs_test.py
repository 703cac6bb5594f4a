"""The programs around models and actors as a user calls them: check, simulate, explore; and what
somebody builds against an installed Ordeal."""

import json
import os
import pathlib
import re
import signal
import subprocess
import unittest
import urllib.error
import urllib.request
import xml.etree.ElementTree

from support import PROGRAMS, ROOT, EndToEnd, until

EXAMPLES = [
    "abd", "atomic-commit", "increment", "increment-lock", "paxos", "ping-pong", "raft",
    "single-copy", "sliding-puzzle", "timers", "two-phase-commit",
]  # fmt: skip
BUILD = pathlib.Path(os.environ.get("ORDEAL_BUILD", PROGRAMS.parent))
FOREVER = ["abd", "check", "--servers", "5", "--clients", "4"]  # far more than anybody waits for


class Program(EndToEnd):
    """A test that runs programs other than `ordeal`."""

    def begin(self, program, *words, **options):
        options.setdefault("stdin", subprocess.DEVNULL)
        return subprocess.Popen(
            [PROGRAMS / program, *map(str, words)],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=self.folder, **options,
        )  # fmt: skip

    def call(self, program, *words):
        return self.finish(self.begin(program, *words))

    def check_json(self, program, *words):
        code, out, _ = self.call(program, "check", "--json", *words)
        return code, json.loads(out)


class Check(Program):
    """Verdicts, exit codes, documents, errors, and stopping."""

    def test_every_program_has_help(self):
        for program in EXAMPLES:
            for command in ("check", "simulate", "explore"):
                code, out, err = self.call(program, command, "--help")
                self.assertEqual((code, err), (0, ""), program)
                self.assertIn(f"Usage: {program} {command}", out)

    def test_every_program_is_right_as_it_comes_but_the_race(self):
        for program in EXAMPLES:
            code, out, _ = self.call(program, "check")
            self.assertEqual(code, 1 if program == "increment" else 0, program)
            self.assertIn(f"repeat with: {program} check", out)

    def test_counterexample_with_the_history_and_its_verdict(self):
        code, out, err = self.call("single-copy", "check", "--servers", "2")
        self.assertEqual((code, err), (1, ""))
        self.assertIn('always "linearizable": FAILS\n    1. c1 -> n1: Write{', out)
        self.assertIn("    4. n2 -> c1: ReadOk{in_reply_to: 4, value: null}\n", out)
        self.assertIn("history, not linearizable:", out)
        self.assertIn('client 1: read "x" -> ok null', out)

    def test_json_has_the_documented_members(self):
        code, report = self.check_json("two-phase-commit", "--managers", "3")
        self.assertEqual(code, 0)
        self.assertEqual(report["verdict"], "valid")
        self.assertEqual((report["states"], report["unique"], report["max_depth"]), (1146, 288, 11))
        self.assertIsInstance(report["seconds"], float)
        first, second = report["properties"][:2]
        self.assertEqual((first["name"], first["kind"]), ("consistent", "always"))
        self.assertEqual((first["discovered"], "path" in first), (False, False))
        self.assertEqual((second["kind"], len(second["path"])), ("sometimes", 10))

    def test_a_read_without_write_back_goes_back_in_time(self):
        code, report = self.check_json("abd", "--bug=no-write-back", "--script", "w,rr")
        self.assertEqual(code, 1)
        self.assertEqual(len(report["properties"][0]["path"]), 11)

    def test_options_of_the_search(self):
        for words in (
            ["--strategy", "dfs"], ["--threads", "2"], ["--memory=fingerprint"],
            ["--network=ordered"], ["--timeout=60s", "--max-memory=1GB"],
        ):  # fmt: skip
            code, report = self.check_json("abd", "--servers", "2", "--clients", "2", *words)
            self.assertEqual((code, report["verdict"]), (0, "valid"), words)
        code, report = self.check_json("two-phase-commit", "--managers=5", "--symmetry")
        self.assertEqual((code, report["unique"]), (0, 314))

    def test_a_limit_leaves_it_open(self):
        for words in (["--max-depth", "5"], ["--max-states", "10"]):
            code, report = self.check_json("abd", *words)
            self.assertEqual((code, report["verdict"]), (2, "unknown"))
            self.assertIn("limit", report["stopped"])

    def test_losses_and_crashes_are_options(self):
        plain = self.check_json("single-copy")[1]["unique"]
        self.assertEqual(plain, 93)
        self.assertEqual(self.check_json("single-copy", "--lossy")[1]["unique"], 168)
        code, report = self.check_json("single-copy", "--bug=forgets", "--crashes", "1")
        self.assertEqual(code, 1)
        self.assertEqual(len(report["properties"][0]["path"]), 6)

    def test_errors_name_the_option_and_the_nearest_word(self):
        for words, expected in (
            (["--servres", "3"], "abd check: --servres: unknown option; did you mean --servers?"),
            (["--network=order"], '--network: "order" is unknown; did you mean "ordered"?'),
            (["--bug=no-write"], '--bug: "no-write" is unknown; did you mean "no-write-back"?'),
            (["--clients", "x"], '--clients: expected a number from 1 to 100, not "x"'),
            (["--script", "w,rq"], '--script: "q" is no operation'),
            (["--script", "w,,r"], "--script: a client without an operation"),
            (["--script", "w,r,r", "--clients", "2"], "--script: 3 scripts for 2 clients"),
            (["--max-memory", "5"], "--max-memory: "),
        ):
            code, out, err = self.call("abd", "check", *words)
            self.assertEqual((code, out), (254, ""), words)
            self.assertIn(expected, err)
        code, _, err = self.call("abd", "chek")
        self.assertEqual(code, 254)
        self.assertEqual(err, 'abd: unknown subcommand "chek"; did you mean "check"?\n')

    def test_models_refuse_what_makes_no_sense(self):
        code, _, err = self.call("sliding-puzzle", "check", "--tiles", "142358671")
        self.assertEqual(code, 254)
        self.assertIn("--tiles: expected the digits 0 (the gap) to 8", err)

    def test_junit(self):
        path = self.folder / "junit.xml"
        self.assertEqual(self.call("single-copy", "check", "--servers=2", "--junit", path)[0], 1)
        suite = xml.etree.ElementTree.parse(path).find("testsuite")
        self.assertEqual((suite.get("tests"), suite.get("failures")), ("1", "1"))
        self.assertIn("ReadOk", suite.find("testcase/failure").text)
        code, _, err = self.call("single-copy", "check", "--junit", self.folder / "no" / "x.xml")
        self.assertEqual(code, 255)
        self.assertIn("--junit: cannot write", err)

    def test_the_first_interrupt_prints_what_was_learned(self):
        process = self.begin(*FOREVER, "--json")
        status = pathlib.Path(f"/proc/{process.pid}/status")
        bit = 1 << (signal.SIGINT - 1)
        caught = lambda: int(re.search(r"SigCgt:\s*(\w+)", status.read_text())[1], 16) & bit
        until(caught, "the program to take signals")
        process.send_signal(signal.SIGINT)
        code, out, _ = self.finish(process)
        self.assertEqual(code, 130)
        report = json.loads(out)
        self.assertEqual(report["verdict"], "unknown")
        self.assertIn("interrupted", report["stopped"])


class Simulate(Program):
    """Random walks, which repeat from their seed."""

    def test_the_seed_is_first_and_the_last_line_repeats_it(self):
        code, out, err = self.call("single-copy", "simulate", "--servers=2", "--walks", "50")
        self.assertEqual(code, 1)
        seed = re.match(r"single-copy: seed (\d+)\n", err)[1]
        last = out.splitlines()[-1]
        again = f"single-copy simulate --servers=2 --walks 50 --seed {seed}"
        self.assertEqual(last, f"repeat with: {again}")
        code, repeated, _ = self.call(*again.split())
        timeless = [re.sub(r"[\d.]+ s$", "", text, flags=re.M) for text in (out, repeated)]
        self.assertEqual((code, timeless[0]), (1, timeless[1]))

    def test_nothing_found_proves_nothing(self):
        code, out, _ = self.call("paxos", "simulate", "--json", "--walks", "5", "--seed", "3")
        self.assertEqual(code, 2)
        report = json.loads(out)
        self.assertEqual((report["verdict"], report["seed"]), ("unknown", 3))


class Explore(Program):
    """The pages, served until Ctrl-C."""

    def test_serves_on_a_free_port_until_interrupted(self):
        process = self.begin("paxos", "explore", "--clients", "2", "--port", "0")
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.kill)
        address = re.search(r"http://127\.0\.0\.1:\d+/", process.stdout.readline())[0]
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with direct.open(address) as page:
            self.assertIn("paxos explore --clients 2", page.read().decode())
        with direct.open(address + "api/v1/states/0") as document:
            state = json.load(document)
        self.assertEqual(len(state["actions"]), 2)
        with self.assertRaises(urllib.error.HTTPError) as refused:
            direct.open(address + "api/v1/states/0/99")
        self.assertEqual(refused.exception.code, 404)
        refused.exception.close()
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(20), 130)


class Installed(Program):
    """A model in one file of somebody who has Ordeal installed."""

    def run_quietly(self, *words):
        done = subprocess.run(
            [*map(str, words)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            check=False,
        )  # fmt: skip
        self.assertEqual(done.returncode, 0, done.stdout)

    def test_a_model_in_one_file(self):
        prefix, build = self.folder / "prefix", self.folder / "build"
        self.run_quietly("cmake", "--install", BUILD, "--prefix", prefix)
        self.assertTrue((prefix / "bin/ordeal").exists())
        out = subprocess.check_output([prefix / "bin/ordeal", "list", "faults"], text=True)
        self.assertNotIn("ordeal-points.so", out)  # it is there, too
        self.run_quietly(
            "cmake", "-S", ROOT / "tests/end_to_end/outside", "-B", build,
            f"-DCMAKE_PREFIX_PATH={prefix}", "-DCMAKE_BUILD_TYPE=Debug",
        )  # fmt: skip
        self.run_quietly("cmake", "--build", build)
        out = subprocess.run([build / "jugs", "check"], capture_output=True, text=True, check=False)
        self.assertEqual(out.returncode, 0, out.stdout)
        self.assertIn("    6. pour_back\n", out.stdout)
        self.assertNotIn("    7. ", out.stdout)
        out = subprocess.run([build / "jugs", "check", "--wanted", "6"], capture_output=True)
        self.assertEqual(out.returncode, 1)

    def test_the_book_shows_the_file(self):
        book = (ROOT / "docs/first-model.md").read_text()
        self.assertIn((ROOT / "tests/end_to_end/outside/jugs.cxx").read_text(), book)


if __name__ == "__main__":
    unittest.main()
